"""Names that PostgreSQL, RDS, Kafka and Redpanda keep for themselves."""

ROLES = ("public", "none", "rdsadmin")  # PostgreSQL manual, GRANT and SET ROLE; RDS User Guide, PostgreSQL roles
ROLE_PREFIXES = ("pg_", "rds_")  # PostgreSQL manual, CREATE ROLE; RDS User Guide, PostgreSQL roles

DATABASES = ("template0", "template1", "rdsadmin")  # PostgreSQL manual, 22.3; RDS API reference, CreateDBCluster

SCHEMAS = ("information_schema",)  # PostgreSQL manual, chapter "The Information Schema"
SCHEMA_PREFIXES = ("pg_",)  # PostgreSQL manual, CREATE SCHEMA

TOPICS = (".", "..", "_schemas")  # Apache Kafka, internals.Topic; Redpanda documentation, kafka_nodelete_topics
TOPIC_PREFIXES = ("__", "_redpanda")  # Apache Kafka, internals.Topic; Redpanda documentation, kafka_nodelete_topics


def check_role(name: str) -> None:
    """Raises ValueError for a login role that cannot be made, such as `pg_cdc`."""
    _check(name, ROLES, ROLE_PREFIXES, "PostgreSQL keeps pg_..., public and none, RDS rds_... and rdsadmin")


def check_database(name: str) -> None:
    """Raises ValueError for a database that cannot be made or logged in to, such as `template0`."""
    _check(name, DATABASES, (), "PostgreSQL keeps its templates, RDS rdsadmin")


def check_schema(name: str) -> None:
    """Raises ValueError for a schema that holds no tables of one's own, such as `pg_catalog`."""
    _check(name, SCHEMAS, SCHEMA_PREFIXES, "PostgreSQL keeps pg_... and information_schema")


def check_topic(name: str) -> None:
    """Raises ValueError for a topic that Kafka refuses or the cluster keeps, such as `__consumer_offsets`."""
    _check(name, TOPICS, TOPIC_PREFIXES, "Kafka refuses . and .., the cluster keeps _schemas, __... and _redpanda...")


def _check(name: str, names: tuple[str, ...], prefixes: tuple[str, ...], whose: str) -> None:
    if name in names or name.startswith(prefixes):
        raise ValueError(f"want a name that is not reserved ({whose})")
