"""F1 to F3, K14, S15 and S16: what stops Pulumi, or Terraform, in an update."""

from collections.abc import Mapping

# Sources: pulumi/pulumi, resource/deploy/step.go, backend/diy/lock.go and engine/plan.go; hashicorp/terraform, plan;
# terraform-provider-redpanda, delete functions; RDS, IAM, EC2, Secrets Manager and CloudWatch Logs API references,
# "Errors"; Kafka protocol guide, "Error Codes"; PostgreSQL, user.c and publicationcmds.c.
DEPLOYMENT: Mapping[str, tuple[str, ...]] = {
    "F1": ("Cannot find version <version> for <engine>",),
    "F2": (
        "DBClusterQuotaExceededFault",
        "InstanceQuotaExceeded",
        "StorageQuotaExceeded",
        "VpcLimitExceeded",
        "AddressLimitExceeded",
        "SecurityGroupLimitExceeded",
        "RulesPerSecurityGroupLimitExceeded",
        "LimitExceeded: Cannot exceed quota for",
    ),
    "F3": (
        "is not authorized to perform: rds:<action>",
        "is not authorized to perform: iam:<action>",
        "is not authorized to perform: ec2:<action>",
        "is not authorized to perform: ecs:<action>",
        "is not authorized to perform: eks:<action>",
        "is not authorized to perform: logs:<action>",
        "is not authorized to perform: secretsmanager:CreateSecret",
        "UnauthorizedOperation: You are not authorized to perform this operation",
    ),
    "K14": (
        "deletion not allowed",
        "allow_deletion is set to false",
        "set allow_deletion to true",
        "deletion is blocked: ... allow_deletion",
        "cannot be deleted because it is protected",
        "currently marked for protection",
        "refusing to delete protected resource",
        "To unprotect the resource",
        "Cannot delete protected Cluster",
        "Cannot delete protected DB Instance",
        "has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed",
    ),
    "S15": (
        "EntityAlreadyExists",
        "DBClusterAlreadyExistsFault",
        "DBInstanceAlreadyExists",
        "DBSubnetGroupAlreadyExists",
        "DBParameterGroupAlreadyExists",
        "InvalidGroup.Duplicate",
        "InvalidPermission.Duplicate",
        "ResourceExistsException: The operation failed because the secret <name> already exists",
        "a secret with this name is already scheduled for deletion",
        "ResourceAlreadyExistsException",
        "TOPIC_ALREADY_EXISTS",
        "Topic with this name already exists",
        "TopicExistsException",
        'role "<role>" already exists',
        'publication "<publication>" already exists',
    ),
    "S16": (
        "the stack is currently locked by",
        "Another update is currently in progress",
        "resource(s) with pending operations",
        "Error acquiring the state lock",
    ),
}
