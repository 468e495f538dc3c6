"""The role that makes a pipeline's user and publication by login token, so that no password is needed after it."""

from collections.abc import Sequence

from domain import database_rights
from domain.database_need import Need
from domain.pipeline_needs import IAM_LOGIN, REPLICATION

ADMINISTRATOR = "rpcn_administrator"


def administrator_needs(administrator: str, database: str, schemas: Sequence[str]) -> list[Need]:
    """The least that is enough: it makes roles, grants what it has, and publishes the tables it owns.

    Where somebody else owns the tables, that role has to be granted to it as well. A membership with ADMIN OPTION is
    what lets it grant the role on (PostgreSQL 16 manual, CREATE ROLE); before 16 CREATEROLE alone did.
    """
    return [
        database_rights.login_role(administrator, creates_roles=True),
        database_rights.membership(administrator, IAM_LOGIN, may_grant_it=True),
        database_rights.membership(administrator, REPLICATION, may_grant_it=True),
        database_rights.on_database(administrator, database, "CONNECT", may_grant_it=True),
        database_rights.on_database(administrator, database, "CREATE"),  # CREATE PUBLICATION asks for it
        *(
            database_rights.on_schema(administrator, schema, privilege, may_grant_it=privilege == "USAGE")
            for schema in schemas
            for privilege in ("USAGE", "CREATE")
        ),
    ]
