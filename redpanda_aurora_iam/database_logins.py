"""The login that runs SQL in the database, as `database.sql` of the stack file says."""

from collections.abc import Callable
from dataclasses import replace

from assembly.master_login import Reached, master_login
from components.data_api import DataApiLogin
from components.sql_script import DatabaseLogin
from settings import StreamedDatabaseSettings


def administrator_login(database: StreamedDatabaseSettings, reached: Reached) -> DatabaseLogin:
    """The administrator's, by token."""
    return replace(master_login(database, reached), user=database.administrator, secret_arn=None)


def data_api_login(database: StreamedDatabaseSettings, reached: Reached) -> DataApiLogin:
    """The Data API's, with the secret of the master or of another administrator."""
    return DataApiLogin(
        resource_arn=reached.arn,
        secret_arn=reached.master_secret_arn,
        database=database.name,
        profile=database.profile,
        region=database.region,
    )


LOGINS: dict[str, Callable[[StreamedDatabaseSettings, Reached], DataApiLogin | DatabaseLogin]] = {
    "master": master_login,
    "iam": administrator_login,
    "dataApi": data_api_login,
}
"""By value of `database.sql`; with `script` nothing of ours logs in."""
