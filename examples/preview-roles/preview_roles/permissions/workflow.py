"""What the roles of GitHub's workflows may do in each account: read for a preview, and make and change to deploy.

Names are the boundary: Pulumi names a resource after its component, `cdc` to `cdc-cluster-1a2b3c4`, and a role may
write only below such a prefix. Networks have ids instead, so there the tag that the program's provider sets decides.

Of what a preview may read, the workflow's own needs the state, since it compares with the state, and what the program
looks up: Redpanda's role, a database that exists, with `sql: master` a secret. The rest is for `--refresh`.
"""

from typing import Any

from domain.policy_document import Statement, allow, document, equal
from domain.resource_actions import of, of_types
from preview_roles.permissions.existing import existing_reads, existing_writes
from preview_roles.permissions.made_database import made_database_writes
from preview_roles.permissions.peering import accept_writes, request_reads, request_writes
from preview_roles.permissions.runtime import runtime_reads, runtime_writes
from preview_roles.permissions.sql import sql_reads, sql_writes
from preview_roles.permissions.state import state_reads, state_writes
from preview_roles.permissions.workflow_scopes import ApplicationScope, DatabaseScope

_ROLES = ("aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy")
_PROFILES = "aws:iam/instanceProfile:InstanceProfile"
_ALARMS, _DASHBOARDS = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/dashboard:Dashboard"


def application_reads(scope: ApplicationScope) -> dict[str, Any]:
    """For previews in the application's account."""
    return document(*_application_reads(scope))


def application_writes(scope: ApplicationScope) -> dict[str, Any]:
    """For deployments there: an inline policy on what others made, everything on what the program makes."""
    written = of_types(_ROLES[1:], "change")
    statements = [*_application_reads(scope), *runtime_writes(scope), *request_writes(scope)]
    if scope.all_roles:
        statements.append(allow("WriteInlinePolicies", written, scope.all_roles))
    if scope.own_roles:
        own = scope.named("role", scope.own_roles)
        profiles = scope.named("instance-profile", scope.own_roles)
        to_instances = equal("iam:PassedToService", "ec2.amazonaws.com")
        statements += [
            allow("MakeRoles", of_types(_ROLES[:1], "create", "change"), own),
            allow("MakeInstanceProfiles", of_types([_PROFILES], "create", "change"), profiles),
            allow("PutRolesIntoProfiles", ["iam:PassRole"], own, to_instances),
        ]
    return document(*statements)


def database_reads(scope: DatabaseScope) -> dict[str, Any]:
    """For previews in the database's account."""
    return document(*_database_reads(scope))


def database_writes(scope: DatabaseScope) -> dict[str, Any]:
    """For deployments there."""
    return document(
        *_database_reads(scope),
        *(existing_writes(scope, scope.existing) if scope.existing else made_database_writes(scope)),
        *accept_writes(scope),
        *sql_writes(scope),
        allow("MakeConnectRole", of_types(_ROLES, "create", "change"), scope.connect_roles),
        *_alarm_writes(scope),
        *state_writes(scope),
    )


def _application_reads(scope: ApplicationScope) -> list[Statement]:
    statements = [*runtime_reads(scope), *request_reads(scope)]
    if scope.all_roles:
        statements.append(allow("ReadRoles", of_types(_ROLES, "read"), scope.all_roles))
    if scope.own_roles:
        profiles = scope.named("instance-profile", scope.own_roles)
        statements.append(allow("ReadInstanceProfiles", of_types([_PROFILES], "read"), profiles))
    return statements


def _database_reads(scope: DatabaseScope) -> list[Statement]:
    # These actions have no resource to name (Service Authorization Reference, "Amazon EC2"); the Region can be.
    statements = [
        allow("ReadNetwork", of("ec2", "read"), "*", equal("aws:RequestedRegion", scope.region)),
        allow("ReadDatabase", of("rds", "read"), [*scope.databases, scope.anywhere("rds", "global-cluster:*")]),
        allow("ReadRoles", of_types(_ROLES, "read"), scope.connect_roles),
        allow("ReadAlarms", of_types([_ALARMS], "read"), scope.here("cloudwatch", "alarm:*")),
        allow("ReadDashboards", of_types([_DASHBOARDS], "read"), _dashboards(scope)),
        allow("ReadTopics", of("sns", "read"), scope.topics),
    ]
    if scope.existing:
        statements += existing_reads(scope, scope.existing)
    return [*statements, *sql_reads(scope), *state_reads(scope)]


def _alarm_writes(scope: DatabaseScope) -> list[Statement]:
    alarms = scope.here("cloudwatch", f"alarm:{scope.component}-*")
    return [
        allow("MakeAlarms", of_types([_ALARMS], "create", "change"), alarms),
        allow("MakeDashboards", of_types([_DASHBOARDS], "change"), _dashboards(scope)),
        allow("MakeTopics", of("sns", "create", "change"), scope.topics),
    ]


def _dashboards(scope: DatabaseScope) -> str:
    return scope.anywhere("cloudwatch", f"dashboard/{scope.component}-*")
