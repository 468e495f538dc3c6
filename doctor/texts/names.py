"""L8 and S8: names that are taken."""

from collections.abc import Mapping

# Sources: PostgreSQL 13 to 18, acl.c, user.c, schemacmds.c, parse.y, postinit.c and slot.c; RDS API reference,
# CreateDBCluster; Kafka, Topic.validate; Redpanda, topics_frontend and configuration (kafka_nodelete_topics).
NAMES: Mapping[str, tuple[str, ...]] = {
    "S8": (
        'role name "<role>" is reserved',
        "Role names starting with pg_ are reserved",
        "Role names starting with rds_ are reserved",
        'unacceptable schema name "<schema>"',
        "The prefix pg_ is reserved for system schemas",
        'unacceptable tablespace name "<tablespace>"',
        "cannot be used as it is a reserved word used by the engine",
        "MasterUsername <name> cannot be used",
        "DatabaseName <name> is not a valid",
        'database "template0" is not currently accepting connections',
        'pg_hba.conf rejects connection for host "<host>", user "<user>", database "rdsadmin"...',
        'no pg_hba.conf entry for host "<host>", user "<user>", database "rdsadmin"...',
        'permission denied for database "rdsadmin"',
        'replication slot name "<slot>" is reserved',
        "Topic name is invalid: ... is not allowed",
        "cannot be . or ..",
        "INVALID_TOPIC_EXCEPTION",
        "InvalidTopicException",
        "Broker: Invalid topic",
        "The request attempted to perform an operation on an invalid topic",
        "Cannot create topic <topic>: reserved",
        "Metadata response reported invalid topics",
    ),
}
