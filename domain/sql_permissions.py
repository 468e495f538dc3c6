"""What the workflows' roles need so that SQL runs in the database, by `database.sql` of the stack file.

A preview runs none. With `iam`, `dataApi` and `script` it needs no secret either; with `master` the program itself
reads the master's password, in a preview too.
"""

from domain.allow_statements import Statement, allow
from domain.workflow_scopes import DatabaseScope

GET_VALUE = "secretsmanager:GetSecretValue"
OVER_THE_DATA_API = ("iam", "dataApi")
# Aurora User Guide, "Password management with Amazon Aurora and AWS Secrets Manager", required permissions.
_KEEP_MASTER_SECRET = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
_MASTER_SECRETS = "secret:rds!cluster-*"


def sql_reads(scope: DatabaseScope) -> list[Statement]:
    """The master's secret, once it is named and only where the program reads it."""
    if scope.sql != "master" or not scope.master_secret_arns:
        return []
    return [allow("ReadMasterSecret", [GET_VALUE], sorted(scope.master_secret_arns))]


def sql_writes(scope: DatabaseScope) -> list[Statement]:
    """RDS makes the secret in the caller's name, whoever runs the SQL, and names it at random."""
    secrets = scope.here("secretsmanager", _MASTER_SECRETS)
    statements = [allow("KeepMasterSecret", _KEEP_MASTER_SECRET, secrets)]
    if scope.sql in OVER_THE_DATA_API:
        clusters = scope.here("rds", f"cluster:{scope.component}-*")
        # Service Authorization Reference, "Amazon RDS Data API".
        statements.append(allow("RunSql", ["rds-data:ExecuteStatement"], clusters))
    if scope.sql != "script":
        # The Data API reads the secret as its caller (Aurora User Guide, "Authorizing access to the Data API").
        statements.append(allow("LogInAsMaster", [GET_VALUE], secrets))
    if scope.sql == "iam":
        # The cluster's resource id is not known before there is a cluster.
        user = scope.here("rds-db", f"dbuser:cluster-*/{scope.administrator}")
        statements.append(allow("LogInAsAdministrator", ["rds-db:connect"], user))
    return statements
