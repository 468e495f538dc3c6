"""Whether a stack file and the database it attaches to speak of the same thing."""

from collections.abc import Iterator

from domain.described_database import DescribedDatabase

WITH_A_SECRET = ("master", "dataApi")
"""Values of `database.sql` that log in with a password, whoever reads it."""


def misfits(database: DescribedDatabase, *, port: int, sql: str, secret_arn: str) -> Iterator[str]:
    """Each as a whole sentence."""
    if port != database.port:
        yield f"database.port: got {port}, want {database.port}, where {database.identifier} listens"
    if sql in WITH_A_SECRET and not secret_arn and not database.has_managed_secret:
        yield (
            f"database.existing.secretArn: missing, want the ARN of a secret with an administrator's user name and "
            f"password (database.sql is {sql}, and RDS manages no secret of {database.identifier}); set it, or "
            "database.sql: iam"
        )
    if sql == "dataApi" and not database.has_data_api:
        yield (
            f"{database.identifier}: Data API: got off, want on (database.sql is dataApi); run (no restart): "
            f"{database.turn_on_data_api()}"
        )
