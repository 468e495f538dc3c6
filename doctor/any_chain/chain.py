"""The chain, in the shape a stack's output has; `unknown` says of each thing that is not known why."""

from collections.abc import Sequence
from typing import Any

from doctor.any_chain.cluster import FoundCluster
from doctor.any_chain.configuration import Configuration
from doctor.any_chain.unknown import ByHand, arn_of, of_dsn, topic_of, unknown_of
from doctor.chain import ANY, NAMELESS
from doctor.facts.facts import Unavailable
from domain import arns
from domain.connect_names import in_database
from domain.database_engines import AURORA_MYSQL, AURORA_POSTGRESQL
from domain.pipeline_dsn import POSTGRESQL_PORT
from domain.slots import publication_name

SCOPE_TAG = "redpanda_scope_redpanda_connect"  # Redpanda Cloud documentation, "Configure AWS IAM for Aurora"


def build(
    configurations: Sequence[Configuration], hand: ByHand, found: FoundCluster | Unavailable, region: str | None
) -> dict[str, Any]:
    """The chain of a pipeline, one entry for each input of its database, or without a configuration of a client."""
    configuration = configurations[0] if configurations else None
    own, between, external_id = _roles(configuration, hand)
    login_role = between or own
    unknown = unknown_of(configurations, hand, found, own)
    account = arns.parse(own).account if own else None
    cluster_account = arns.parse(found.described["DBClusterArn"]).account if isinstance(found, FoundCluster) else None
    database_account = arns.parse(login_role).account if login_role else cluster_account
    chain: dict[str, Any] = {
        "kind": ANY,
        "engine": (AURORA_MYSQL if configuration and configuration.reads_mysql else AURORA_POSTGRESQL).name,
        "runtime": "cloud" if configuration and configuration.on_cloud else "own",
        "unknown": unknown,
        "application": {
            "account_id": account,
            "profile": hand.redpanda_profile or NAMELESS,
            "region": region or NAMELESS,
            "role_arn": own or "",
            "scope_tag": SCOPE_TAG,
            "source_cidrs": [],
        },
        "database": _database(configuration, hand, found, region, database_account),
        "trust": {"principal": None, "external_id": external_id, "connect_role_arn": between} if between else None,
        "proxy": None,
    }
    if not configurations:
        return chain | {"users": [{"user": hand.user or NAMELESS}]}
    ids = [f"<pipeline id> ({one.source.key()})" for one in configurations] if configurations[1:] else ["<pipeline id>"]
    return chain | {
        "pipelines": [
            _pipeline(one) | {"id": id_, "user": hand.user or of_dsn(one, "user") or NAMELESS}
            for one, id_ in zip(configurations, ids, strict=True)
        ]
    }


def _roles(configuration: Configuration | None, hand: ByHand) -> tuple[str | None, str | None, str | None]:
    """Who assumes the last role, that role, and the ExternalId it is asked with."""
    hops = configuration.hops if configuration else []
    between = hand.connect_role or (hops[-1].role_arn if hops else None)
    external_id = hand.external_id or (hops[-1].external_id if hops else None)
    own = hops[-2].role_arn if len(hops) > 1 and not hand.connect_role else hand.role
    return arn_of(own), arn_of(between), external_id


def _database(
    configuration: Configuration | None,
    hand: ByHand,
    found: FoundCluster | Unavailable,
    region: str | None,
    account: str | None,
) -> dict[str, Any]:
    described = found.described if isinstance(found, FoundCluster) else {}
    groups = [group["VpcSecurityGroupId"] for group in described.get("VpcSecurityGroups", ())]
    return {
        "account_id": account,
        "profile": hand.database_profile or NAMELESS,
        "region": region or NAMELESS,
        "cluster_identifier": described.get("DBClusterIdentifier", NAMELESS),
        "resource_id": described.get("DbClusterResourceId", NAMELESS),
        "parameter_group_name": described.get("DBClusterParameterGroup", NAMELESS),
        "endpoint": described.get("Endpoint") or of_dsn(configuration, "host") or NAMELESS,
        "port": described.get("Port") or of_dsn(configuration, "port") or POSTGRESQL_PORT,
        "name": of_dsn(configuration, "database") or described.get("DatabaseName") or "postgres",
        "master_username": described.get("MasterUsername", NAMELESS),
        "master_secret_arn": described.get("MasterUserSecret", {}).get("SecretArn", NAMELESS),
        # Where it is not known, nothing is concluded from what is not seen from here.
        "exposure": "public" if isinstance(found, FoundCluster) and found.public else "private",
        "security_group_id": groups[0] if groups else NAMELESS,
        "ca_bundle": hand.ca_bundle or f"certs/{region}-bundle.pem",
    }


def _pipeline(configuration: Configuration) -> dict[str, Any]:
    slot = configuration.told("slot_name") or NAMELESS
    topics = {
        "topic": topic_of(configuration.target),
        "dead_letter_topic": topic_of(configuration.dead_letters),
        "checkpoint_topic": configuration.checkpoint_topic,
    }
    return {
        "name": configuration.name,
        "schema": in_database(configuration.told("schema") or "public"),
        "tables": configuration.tables or [],
        "key_columns": {},
        "slot": slot,
        "publication": publication_name(slot),
        "snapshot": configuration.source.get("stream_snapshot") is True,
        "kafka_user": configuration.kafka_user or NAMELESS,
        **{name: topic for name, topic in topics.items() if topic},
    }
