"""Settings as the args of components, where a run of the program would not tell right from wrong."""

import pulumi
import pulumi_aws as aws

import settings
from components.aurora_iam_cluster import AuroraIamCluster, AuroraIamClusterArgs
from domain.alarm_thresholds import Thresholds
from redpanda_aurora_iam import args

CLUSTER = AuroraIamClusterArgs(
    subnet_ids=["subnet-1", "subnet-2"],
    security_group_id="sg-1",
    database_name="shop",
    master_username="postgres",
    pipelines=1,
)


def test_alarms_wait_for_the_writer_since_no_data_would_pass_for_replication_that_is_off(engine, stack_config):
    waited_for = set()

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        cluster = AuroraIamCluster("cdc", CLUSTER, pulumi.ResourceOptions(provider=account))
        made = args.cdc_alarms(settings.parse(stack_config("dev")), cluster)
        resources = pulumi.Output.from_input(made.cluster_identifier.resources())
        return resources.apply(lambda known: waited_for.update(resource._name for resource in known))

    engine.run(program)
    assert {"cdc-cluster", "cdc-writer"} <= waited_for


def test_alarms_take_every_limit_and_the_topic_from_the_stack_file(engine, stack_config):
    topic = "arn:aws:sns:us-east-2:333333333333:on-call"
    typed = {
        "topicArn": topic,
        "slotLagGib": 1,
        "slotDiskGib": 2,
        "transactionLogsGib": 3,
        "freeableMemoryGib": 0.5,
        "capacityPercent": 80,
        "loginFailures": 4,
        "lastingMinutes": 30,
        "silentMinutes": 60,
    }
    seen = []

    def program():
        cluster = AuroraIamCluster("cdc", CLUSTER)
        seen.append(args.cdc_alarms(settings.parse(stack_config("dev") | {"alarms": typed}), cluster))

    engine.run(program)
    (made,) = seen
    assert (made.topic_arn, made.region) == (topic, "us-east-2")
    assert made.limits == Thresholds(
        slot_lag_gib=1,
        slot_disk_gib=2,
        transaction_logs_gib=3,
        freeable_memory_gib=0.5,
        capacity_percent=80,
        login_failures=4,
        lasting_minutes=30,
        silent_minutes=60,
    )
