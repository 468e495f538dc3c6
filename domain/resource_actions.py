"""What AWS has to allow so that a resource of ours is read, made, changed and deleted, by its Pulumi type.

Service Authorization Reference, per service; which of the calls the provider makes is in terraform-provider-aws,
internal/service/<service>. A type without a row here is a type that no workflow could deploy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TAG_RDS = ("rds:AddTagsToResource", "rds:RemoveTagsFromResource")


@dataclass(frozen=True, kw_only=True)
class ResourceActions:
    """The actions of one type."""

    read: tuple[str, ...] = ()
    create: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    """Those that act on what is there: update, tag, delete."""


ACTIONS: Mapping[str, ResourceActions] = {
    "aws:ec2/vpc:Vpc": ResourceActions(
        read=(
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeVpcs",
        ),
        create=("ec2:CreateVpc",),
        change=("ec2:DeleteVpc", "ec2:ModifyVpcAttribute"),
    ),
    "aws:ec2/subnet:Subnet": ResourceActions(
        read=("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
        create=("ec2:CreateSubnet",),
        change=("ec2:DeleteSubnet", "ec2:ModifySubnetAttribute"),
    ),
    "aws:ec2/routeTable:RouteTable": ResourceActions(
        read=("ec2:DescribeRouteTables",), create=("ec2:CreateRouteTable",), change=("ec2:DeleteRouteTable",)
    ),
    "aws:ec2/route:Route": ResourceActions(
        read=("ec2:DescribeRouteTables",), change=("ec2:CreateRoute", "ec2:DeleteRoute", "ec2:ReplaceRoute")
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": ResourceActions(
        read=("ec2:DescribeVpcPeeringConnections",),
        create=("ec2:CreateVpcPeeringConnection",),
        change=("ec2:DeleteVpcPeeringConnection",),
    ),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": ResourceActions(
        read=("ec2:DescribeVpcPeeringConnections",),
        change=("ec2:AcceptVpcPeeringConnection", "ec2:DeleteVpcPeeringConnection"),
    ),
    "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": ResourceActions(
        read=("ec2:DescribeVpcPeeringConnections",), change=("ec2:ModifyVpcPeeringConnectionOptions",)
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ResourceActions(
        read=("ec2:DescribeRouteTables",), change=("ec2:AssociateRouteTable", "ec2:DisassociateRouteTable")
    ),
    "aws:ec2/internetGateway:InternetGateway": ResourceActions(
        read=("ec2:DescribeInternetGateways",),
        create=("ec2:CreateInternetGateway",),
        change=("ec2:AttachInternetGateway", "ec2:DeleteInternetGateway", "ec2:DetachInternetGateway"),
    ),
    "aws:ec2/securityGroup:SecurityGroup": ResourceActions(
        read=("ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups"),
        create=("ec2:CreateSecurityGroup",),
        change=("ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress"),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ResourceActions(
        read=("ec2:DescribeSecurityGroupRules",),
        change=(
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:ModifySecurityGroupRules",
            "ec2:RevokeSecurityGroupIngress",
        ),
    ),
    "aws:rds/cluster:Cluster": ResourceActions(
        read=("rds:DescribeDBClusters", "rds:DescribeGlobalClusters", "rds:ListTagsForResource"),
        create=("rds:CreateDBCluster",),
        change=("rds:CreateDBClusterSnapshot", "rds:DeleteDBCluster", "rds:ModifyDBCluster", *TAG_RDS),
    ),
    "aws:rds/clusterInstance:ClusterInstance": ResourceActions(
        read=("rds:DescribeDBInstances", "rds:ListTagsForResource"),
        create=("rds:CreateDBInstance",),
        change=("rds:DeleteDBInstance", "rds:ModifyDBInstance", *TAG_RDS),
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": ResourceActions(
        read=("rds:DescribeDBClusterParameterGroups", "rds:DescribeDBClusterParameters", "rds:ListTagsForResource"),
        create=("rds:CreateDBClusterParameterGroup",),
        change=(
            "rds:DeleteDBClusterParameterGroup",
            "rds:ModifyDBClusterParameterGroup",
            "rds:ResetDBClusterParameterGroup",
            *TAG_RDS,
        ),
    ),
    "aws:rds/subnetGroup:SubnetGroup": ResourceActions(
        read=("rds:DescribeDBSubnetGroups", "rds:ListTagsForResource"),
        create=("rds:CreateDBSubnetGroup",),
        change=("rds:DeleteDBSubnetGroup", "rds:ModifyDBSubnetGroup", *TAG_RDS),
    ),
    "aws:iam/role:Role": ResourceActions(
        read=(
            "iam:GetRole",
            "iam:ListAttachedRolePolicies",
            "iam:ListInstanceProfilesForRole",
            "iam:ListRolePolicies",
        ),
        create=("iam:CreateRole",),
        change=(
            "iam:DeleteRole",
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRoleDescription",
        ),
    ),
    "aws:iam/rolePolicy:RolePolicy": ResourceActions(
        read=("iam:GetRole", "iam:GetRolePolicy"), change=("iam:DeleteRolePolicy", "iam:PutRolePolicy")
    ),
    "aws:iam/instanceProfile:InstanceProfile": ResourceActions(
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
    "aws:cloudwatch/metricAlarm:MetricAlarm": ResourceActions(
        read=("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
        create=("cloudwatch:PutMetricAlarm",),
        change=("cloudwatch:DeleteAlarms", "cloudwatch:TagResource", "cloudwatch:UntagResource"),
    ),
    "aws:cloudwatch/dashboard:Dashboard": ResourceActions(
        read=("cloudwatch:GetDashboard",), change=("cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard")
    ),
    "aws:sns/topic:Topic": ResourceActions(
        read=("sns:GetTopicAttributes", "sns:ListTagsForResource"),
        create=("sns:CreateTopic",),
        change=("sns:DeleteTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"),
    ),
    "aws:sns/topicPolicy:TopicPolicy": ResourceActions(
        read=("sns:GetTopicAttributes",), change=("sns:SetTopicAttributes",)
    ),
}


def of(service: str, *kinds: str) -> list[str]:
    """The actions of these kinds on every type of a service, sorted: `of("rds", "read")`; kinds as the fields above."""
    return [action for action in of_types(ACTIONS, *kinds) if action.startswith(f"{service}:")]


def of_types(types: Iterable[str], *kinds: str) -> list[str]:
    """The same of these types alone."""
    return sorted({action for name in types for kind in kinds for action in getattr(ACTIONS[name], kind)})
