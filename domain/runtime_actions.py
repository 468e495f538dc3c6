"""The actions of what runs pipelines or clients in the application account, by Pulumi type.

Service Authorization Reference, per service; which of the calls the provider makes is in terraform-provider-aws,
internal/service/<service>.
"""

from collections.abc import Mapping

from domain.type_actions import TypeActions

RUNTIME: Mapping[str, TypeActions] = {
    "aws:iam/instanceProfile:InstanceProfile": TypeActions(
        read=("iam:GetInstanceProfile",),
        create=("iam:CreateInstanceProfile",),
        change=(
            "iam:AddRoleToInstanceProfile",
            "iam:DeleteInstanceProfile",
            "iam:RemoveRoleFromInstanceProfile",
            "iam:TagInstanceProfile",
            "iam:UntagInstanceProfile",
        ),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": TypeActions(
        read=("ec2:DescribeSecurityGroupRules",),
        change=("ec2:AuthorizeSecurityGroupEgress", "ec2:ModifySecurityGroupRules", "ec2:RevokeSecurityGroupEgress"),
    ),
    "aws:ec2/natGateway:NatGateway": TypeActions(
        read=("ec2:DescribeNatGateways",), create=("ec2:CreateNatGateway",), change=("ec2:DeleteNatGateway",)
    ),
    "aws:iam/user:User": TypeActions(
        read=("iam:GetUser",),
        create=("iam:CreateUser",),
        change=("iam:DeleteUser", "iam:ListGroupsForUser", "iam:TagUser", "iam:UntagUser", "iam:UpdateUser"),
    ),
    "aws:iam/userPolicy:UserPolicy": TypeActions(
        read=("iam:GetUserPolicy",), change=("iam:DeleteUserPolicy", "iam:PutUserPolicy")
    ),
    "aws:iam/accessKey:AccessKey": TypeActions(
        read=("iam:ListAccessKeys",),
        create=("iam:CreateAccessKey",),
        change=("iam:DeleteAccessKey", "iam:UpdateAccessKey"),
    ),
    "aws:ecs/cluster:Cluster": TypeActions(
        read=("ecs:DescribeClusters",),
        create=("ecs:CreateCluster",),
        change=("ecs:DeleteCluster", "ecs:TagResource", "ecs:UntagResource", "ecs:UpdateCluster"),
    ),
    "aws:ecs/taskDefinition:TaskDefinition": TypeActions(
        read=("ecs:DescribeTaskDefinition",),
        create=("ecs:RegisterTaskDefinition",),
        change=("ecs:DeregisterTaskDefinition", "ecs:TagResource", "ecs:UntagResource"),
    ),
    "aws:ecs/service:Service": TypeActions(
        read=("ecs:DescribeServiceDeployments", "ecs:DescribeServices", "ecs:ListServiceDeployments"),
        create=("ecs:CreateService",),
        change=("ecs:DeleteService", "ecs:TagResource", "ecs:UntagResource", "ecs:UpdateService"),
    ),
    "aws:cloudwatch/logGroup:LogGroup": TypeActions(
        read=("logs:DescribeLogGroups", "logs:ListTagsForResource"),
        create=("logs:CreateLogGroup",),
        change=(
            "logs:DeleteLogGroup",
            "logs:DeleteRetentionPolicy",
            "logs:PutRetentionPolicy",
            "logs:TagResource",
            "logs:UntagResource",
        ),
    ),
    "aws:secretsmanager/secret:Secret": TypeActions(
        read=("secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"),
        create=("secretsmanager:CreateSecret",),
        change=(
            "secretsmanager:DeleteSecret",
            "secretsmanager:TagResource",
            "secretsmanager:UntagResource",
            "secretsmanager:UpdateSecret",
        ),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": TypeActions(
        read=("secretsmanager:DescribeSecret",),
        change=(
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ),
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": TypeActions(
        read=("eks:DescribePodIdentityAssociation",),
        create=("eks:CreatePodIdentityAssociation",),
        change=(
            "eks:DeletePodIdentityAssociation",
            "eks:TagResource",
            "eks:UntagResource",
            "eks:UpdatePodIdentityAssociation",
        ),
    ),
}
