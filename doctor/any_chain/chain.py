"""The chain, in the shape a stack's output has; `unknown` says of each thing that is not known why."""

from dataclasses import dataclass
from typing import Any

from doctor.any_chain.cluster import FoundCluster
from doctor.any_chain.configuration import Configuration
from doctor.chain import ANY
from doctor.facts.facts import Unavailable
from domain import arns
from domain.database_engines import AURORA_MYSQL, AURORA_POSTGRESQL
from domain.pipeline_dsn import POSTGRESQL_PORT
from domain.slots import SLOT_NAME, publication_name

SCOPE_TAG = "redpanda_scope_redpanda_connect"  # Redpanda Cloud documentation, "Configure AWS IAM for Aurora"
NAMELESS = "<unknown>"


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What the options give; None: it is to be read."""

    cluster: str | None = None
    user: str | None = None
    role: str | None = None
    """ARN of the role that the pipeline or the client runs as."""
    connect_role: str | None = None
    """ARN of a role in between, which logs in."""
    external_id: str | None = None
    ca_bundle: str | None = None
    redpanda_profile: str | None = None
    database_profile: str | None = None


def build(
    configuration: Configuration | None, hand: ByHand, found: FoundCluster | Unavailable, region: str | None
) -> dict[str, Any]:
    """The chain of a pipeline, or without a configuration of a client."""
    own, between, external_id = _roles(configuration, hand)
    login_role = between or own
    unknown = _unknown(configuration, hand, found, own)
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
    user = {"user": hand.user or _dsn(configuration, "user") or NAMELESS}
    return chain | ({"pipelines": [_pipeline(configuration) | user]} if configuration else {"users": [user]})


def _roles(configuration: Configuration | None, hand: ByHand) -> tuple[str | None, str | None, str | None]:
    """Who assumes the last role, that role, and the ExternalId it is asked with."""
    hops = configuration.hops if configuration else []
    between = hand.connect_role or (hops[-1].role_arn if hops else None)
    external_id = hand.external_id or (hops[-1].external_id if hops else None)
    own = hops[-2].role_arn if len(hops) > 1 and not hand.connect_role else hand.role
    return _arn(own), _arn(between), external_id


def _arn(text: str | None) -> str | None:
    """None: it is no ARN, as of a value that is known only when the pipeline runs."""
    try:
        return text if text and arns.parse(text) else None
    except ValueError:
        return None


def _unknown(
    configuration: Configuration | None, hand: ByHand, found: FoundCluster | Unavailable, own: str | None
) -> dict[str, str]:
    """By what is missing."""
    unknown: dict[str, str] = {}
    if own is None:
        unknown["caller"] = "as which role it runs, the configuration does not tell; --role names its ARN"
    if isinstance(found, Unavailable):
        unknown["cluster"] = found.reason
    if configuration is None:
        return unknown
    if isinstance(configuration.dsn, Unavailable):
        unknown["dsn"] = configuration.dsn.reason
    if hand.user is None and not _dsn(configuration, "user"):
        unknown["user"] = "the dsn tells no user; --user names it"
    if any(_arn(hop.role_arn) is None for hop in configuration.hops):
        unknown["roles"] = "a role of the configuration is no ARN, or known only when the pipeline runs"
    slot = configuration.told("slot_name")
    if not configuration.reads_mysql and (slot is None or SLOT_NAME.fullmatch(slot) is None):
        unknown["slot"] = "slot_name: it is not told, known only when the pipeline runs, or no slot's name"
    if configuration.tables is None:
        unknown["tables"] = "tables: they are not told, or known only when the pipeline runs"
    if configuration.target is None or _topic(configuration.target) is None:
        unknown["topic"] = "the topic is not told, or known only when the pipeline runs"
    if configuration.kafka_user is None:
        unknown["kafka_user"] = "as whom it writes, the configuration does not tell"
    return unknown


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
        "endpoint": described.get("Endpoint") or _dsn(configuration, "host") or NAMELESS,
        "port": described.get("Port") or _dsn(configuration, "port") or POSTGRESQL_PORT,
        "name": _dsn(configuration, "database") or described.get("DatabaseName") or "postgres",
        "master_username": described.get("MasterUsername", NAMELESS),
        "master_secret_arn": described.get("MasterUserSecret", {}).get("SecretArn", NAMELESS),
        # Where it is not known, nothing is concluded from what is not seen from here.
        "exposure": "public" if isinstance(found, FoundCluster) and found.public else "private",
        "security_group_id": groups[0] if groups else NAMELESS,
        "ca_bundle": hand.ca_bundle or f"certs/{region}-bundle.pem",
    }


def _dsn(configuration: Configuration | None, part: str) -> Any:
    if configuration is None or isinstance(configuration.dsn, Unavailable):
        return None
    return getattr(configuration.dsn, part)


def _topic(output: Any) -> str | None:
    topic = output.get("topic")
    return topic if isinstance(topic, str) and "${" not in topic else None


def _pipeline(configuration: Configuration) -> dict[str, Any]:
    slot = configuration.told("slot_name") or NAMELESS
    dead_letters = _topic(configuration.dead_letters) if configuration.dead_letters else None
    topics = {
        "topic": _topic(configuration.target) if configuration.target else None,
        "dead_letter_topic": dead_letters,
        "checkpoint_topic": configuration.checkpoint_topic,
    }
    return {
        "name": configuration.name,
        "id": "<pipeline id>",
        "schema": configuration.told("schema") or "public",
        "tables": configuration.tables or [],
        "key_columns": {},
        "slot": slot,
        "publication": publication_name(slot),
        "snapshot": configuration.source.get("stream_snapshot") is True,
        "kafka_user": configuration.kafka_user or NAMELESS,
        **{name: topic for name, topic in topics.items() if topic},
    }
