"""Database account: what watches the stream from the database's side."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, sns

from domain import dashboard, iam_documents
from domain.alarm import NAMESPACE, Alarm, dimensions
from domain.alarm_thresholds import Thresholds
from domain.alarms import alarms


@dataclass(frozen=True, kw_only=True)
class CdcAlarmsArgs:
    """Which cluster is watched, when it is time to tell somebody, and whom."""

    cluster_identifier: pulumi.Input[str]
    """The cluster whose writer is watched; the dashboard is named after it."""
    region: str
    """Where the cluster is, and with it the alarms and their topic."""
    limits: Thresholds
    is_cluster: bool = True
    """False: `cluster_identifier` is that of an RDS instance, which has no cluster."""
    topic_arn: str | None = None
    """An SNS topic of the same region that lets CloudWatch publish; omitted: one is made."""


class CdcAlarms(pulumi.ComponentResource):
    """An alarm for each thing of the chain that AWS can count, and a dashboard of the seven links.

    It subscribes nobody to the topic: an e-mail address confirms by itself, and stays for ever when it does not. It
    sees neither the pipeline nor the topic's records; `monitoring/` has the rules for those.
    """

    topic_arn: pulumi.Output[str]
    """The topic that hears of every alarm and of its end."""
    causes: Sequence[tuple[pulumi.Output[str], str]]
    """For each alarm its name in CloudWatch and the doctor's id of the likeliest cause."""

    def __init__(self, name: str, args: CdcAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:CdcAlarms", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.topic_arn = pulumi.Output.from_input(args.topic_arn) if args.topic_arn else self._topic(name)
        watched = alarms(args.limits)
        made = [self._alarm(name, alarm) for alarm in watched]
        body = pulumi.Output.all(args.cluster_identifier, *(alarm.arn for alarm in made)).apply(
            lambda known: dashboard.body(dimensions(known[0], args.is_cluster), args.region, watched, known[1:])
        )
        cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=args.cluster_identifier,
            dashboard_body=pulumi.Output.json_dumps(body),
            opts=self._child,
        )
        self.causes = [(alarm.name, rule.cause) for alarm, rule in zip(made, watched, strict=True)]
        self.register_outputs({"topic_arn": self.topic_arn})

    def _topic(self, name: str) -> pulumi.Output[str]:
        # Not encrypted: CloudWatch cannot use the AWS managed key of SNS, and an alarm's text holds no secret.
        topic = sns.Topic(f"{name}-alarm-topic", opts=self._child)
        sns.TopicPolicy(
            f"{name}-alarm-topic-policy",
            arn=topic.arn,
            policy=pulumi.Output.json_dumps(topic.arn.apply(iam_documents.alarm_topic)),
            opts=self._child,
        )
        return topic.arn

    def _alarm(self, name: str, alarm: Alarm) -> cloudwatch.MetricAlarm:
        writer = pulumi.Output.from_input(self._args.cluster_identifier).apply(
            lambda identifier: dimensions(identifier, self._args.is_cluster)
        )
        single = alarm.expression is None
        return cloudwatch.MetricAlarm(
            f"{name}-alarm-{alarm.name}",
            alarm_description=alarm.description,
            namespace=NAMESPACE if single else None,
            metric_name=alarm.metrics[0] if single else None,
            dimensions=writer if single else None,
            statistic=alarm.statistic if single else None,
            period=alarm.window.period_s if single else None,
            metric_queries=None if single else _queries(alarm, writer),
            comparison_operator=alarm.comparison,
            threshold=alarm.threshold,
            evaluation_periods=alarm.window.periods,
            datapoints_to_alarm=alarm.window.breaching,
            treat_missing_data=alarm.missing,
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            opts=self._child,
        )


def _queries(alarm: Alarm, writer: pulumi.Output[dict[str, str]]) -> list[cloudwatch.MetricAlarmMetricQueryArgs]:
    """The metrics of an expression, and the expression, whose value alone is judged."""
    metrics = [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id=f"m{number}",
            metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=NAMESPACE,
                metric_name=metric,
                dimensions=writer,
                stat=alarm.statistic,
                period=alarm.window.period_s,
            ),
        )
        for number, metric in enumerate(alarm.metrics, start=1)
    ]
    judged = cloudwatch.MetricAlarmMetricQueryArgs(
        id="judged", expression=alarm.expression, label=alarm.name, return_data=True
    )
    return [*metrics, judged]
