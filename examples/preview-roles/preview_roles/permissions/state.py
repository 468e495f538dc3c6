"""What the roles of GitHub's workflows may do with the state of this project's stacks, in a bucket of the account."""

from domain.policy_document import Statement, allow
from preview_roles.permissions.workflow_scopes import DatabaseScope


def state_reads(scope: DatabaseScope) -> list[Statement]:
    """Of this project's stacks: their state holds passwords, of Redpanda users at least, and this key decrypts them.

    Pulumi documentation, "State and backends", AWS S3; "Secrets", AWS KMS; pulumi/pulumi pkg/backend/diy.
    """
    if scope.state is None:
        return []
    objects = scope.state_objects(scope.state, "meta.yaml", f"stacks/{scope.project}/*")
    return [
        allow("ListState", ["s3:ListBucket"], scope.bucket_arn(scope.state)),
        allow("ReadState", ["s3:GetObject"], objects),
        allow("DecryptState", ["kms:Decrypt"], scope.state.kms_key_arn),
    ]


def state_writes(scope: DatabaseScope) -> list[Statement]:
    """With the locks, the history and the copies that Pulumi keeps beside them."""
    if scope.state is None:
        return []
    # pkg/backend/diy/store.go and lock.go; the organisation of every stack in a bucket is called "organization".
    kinds = ("backups", "history", "journal", "locks/organization", "stacks")
    objects = scope.state_objects(scope.state, *(f"{kind}/{scope.project}/*" for kind in kinds))
    return [
        allow("WriteState", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], objects),
        allow("EncryptState", ["kms:Encrypt", "kms:GenerateDataKey"], scope.state.kms_key_arn),
    ]
