"""Chains with nothing wrong, at random: what the doctor says of them must be nothing."""

import random
from typing import Any, Literal

import yaml

from doctor.facts.facts import (
    ClusterFacts,
    DatabaseFacts,
    Facts,
    KafkaFacts,
    ListedPipeline,
    PipelineFacts,
    RedpandaClusterFacts,
    RoleFacts,
)
from domain import arns, cluster_parameters, compute_grid, connect_config, iam_documents, slots
from domain.connect_config import PostgresSource, TopicTarget

REGIONS = ("us-east-2", "eu-west-1", "ap-southeast-2", "us-gov-west-1", "cn-north-1")
NAMESPACE = "redpanda-connect"
SERVICE_ACCOUNT = "redpanda-connect-pipeline-sa"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
MOST_PIPELINES = 4

Pipeline = dict[str, Any]


def healthy_chain(seed: int) -> Facts:
    """The facts of one stack as this program makes it: its documents are those of `domain`, its names are anyone's."""
    return _Stack(random.Random(seed)).facts()  # noqa: S311  a table of cases, not a secret


class _Stack:
    """One stack's names, drawn once."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._region = draw.choice(REGIONS)
        self._partition = arns.partition_of(self._region)
        self._redpanda, self._database = draw.sample(range(10**11, 10**12), 2)
        self._cluster_id = self._word(12)
        self._resource_id = f"cluster-{self._word(20).upper()}"
        self._endpoint = f"cdc.cluster-{self._word(12)}.{self._region}.rds.amazonaws.com"
        self._port = draw.choice((5432, draw.randint(1150, 65535)))
        self._public = draw.random() < 0.5
        self._external_id = draw.choice((None, f"id-{self._word(8)}"))
        self._principal: Literal["account", "role"] = draw.choice(("account", "role"))
        self._scope_tag = draw.choice(("redpanda_scope_redpanda_connect", f"scope/{self._word(5)}"))
        self._connect_role = self._role(self._database, f"cdc-role-{self._word(7)}")
        self._pipeline_role = self._role(self._redpanda, f"redpanda-{self._cluster_id}-redpanda-connect-pipeline")
        self._nat_addresses = [f"198.51.100.{last}" for last in draw.sample(range(1, 255), draw.randint(1, 3))]
        self._pipelines = [self._pipeline(number) for number in range(draw.randint(1, MOST_PIPELINES))]

    def facts(self) -> Facts:
        """What a doctor with every login would gather."""
        configs = {pipeline["name"]: self._config(pipeline) for pipeline in self._pipelines}
        return Facts(
            chain=self._chain(),
            redpanda_account=str(self._redpanda),
            database_account=str(self._database),
            pipeline_role=self._caller(),
            connect_role=RoleFacts(
                arn=self._connect_role,
                trust_policy=iam_documents.trust(self._pipeline_role, self._principal, self._external_id),
                identity_policies={
                    "cdc-database-login": iam_documents.database_login([p["dbuser_arn"] for p in self._pipelines])
                },
                boundary=None,
                tags={self._scope_tag: iam_documents.SCOPE_TAG_VALUE},
            ),
            cluster=self._cluster(),
            databases={pipeline["name"]: self._seen_by_master(pipeline) for pipeline in self._pipelines},
            kafka={pipeline["name"]: self._topics(pipeline) for pipeline in self._pipelines},
            pipelines={pipeline["name"]: self._running(pipeline, configs) for pipeline in self._pipelines},
            pipeline_configs=configs,
            redpanda_cluster=RedpandaClusterFacts(
                state="STATE_READY", nat_addresses=tuple(self._nat_addresses), allowed_destinations=None
            ),
            listed_pipelines=tuple(ListedPipeline(id=p["id"], display_name=p["name"]) for p in self._pipelines),
        )

    def _word(self, length: int) -> str:
        return "".join(self._draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    def _role(self, account: int, name: str) -> str:
        return arns.role_arn(self._partition, str(account), name)

    def _pipeline(self, number: int) -> Pipeline:
        name = f"p{number}_{self._word(6)}"
        slot, user = f"rpcn_{name}", f"cdc_{name}"
        tables = [f"t{table}_{self._word(4)}" for table in range(self._draw.randint(1, 3))]
        topic = f"shop.public.{name}"
        return {
            "name": name,
            "id": self._word(20),
            "user": user,
            "dbuser_arn": arns.dbuser_arn_at(
                self._partition, self._region, str(self._database), self._resource_id, user
            ),
            "schema": self._draw.choice(("public", "shop")),
            "tables": tables,
            "key_columns": {table: self._draw.sample(["id", "number", "tenant"], 2) for table in tables},
            "slot": slot,
            "publication": slots.publication_name(slot),
            "snapshot": self._draw.random() < 0.5,
            "topic": topic,
            "dead_letter_topic": connect_config.dead_letter_topic(topic),
            "password_version": self._draw.randrange(2**31),
        }

    def _chain(self) -> dict[str, Any]:
        return {
            "kind": "aurora-postgresql-cdc",
            "redpanda": {
                "account_id": str(self._redpanda),
                "profile": "redpanda",
                "region": self._region,
                "cluster_id": self._cluster_id,
                "cluster_api_url": "https://api.example",
                "nat_cidrs": [f"{address}/32" for address in self._nat_addresses],
                "pipeline_role_arn": self._pipeline_role,
                "assume_policy_name": "cdc-assume",
                "scope_tag": self._scope_tag,
            },
            "database": {
                "account_id": str(self._database),
                "profile": "database",
                "region": self._region,
                "cluster_identifier": "cdc-cluster",
                "resource_id": self._resource_id,
                "parameter_group_name": "cdc-parameters",
                "endpoint": self._endpoint,
                "port": self._port,
                "name": "shop",
                "master_username": "postgres",
                "master_secret_arn": "",
                "exposure": "public" if self._public else "private",
                "security_group_id": "sg-1",
                "ca_bundle": "certs/bundle.pem",
            },
            "trust": {
                "principal": self._principal,
                "external_id": self._external_id,
                "connect_role_arn": self._connect_role,
            },
            "pipelines": self._pipelines,
        }

    def _caller(self) -> RoleFacts:
        issuer = f"oidc.eks.{self._region}.amazonaws.com/id/{self._word(32).upper()}"
        claims = {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": f"system:serviceaccount:{NAMESPACE}:{SERVICE_ACCOUNT}",
        }
        let_in = {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:{self._partition}:iam::{self._redpanda}:oidc-provider/{issuer}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": claims},
        }
        own = {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "sts:AssumeRole"], "Resource": "*"}
        return RoleFacts(
            arn=self._pipeline_role,
            trust_policy=_document(let_in),
            identity_policies={"cdc-assume": iam_documents.assume([self._connect_role], self._scope_tag)},
            boundary=self._draw.choice((None, _document(own))),
            tags={},
        )

    def _cluster(self) -> ClusterFacts:
        parameters = cluster_parameters.cluster_parameters(len(self._pipelines))
        return ClusterFacts(
            status=self._draw.choice(("available", "backing-up", "modifying")),
            endpoint=self._endpoint,
            reader_endpoint=self._endpoint.replace(".cluster-", ".cluster-ro-"),
            port=self._port,
            resource_id=self._resource_id,
            iam_authentication=True,
            min_acu=self._draw.randint(1, 8) / 2,
            public=self._public,
            parameters={parameter.name: parameter.value for parameter in parameters},
            parameter_status="in-sync",
            let_in=tuple(f"{address}/32" for address in self._nat_addresses),
        )

    def _seen_by_master(self, pipeline: Pipeline) -> DatabaseFacts:
        return DatabaseFacts(
            user_exists=True,
            memberships=frozenset({"rds_iam", "rds_replication"}),
            may_connect=True,
            has_usage=True,
            unreadable_tables=(),
            published_tables=tuple(sorted(f"{pipeline['schema']}.{table}" for table in pipeline["tables"])),
            publishes_all_tables=False,
            tables_without_key=(),
            slot={
                "slot_type": "logical",
                "plugin": "pgoutput",
                "temporary": False,
                "active": True,
                "kept_wal_bytes": self._draw.randrange(10**9),
            },
            free_slots=self._draw.randint(0, 40),
            free_senders=self._draw.randint(0, 40),
            wal_level="logical",
            in_recovery=False,
            master_needs_token=False,
            has_rows=True,
            token_users={pipeline["user"]: pipeline["user"]},
        )

    def _topics(self, pipeline: Pipeline) -> KafkaFacts:
        topics = (pipeline["topic"], pipeline["dead_letter_topic"])
        return KafkaFacts(
            topics=frozenset(topics),
            acls=frozenset(
                {("TOPIC", topic, operation) for topic in topics for operation in ("WRITE", "DESCRIBE")}
                | {("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE")}
            ),
            had_records=True,
        )

    def _config(self, pipeline: Pipeline) -> dict[str, Any]:
        source = PostgresSource(
            endpoint=self._endpoint,
            port=self._port,
            database="shop",
            region=self._region,
            user=pipeline["user"],
            connect_role_arn=self._connect_role,
            external_id=self._external_id,
            ca_bundle_pem=PEM,
            schema=pipeline["schema"],
            tables=pipeline["tables"],
            slot=pipeline["slot"],
            snapshot=pipeline["snapshot"],
            key_columns=pipeline["key_columns"],
        )
        target = TopicTarget(
            topic=pipeline["topic"],
            dead_letter_topic=pipeline["dead_letter_topic"],
            user=pipeline["user"],
            password_secret=connect_config.password_secret_name(pipeline["name"]),
        )
        return connect_config.connect_config(source, target)

    def _running(self, pipeline: Pipeline, configs: dict[str, dict[str, Any]]) -> PipelineFacts:
        cpu = self._draw.choice(("100m", "200m", "1500m", "3300m"))
        text = yaml.safe_dump(configs[pipeline["name"]])
        return PipelineFacts(
            state="STATE_RUNNING",
            error=None,
            config_yaml=f"# password version {pipeline['password_version']}\n{text}",
            cpu=cpu,
            memory=compute_grid.memory_for(cpu),
        )


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": iam_documents.POLICY_VERSION, "Statement": list[Any](statements)}
