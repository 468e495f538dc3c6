"""Somebody changes a setting of everything that has one and can take it back."""

import json

NOBODY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})
TAGS = [{"Key": "by", "Value": "hand"}]
FORCE_SSL_OFF = {"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "immediate"}
ALARM = (
    *("AlarmName", "AlarmDescription", "Namespace", "MetricName", "Dimensions", "Statistic", "Period"),
    *("ComparisonOperator", "EvaluationPeriods", "DatapointsToAlarm", "TreatMissingData", "AlarmActions", "OKActions"),
)
"""What `PutMetricAlarm` takes of what `DescribeAlarms` gives: it replaces the whole alarm."""

CHANGED = {
    *("cdc-assume", "cdc-database-login", "cdc-role"),
    *("cdc-from-198.51.100.17-32", "cdc-internet-gateway", "cdc-route-table", "cdc-security-group"),
    *("cdc-subnet-us-east-2a", "cdc-vpc"),
    *("cdc-cluster", "cdc-parameters", "cdc-subnets", "cdc-writer"),
    *("cdc-alarm-slot-lag", "cdc-alarm-topic", "cdc-alarm-topic-policy", "cdc-dashboard"),
    *("iam_test-connect", "iam_test-publication", "iam_test-role", "iam_test-select", "iam_test-usage"),
    *("iam_test-dead-letter-topic", "iam_test-password-secret", "iam_test-pipeline", "iam_test-topic", "iam_test-user"),
}
"""All of it, by logical name. An ACL, a route and an association have nothing that could change and stay the same."""


def change(hand):
    """Do it."""
    _change_policies(hand)
    _change_network(hand)
    _change_cluster(hand)
    _change_alarms(hand)
    hand.sql(
        "REVOKE rds_replication FROM iam_lab_user GRANTED BY postgres",
        "GRANT TEMPORARY ON DATABASE lab_db TO iam_lab_user",
        "GRANT CREATE ON SCHEMA public TO iam_lab_user",
        "GRANT DELETE ON TABLE public.iamuser_test TO iam_lab_user",
        "ALTER PUBLICATION pglog_stream_rpcn_iam_test SET (publish = 'insert')",
    )
    hand.change_record("topics", "iam_test-topic", configuration={"retention.ms": "1000"})
    hand.change_record("topics", "iam_test-dead-letter-topic", configuration={"retention.ms": "1000"})
    hand.change_record("secrets", "iam_test-password-secret", scopes=["SCOPE_AI_AGENT"])
    hand.change_mechanism("iam_test-user", "scram-sha-512")
    hand.stop_pipeline("iam_test-pipeline")


def _change_policies(hand):
    iam = hand.database_account("iam")
    iam.untag_role(RoleName=hand.id("cdc-role"), TagKeys=list(hand.output("cdc-role", "tags")))
    iam.put_role_policy(**hand.policy("cdc-database-login"), PolicyDocument=NOBODY)
    hand.redpanda_account("iam").put_role_policy(**hand.policy("cdc-assume"), PolicyDocument=NOBODY)


def _change_network(hand):
    ec2 = hand.database_account("ec2")
    ec2.modify_vpc_attribute(VpcId=hand.id("cdc-vpc"), EnableDnsHostnames={"Value": False})
    ec2.delete_tags(Resources=[hand.id("cdc-subnet-us-east-2a")], Tags=[{"Key": "Name"}])
    tagged = ("cdc-route-table", "cdc-internet-gateway", "cdc-security-group", "cdc-from-198.51.100.17-32")
    ec2.create_tags(Resources=[hand.id(name) for name in tagged], Tags=TAGS)


def _change_cluster(hand):
    rds = hand.database_account("rds")
    rds.add_tags_to_resource(ResourceName=hand.output("cdc-subnets", "arn"), Tags=TAGS)
    rds.modify_db_cluster_parameter_group(
        DBClusterParameterGroupName=hand.id("cdc-parameters"), Parameters=[FORCE_SSL_OFF]
    )
    rds.modify_db_cluster(DBClusterIdentifier=hand.id("cdc-cluster"), BackupRetentionPeriod=1)
    rds.modify_db_instance(DBInstanceIdentifier=hand.id("cdc-writer"), PromotionTier=5)


def _change_alarms(hand):
    cloudwatch, sns = hand.database_account("cloudwatch"), hand.database_account("sns")
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[hand.id("cdc-alarm-slot-lag")])["MetricAlarms"]
    cloudwatch.put_metric_alarm(**{key: alarm[key] for key in ALARM}, Threshold=1)
    cloudwatch.put_dashboard(DashboardName=hand.id("cdc-dashboard"), DashboardBody=json.dumps({"widgets": []}))
    topic = hand.id("cdc-alarm-topic")
    sns.tag_resource(ResourceArn=topic, Tags=TAGS)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=NOBODY)
