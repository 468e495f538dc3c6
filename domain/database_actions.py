"""The actions of a database, its alarms and the roles that log in to it, by Pulumi type.

Service Authorization Reference, per service; which of the calls the provider makes is in terraform-provider-aws,
internal/service/<service>.
"""

from collections.abc import Mapping

from domain.type_actions import TypeActions

TAG_RDS = ("rds:AddTagsToResource", "rds:RemoveTagsFromResource")

DATABASE: Mapping[str, TypeActions] = {
    "aws:rds/cluster:Cluster": TypeActions(
        read=("rds:DescribeDBClusters", "rds:DescribeGlobalClusters", "rds:ListTagsForResource"),
        create=("rds:CreateDBCluster",),
        change=("rds:CreateDBClusterSnapshot", "rds:DeleteDBCluster", "rds:ModifyDBCluster", *TAG_RDS),
    ),
    "aws:rds/clusterInstance:ClusterInstance": TypeActions(
        read=("rds:DescribeDBInstances", "rds:ListTagsForResource"),
        create=("rds:CreateDBInstance",),
        change=("rds:DeleteDBInstance", "rds:ModifyDBInstance", *TAG_RDS),
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": TypeActions(
        read=("rds:DescribeDBClusterParameterGroups", "rds:DescribeDBClusterParameters", "rds:ListTagsForResource"),
        create=("rds:CreateDBClusterParameterGroup",),
        change=(
            "rds:DeleteDBClusterParameterGroup",
            "rds:ModifyDBClusterParameterGroup",
            "rds:ResetDBClusterParameterGroup",
            *TAG_RDS,
        ),
    ),
    "aws:rds/subnetGroup:SubnetGroup": TypeActions(
        read=("rds:DescribeDBSubnetGroups", "rds:ListTagsForResource"),
        create=("rds:CreateDBSubnetGroup",),
        change=("rds:DeleteDBSubnetGroup", "rds:ModifyDBSubnetGroup", *TAG_RDS),
    ),
    "aws:iam/role:Role": TypeActions(
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
    "aws:iam/rolePolicy:RolePolicy": TypeActions(
        read=("iam:GetRole", "iam:GetRolePolicy"), change=("iam:DeleteRolePolicy", "iam:PutRolePolicy")
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": TypeActions(
        read=("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
        create=("cloudwatch:PutMetricAlarm",),
        change=("cloudwatch:DeleteAlarms", "cloudwatch:TagResource", "cloudwatch:UntagResource"),
    ),
    "aws:cloudwatch/dashboard:Dashboard": TypeActions(
        read=("cloudwatch:GetDashboard",), change=("cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard")
    ),
    "aws:sns/topic:Topic": TypeActions(
        read=("sns:GetTopicAttributes", "sns:ListTagsForResource"),
        create=("sns:CreateTopic",),
        change=("sns:DeleteTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"),
    ),
    "aws:sns/topicPolicy:TopicPolicy": TypeActions(
        read=("sns:GetTopicAttributes",), change=("sns:SetTopicAttributes",)
    ),
}
