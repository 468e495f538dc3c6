"""Database account: one statement in the database, the way a login says: over the Data API or over the network."""

from collections.abc import Mapping
from typing import Any

from components import data_api, sql_session
from components.data_api import DataApiLogin
from components.sql_script import DatabaseLogin


def run(login: Mapping[str, Any], statement: str) -> list[list[Any]]:
    """One transaction, and its rows; raises `SqlRefused`. A `DataApiLogin` names a cluster, the other a host."""
    return data_api.run(login, statement) if "resource_arn" in login else sql_session.rows(login, statement)


def given(login: DataApiLogin | DatabaseLogin) -> dict[str, Any]:
    """The parts of a login that have a value."""
    return {key: value for key, value in vars(login).items() if value is not None}
