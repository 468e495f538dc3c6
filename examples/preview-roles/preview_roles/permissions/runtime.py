"""What the workflows' roles may do in the application's account about what runs the pipelines, by runtime."""

from domain import tags
from domain.policy_document import Statement, allow, equal
from domain.resource_actions import of_types
from preview_roles.permissions.task_network import task_network_reads, task_network_writes
from preview_roles.permissions.workflow_scopes import ApplicationScope

_USER = ("aws:iam/user:User", "aws:iam/userPolicy:UserPolicy", "aws:iam/accessKey:AccessKey")
_ROLE = ("aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy")
_SECRET = ("aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion")
_LOGS = ("aws:cloudwatch/logGroup:LogGroup",)
_TASKS = ("aws:ecs/taskDefinition:TaskDefinition",)
_SERVICES = ("aws:ecs/cluster:Cluster", "aws:ecs/service:Service")
_GROUP = ("aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
_ASSOCIATION = ("aws:eks/podIdentityAssociation:PodIdentityAssociation",)
_WRITES = ("create", "change")
# Service Authorization Reference, "Amazon Elastic Container Service": no resource is named for these.
_TASK_DEFINITIONS = ["ecs:DeregisterTaskDefinition", "ecs:RegisterTaskDefinition"]


def runtime_reads(scope: ApplicationScope) -> list[Statement]:
    """Of a secret that it is there, never its value."""
    runtime, region = scope.runtime, equal("aws:RequestedRegion", scope.region)
    statements = []
    if scope.policy_roles:  # the program looks at Redpanda's role and its boundary before it makes anything
        statements.append(
            allow("ReadBoundaries", ["iam:GetPolicy", "iam:GetPolicyVersion"], scope.named("policy", ["*"]))
        )
    if runtime.key_user:
        statements.append(allow("ReadUser", of_types(_USER, "read"), scope.named("user", [runtime.key_user])))
    if runtime.pipelines:
        statements.append(allow("ReadSecrets", of_types(_SECRET, "read"), _secrets(scope)))
    if runtime.task_role:
        # Log groups are looked for by the beginning of their names.
        statements += [
            allow("ReadLogGroups", of_types(_LOGS, "read"), scope.here("logs", "log-group:*")),
            allow("ReadServices", of_types(_SERVICES, "read"), _services(scope)),
            allow("ReadTaskDefinitions", of_types(_TASKS, "read"), "*", region),
            allow("ReadGroups", of_types(_GROUP, "read"), "*", region),
        ]
    if runtime.task_network:
        statements += task_network_reads(scope)
    if runtime.eks_cluster:
        statements.append(allow("ReadAssociations", of_types(_ASSOCIATION, "read"), _associations(scope)))
    return statements


def runtime_writes(scope: ApplicationScope) -> list[Statement]:
    """To make and change what the stack's runtime is made of."""
    runtime = scope.runtime
    statements = []
    roles = scope.named("role", [*runtime.fixed_roles, *runtime.execution_roles])
    if roles:
        statements.append(allow("MakeRuntimeRoles", of_types(_ROLE, *_WRITES), roles))
    if runtime.key_user:
        statements.append(allow("MakeUser", of_types(_USER, *_WRITES), scope.named("user", [runtime.key_user])))
    if runtime.pipelines:
        statements.append(allow("MakeSecrets", of_types(_SECRET, *_WRITES), _secrets(scope)))
    if runtime.task_role:
        statements += _ecs_writes(scope, scope.named("role", [runtime.task_role, *runtime.execution_roles]))
    if runtime.task_network:
        statements += task_network_writes(scope)
    if runtime.eks_cluster:
        pods = scope.named("role", [str(runtime.pod_role)])
        statements += [
            allow("MakeAssociations", of_types(_ASSOCIATION, *_WRITES), _associations(scope)),
            # Amazon EKS User Guide, "Assign an IAM role to a Kubernetes service account".
            allow("PutRoleIntoPods", ["iam:PassRole"], pods, equal("iam:PassedToService", "pods.eks.amazonaws.com")),
        ]
    return statements


def _ecs_writes(scope: ApplicationScope, roles: list[str]) -> list[Statement]:
    region, tagged = equal("aws:RequestedRegion", scope.region), f"aws:ResourceTag/{tags.PROJECT}"
    groups = scope.here("ec2", "security-group/*")
    changes = [*of_types(_GROUP, "change"), "ec2:CreateTags", "ec2:DeleteTags"]
    made = ["CreateSecurityGroup", "AuthorizeSecurityGroupEgress"]
    families = scope.here("ecs", *(f"task-definition/rpcn-{name}:*" for name in scope.runtime.pipelines))
    first = scope.anywhere("iam", "role/aws-service-role/ecs.amazonaws.com/*")
    return [
        allow("MakeServices", of_types(_SERVICES, *_WRITES), _services(scope)),
        allow("MakeTaskDefinitions", _TASK_DEFINITIONS, "*", region),
        allow("TagTaskDefinitions", ["ecs:TagResource", "ecs:UntagResource"], families),
        allow("PutRolesIntoTasks", ["iam:PassRole"], roles, equal("iam:PassedToService", "ecs-tasks.amazonaws.com")),
        allow("MakeLogGroups", of_types(_LOGS, *_WRITES), _logs(scope)),
        allow("MakeGroups", of_types(_GROUP, "create"), "*", region),
        allow("TagNewGroups", ["ec2:CreateTags"], "*", equal("ec2:CreateAction", made)),
        allow("ChangeGroups", sorted(changes), groups, equal(tagged, scope.project)),
        # A rule is reached through its group, whose tag the statement above asks for.
        allow("ChangeGroupRules", sorted(changes), scope.here("ec2", "security-group-rule/*")),
        allow(
            "MakeFirstService", ["iam:CreateServiceLinkedRole"], first, equal("iam:AWSServiceName", "ecs.amazonaws.com")
        ),
    ]


def _secrets(scope: ApplicationScope) -> list[str]:
    return scope.here("secretsmanager", *(f"secret:{name}-password-secret-*" for name in scope.runtime.pipelines))


def _logs(scope: ApplicationScope) -> list[str]:
    return scope.here("logs", *(f"log-group:{name}-log-*" for name in scope.runtime.pipelines))


def _services(scope: ApplicationScope) -> list[str]:
    cluster = f"{scope.component}-connect-*"
    kinds = ("service", "service-deployment")
    services = [f"{kind}/{cluster}/{name}-service-*" for kind in kinds for name in scope.runtime.pipelines]
    return scope.here("ecs", f"cluster/{cluster}", *services)


def _associations(scope: ApplicationScope) -> list[str]:
    name = scope.runtime.eks_cluster
    return scope.here("eks", f"cluster/{name}", f"podidentityassociation/{name}/*")
