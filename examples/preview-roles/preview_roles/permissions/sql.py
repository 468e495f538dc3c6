"""What the workflows' roles need so that SQL runs in the database, by `database.sql` of the stack file.

A preview runs none. With `iam`, `dataApi` and `script` it needs no secret either; with `master` the program itself
reads the master's password, in a preview too. With `script` a deployment runs none, but looks, as the pipelines' users.
"""

from domain.policy_document import Statement, allow
from preview_roles.permissions.workflow_scopes import DatabaseScope

GET_VALUE = "secretsmanager:GetSecretValue"
# Aurora User Guide, "Password management with Amazon Aurora and AWS Secrets Manager", required permissions.
_KEEP_MASTER_SECRET = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
_MASTER_SECRETS = ("secret:rds!cluster-*", "secret:rds!db-*")


def sql_reads(scope: DatabaseScope) -> list[Statement]:
    """The master's secret, once it is named and only where the program reads it."""
    named = {*scope.master_secret_arns}
    if scope.existing and scope.existing.secret_arn:
        named.add(scope.existing.secret_arn)
    if scope.sql != "master" or not named:
        return []
    return [allow("ReadMasterSecret", [GET_VALUE], sorted(named))]


def sql_writes(scope: DatabaseScope) -> list[Statement]:
    """As the stack's way of running SQL asks for; a database that exists has an administrator already."""
    existing = scope.existing
    secrets = scope.here("secretsmanager", *(_MASTER_SECRETS if existing else _MASTER_SECRETS[:1]))
    clusters = [f"cluster:{existing.identifier}" if existing else f"cluster:{scope.component}-*"]
    statements = []
    if existing is None:
        # RDS makes the secret in the caller's name, whoever runs the SQL, and names it at random.
        statements.append(allow("KeepMasterSecret", _KEEP_MASTER_SECRET, secrets))
    elif existing.secret_arn:
        secrets = [existing.secret_arn]
    makes_administrator = scope.sql == "iam" and existing is None
    if makes_administrator or scope.sql == "dataApi":
        # Service Authorization Reference, "Amazon RDS Data API".
        statements.append(allow("RunSql", ["rds-data:ExecuteStatement"], scope.here("rds", *clusters)))
    if makes_administrator or scope.sql in ("dataApi", "master"):
        # The Data API reads the secret as its caller (Aurora User Guide, "Authorizing access to the Data API").
        statements.append(allow("LogInAsMaster", [GET_VALUE], secrets))
    return [*statements, *_logins(scope)]


def _logins(scope: DatabaseScope) -> list[Statement]:
    """By token, to databases that are named."""
    sid, users = {
        "iam": ("LogInAsAdministrator", [scope.administrator]),
        "script": ("LogInAsPipelineUsers", sorted(scope.pipeline_users)),
    }.get(scope.sql, ("", []))
    named = [f"dbuser:{id_}/{user}" for id_ in sorted(scope.resource_ids) for user in users]
    return [allow(sid, ["rds-db:connect"], scope.here("rds-db", *named))] if named else []
