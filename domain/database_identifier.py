"""What names a database that exists: the identifier RDS knows it by, never an endpoint."""

import re

from domain.rds_proxy import HOST_MARK

IDENTIFIER = re.compile(r"[a-zA-Z](-?[a-zA-Z0-9]){0,62}")  # RDS CreateDBCluster, DBClusterIdentifier
READER_MARK = ".cluster-ro-"  # Aurora User Guide, "Reader endpoints"


def check_identifier(text: str) -> None:
    """Raises ValueError for what is no identifier of a cluster or an instance, an endpoint above all."""
    if IDENTIFIER.fullmatch(text):
        return
    if HOST_MARK in text:
        raise ValueError("want the database's own identifier (RDS Proxy carries no replication); name what it serves")
    if READER_MARK in text:
        raise ValueError("want the cluster's identifier (changes are read from the writer, never from a reader)")
    raise ValueError(f"want an identifier, {IDENTIFIER.pattern} (RDS CreateDBCluster); its endpoint is looked up")
