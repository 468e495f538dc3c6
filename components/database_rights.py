"""Database account: what users that log in by IAM have in common: how they are made, and how rights are granted."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_postgresql as postgresql

from domain.pipeline_needs import IAM_LOGIN


def iam_user(
    name: str, user: str, memberships: Sequence[str], parent: pulumi.Resource, protect: bool | None = None
) -> postgresql.Role:
    """A role that logs in by token only: a member of `rds_iam`, without a password, which owns nothing."""
    return postgresql.Role(
        name,
        name=user,
        login=True,
        roles=[IAM_LOGIN, *memberships],  # never a GrantRole beside it: the two undo each other at every refresh
        skip_reassign_owned=True,  # it owns nothing, and reassigning makes the master an rds_iam member meanwhile
        # Renamed in place, it would leave its grants under a name that is gone, which no one can revoke.
        opts=pulumi.ResourceOptions(parent=parent, protect=protect, replace_on_changes=["name"]),
    )


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Grants one role's privileges in one database, each after the one before.

    Concurrent grants fail with "tuple concurrently updated" (pulumi-postgresql #831).
    """

    parent: pulumi.Resource
    database: str
    role: postgresql.Role

    def on_database(self, name: str, privilege: str, after: pulumi.Resource) -> postgresql.Grant:
        """A privilege on the database itself."""
        return self._grant(name, after, object_type="database", privileges=[privilege])

    def on_schema(
        self, name: str, schema: pulumi.Input[str], privilege: str, after: pulumi.Resource
    ) -> postgresql.Grant:
        """A privilege on a schema."""
        return self._grant(name, after, object_type="schema", schema=schema, privileges=[privilege])

    def on_tables(
        self, name: str, schema: pulumi.Input[str], tables: Sequence[str], privilege: str, after: pulumi.Resource
    ) -> postgresql.Grant:
        """A privilege on the listed tables: one on all of them drifts as soon as somebody else makes another."""
        return self._grant(
            name, after, object_type="table", schema=schema, objects=list(tables), privileges=[privilege]
        )

    def on_later(
        self,
        name: str,
        schema: pulumi.Input[str],
        owner: pulumi.Input[str],
        kind: str,
        privileges: Sequence[str],
        after: pulumi.Resource,
    ) -> postgresql.DefaultPrivileges:
        """Privileges on every table or sequence (`kind`) that the owner makes in the schema from now on."""
        return postgresql.DefaultPrivileges(
            name,
            database=self.database,
            role=self.role.name,
            owner=owner,
            schema=schema,
            object_type=kind,
            privileges=list(privileges),
            opts=self._options(after),
        )

    def _grant(
        self,
        name: str,
        after: pulumi.Resource,
        *,
        object_type: str,
        privileges: Sequence[str],
        schema: pulumi.Input[str] | None = None,
        objects: Sequence[str] | None = None,
    ) -> postgresql.Grant:
        return postgresql.Grant(
            name,
            database=self.database,
            role=self.role.name,
            schema=schema,
            object_type=object_type,
            objects=objects,
            privileges=privileges,
            opts=self._options(after),
        )

    def _options(self, after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self.parent,
            depends_on=[after],
            delete_before_replace=True,  # the old grant's end revokes what the new one gives on what both name
        )
