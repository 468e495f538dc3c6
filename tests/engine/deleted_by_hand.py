"""Somebody deletes one of each type that its service lets go while the rest of the program stands."""

CREATED = {
    *("cdc-assume", "cdc-database-login", "cdc-role"),
    *("cdc-from-198.51.100.17-32", "cdc-internet-route", "cdc-route-us-east-2b"),
    *("cdc-alarm-slot-lag", "cdc-alarm-topic", "cdc-alarm-topic-policy", "cdc-dashboard"),
    *("iam_test-connect", "iam_test-publication", "iam_test-role", "iam_test-select", "iam_test-usage"),
    *("iam_test-password-secret", "iam_test-pipeline", "iam_test-topic", "iam_test-topic-write", "iam_test-user"),
}
"""What is gone, by logical name.

The rest cannot be: EC2 and RDS refuse to delete what another resource uses (`DependencyViolation`,
`InvalidDBParameterGroupState`), and a cluster that is deleted takes its data with it.
"""
TOLD_OF_THE_NEW_TOPIC = {
    f"cdc-alarm-{name}"
    for name in (
        *("capacity-high", "login-server-errors", "logins-throttled", "memory-low", "no-login-succeeds"),
        *("permission-refused", "replication-off", "slot-disk", "token-refused", "transaction-logs"),
    )
}
"""The other alarms: an SNS topic that is made again has another name."""


def delete(hand):
    """Do it, each thing before what it hangs on."""
    iam, ec2 = hand.database_account("iam"), hand.database_account("ec2")
    hand.redpanda_account("iam").delete_role_policy(**hand.policy("cdc-assume"))
    iam.delete_role_policy(**hand.policy("cdc-database-login"))
    iam.delete_role(RoleName=hand.id("cdc-role"))
    ec2.delete_route(RouteTableId=hand.id("cdc-route-table"), DestinationCidrBlock="0.0.0.0/0")
    ec2.disassociate_route_table(AssociationId=hand.id("cdc-route-us-east-2b"))
    ec2.revoke_security_group_ingress(
        GroupId=hand.id("cdc-security-group"), SecurityGroupRuleIds=[hand.id("cdc-from-198.51.100.17-32")]
    )
    hand.database_account("cloudwatch").delete_alarms(AlarmNames=[hand.id("cdc-alarm-slot-lag")])
    hand.database_account("cloudwatch").delete_dashboards(DashboardNames=[hand.id("cdc-dashboard")])
    hand.database_account("sns").delete_topic(TopicArn=hand.id("cdc-alarm-topic"))
    hand.delete_in_redpanda("iam_test-pipeline")
    hand.sql("DROP PUBLICATION pglog_stream_rpcn_iam_test", "DROP OWNED BY iam_lab_user", "DROP ROLE iam_lab_user")
    for name in ("iam_test-topic-write", "iam_test-topic", "iam_test-user", "iam_test-password-secret"):
        hand.delete_in_redpanda(name)
