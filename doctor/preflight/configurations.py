"""The pipelines' configurations as the program will write them, but for what only exists after the first `up`."""

from collections.abc import Mapping
from typing import Any

import yaml

from doctor.facts.facts import Unavailable
from doctor.preflight.stack_file import StackFile
from domain import arns, connect_config
from domain.connect_config import TopicTarget, dead_letter_topic, password_secret_name
from domain.postgres_input import PostgresSource

LATER = "yet-to-be-made"


def configurations(stack_file: StackFile) -> dict[str, str | Unavailable]:
    """YAML by pipeline."""
    database = stack_file.sections["database"]
    try:
        certificates = (stack_file.directory / database["caBundle"]).read_text()
    except (OSError, UnicodeError):
        return {
            str(entry.get("name")): Unavailable(
                f"database.caBundle: {database['caBundle']!r} cannot be read; make certs"
            )
            for entry in stack_file.told("pipelines") or ()
        }
    return {
        str(entry["name"]): yaml.safe_dump(_configuration(stack_file, entry, certificates), sort_keys=False)
        for entry in stack_file.told("pipelines") or ()
    }


def _configuration(stack_file: StackFile, entry: Mapping[str, Any], certificates: str) -> dict[str, Any]:
    database, name = stack_file.sections["database"], entry["name"]
    region, schema = database["region"], entry.get("schema", "public")
    user = entry.get("user") or f"cdc_{name}"
    topic = entry.get("topic") or f"{database['name']}.{schema}.{name}"
    source = PostgresSource(
        endpoint=f"{LATER}.{region}.rds.amazonaws.com",
        port=stack_file.chain["database"]["port"],
        database=database["name"],
        region=region,
        user=user,
        connect_role_arn=arns.role_arn_in(region, database["accountId"], LATER),
        external_id=stack_file.told("trust", "externalId"),
        ca_bundle_pem=certificates,
        tables=entry["tables"],
        snapshot=entry.get("snapshot", True),
        key_columns=entry["keyColumns"],
        schema=schema,
        slot=entry.get("slot") or f"rpcn_{name}",
    )
    target = TopicTarget(
        topic=topic,
        dead_letter_topic=dead_letter_topic(topic),
        user=user,
        password_secret=password_secret_name(name),
    )
    return connect_config.connect_config(source, target)
