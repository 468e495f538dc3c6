"""What the stack tells an operator and the doctor: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping
from typing import Any

from assembly.chain import database_section, redpanda_section, runtime_section, stream_section, trust_section
from assembly.runtimes.runtime import Permission, Runtime, Stream
from components.cdc_alarms import CdcAlarms
from components.cross_account_connect_role import CrossAccountConnectRole
from components.scripted_objects import ScriptedObjects
from components.sql_runners import DatabaseUser
from domain.alarm_thresholds import GIB, SECONDS_PER_MINUTE
from redpanda_aurora_iam.databases import Database
from settings import Settings


def outputs(
    settings: Settings,
    runtime: Runtime,
    permission: Permission,
    database: Database,
    connect_role: CrossAccountConnectRole,
    alarms: CdcAlarms,
    *,
    users: Mapping[str, DatabaseUser],
    streams: Mapping[str, Stream],
    peering: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The stack's outputs by name; `chain` is everything needed to walk the seven links."""
    cluster = database.streamed
    chain: dict[str, Any] = {
        "kind": "aurora-postgresql-cdc",
        "runtime": runtime_section(settings, runtime, permission),
        "redpanda": redpanda_section(settings, runtime, permission),
        "database": {
            **database_section(settings.database, database, cluster),
            "existing": settings.database.existing is not None,
            "sql": settings.database.sql,
            "administrator": settings.database.administrator if settings.database.sql == "iam" else None,
        },
        "trust": trust_section(settings.trust, connect_role),
        "pipelines": [
            {
                "name": pipeline.name,
                "user": pipeline.user,
                "dbuser_arn": cluster.dbuser_arn(pipeline.user),
                "schema": pipeline.schema_,
                "tables": pipeline.tables,
                "key_columns": pipeline.key_columns,
                "slot": pipeline.slot,
                "publication": users[pipeline.name].publication,
                "snapshot": pipeline.snapshot,
                "topic": pipeline.topic,
                **stream_section(streams[pipeline.name]),
            }
            for pipeline in settings.pipelines
        ],
        "alarms": [{"name": name, "cause": cause} for name, cause in alarms.causes],
        "slot_lag": {
            "bytes": settings.alarms.slot_lag_gib * GIB,
            "seconds": settings.alarms.lasting_minutes * SECONDS_PER_MINUTE,
        },
        **({"peering": dict(peering)} if peering else {}),
    }
    return {
        "endpoint": cluster.endpoint,
        "connect_role_arn": connect_role.arn,
        "alarm_topic_arn": alarms.topic_arn,
        "topics": {name: stream.topic for name, stream in streams.items()},
        "pipeline_ids": {name: stream.pipeline_id for name, stream in streams.items() if stream.pipeline_id},
        "chain": chain,
        **(
            {"sql": scripts}
            if (scripts := {n: u.sql for n, u in users.items() if isinstance(u, ScriptedObjects)})
            else {}
        ),
        **{name: value for stream in streams.values() for name, value in stream.outputs.items()},
    }
