"""Engine versions, cluster parameters and names that streaming Aurora MySQL's binary log with IAM asks for."""

import re

from domain.cluster_parameters import ClusterParameter

SERVERLESS_V2_FLOORS = {"8.0": "3.02.0", "8.4": "8.4.7"}
"""Lowest Aurora version per MySQL version (Aurora User Guide, "Supported Regions and Aurora DB engines for Aurora
serverless"; of 8.4 every version will do, and 8.4.7 is the first one seen in use)."""

_ENGINE_VERSION = re.compile(r"(?P<mysql>8\.[04])\.mysql_aurora\.(?P<aurora>[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2})")

DATABASE_NAME = re.compile(r"[a-z][a-z0-9]{0,63}")
"""Without underscores: in a grant on a database one stands for any character (MySQL manual, "GRANT Statement")."""

USER_NAME = re.compile(r"[a-z_][a-z0-9_]{0,31}")
"""At most 32 characters (MySQL manual, "Account User Names and Passwords")."""

TABLE_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{1,63}")
"""As Redpanda Connect takes it and writes it into its queries (redpanda-data/connect, mysql_cdc, validate.go)."""

COLUMN_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,63}")
"""What a Bloblang path takes without quotes."""

LONGEST_RETENTION_HOURS = 2160  # Aurora User Guide, mysql.rds_set_configuration


def parameter_group_family(engine_version: str) -> str:
    """The family of a version: `8.0.mysql_aurora.3.10.4` to `aurora-mysql8.0`; raises ValueError below the floors."""
    match = _ENGINE_VERSION.fullmatch(engine_version)
    if match is None or _numbers(match["aurora"]) < _numbers(SERVERLESS_V2_FLOORS[match["mysql"]]):
        floors = " or ".join(f"{mysql}.mysql_aurora.{aurora}" for mysql, aurora in SERVERLESS_V2_FLOORS.items())
        raise ValueError(f"want {floors}, or a later version of these (Aurora Serverless v2)")
    return f"aurora-mysql{match['mysql']}"


def cluster_parameters(pipelines: int) -> list[ClusterParameter]:
    """The parameters of a cluster that this many pipelines read, by name; without pipelines it writes no binary log.

    Aurora User Guide, "Configuring Aurora MySQL binary logging": a changed format waits for a reboot of the writer.
    Whether the other two binary log parameters are static is documented nowhere; `pending-reboot` is taken for either
    kind, `immediate` only for dynamic ones. `require_secure_transport` is dynamic (RDS User Guide, "Requiring SSL/TLS
    for all connections"). A new cluster starts with all of them.
    """
    tls = ClusterParameter("require_secure_transport", "ON", "immediate")
    if not pipelines:
        return [tls]
    return [
        ClusterParameter("binlog_checksum", "NONE", "pending-reboot"),
        ClusterParameter("binlog_format", "ROW", "pending-reboot"),
        ClusterParameter("binlog_row_image", "FULL", "pending-reboot"),
        tls,
    ]


def retention_statement(hours: int) -> str:
    """What the master runs to keep the binary log: 72 to `CALL mysql.rds_set_configuration(...)`.

    There is no cluster parameter for it: unless this procedure is called, Aurora drops what it needs no longer, usually
    within a day (Aurora User Guide, mysql.rds_set_configuration).
    """
    if not 1 <= hours <= LONGEST_RETENTION_HOURS:
        raise ValueError(f"want 1 to {LONGEST_RETENTION_HOURS} hours (Aurora User Guide, mysql.rds_set_configuration)")
    return f"CALL mysql.rds_set_configuration('binlog retention hours', {hours});"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
