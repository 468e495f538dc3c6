"""Chains with nothing wrong: settings by chance, the documents that `domain/` makes of them, the facts of those."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import yaml

from doctor.facts.endpoint import EndpointFacts
from doctor.facts.facts import (
    AllowedDestination,
    ClusterFacts,
    DatabaseFacts,
    Facts,
    Identity,
    KafkaFacts,
    ListedPipeline,
    PipelineFacts,
    RedpandaClusterFacts,
    RoleFacts,
    Slot,
)
from doctor.facts.metrics import ClusterMetrics
from domain import arns, iam_documents, policy_document, slots
from domain.cluster_parameters import cluster_parameters
from domain.compute_grid import UNITS
from domain.connect_config import (
    TopicTarget,
    connect_config,
    dead_letter_topic,
    password_secret_name,
)
from domain.postgres_input import PostgresSource
from domain.secret_versions import password_note

REGIONS = ("us-east-2", "eu-central-1", "us-gov-west-1", "cn-north-1")
WORDS = ("orders", "bills", "stock", "shop", "crm", "ledger", "people", "a_1")
SERVICE_ACCOUNT = "redpanda-connect-pipeline-sa"

Entry = dict[str, Any]
Config = Mapping[str, Any]


def healthy_facts(seed: int) -> Facts:
    """Everything known of one chain; the same for the same seed."""
    random = Random(seed)  # noqa: S311  no secret
    chain = _chain(random)
    region, resource_id = chain["database"]["region"], chain["database"]["resource_id"]
    cluster_arn = f"arn:{arns.partition_of(region)}:rds:{region}:{chain['database']['account_id']}:cluster:cdc"
    for pipeline in chain["pipelines"]:
        pipeline["dbuser_arn"] = arns.dbuser_arn(cluster_arn, resource_id, pipeline["user"])
    configs = {pipeline["name"]: _config(random, chain, pipeline) for pipeline in chain["pipelines"]}
    return Facts(
        chain=chain,
        redpanda_account=chain["redpanda"]["account_id"],
        database_account=chain["database"]["account_id"],
        pipeline_role=_pipeline_role(random, chain),
        connect_role=_connect_role(chain),
        cluster=_cluster(random, chain),
        databases={pipeline["name"]: _database(random, chain, pipeline) for pipeline in chain["pipelines"]},
        kafka={pipeline["name"]: _kafka(random, pipeline) for pipeline in chain["pipelines"]},
        pipelines={pipeline["name"]: _pipeline(random, pipeline, configs) for pipeline in chain["pipelines"]},
        pipeline_configs=configs,
        redpanda_cluster=_redpanda_cluster(chain),
        listed_pipelines=tuple(ListedPipeline(id=p["id"], display_name=p["name"]) for p in chain["pipelines"]),
        metrics=_metrics(random),
        endpoint=EndpointFacts(address="192.0.2.7", obstacle=None, valid_until="Jan  1 00:00:00 2061 GMT"),
    )


def _chain(random: Random) -> Entry:
    redpanda_region, database_region = _two_regions(random)
    accounts = [f"{random.randrange(10**12):012d}" for _ in range(2)]
    cluster_id = f"d{random.randrange(10**10):010d}"
    role = f"redpanda-{cluster_id}-redpanda-connect-pipeline"
    endpoint = f"cdc.cluster-{random.randrange(10**8):08x}.{database_region}.rds.amazonaws.com"
    private = random.random() < 0.5
    names = random.sample(WORDS, random.randint(1, 3))
    return {
        "kind": "aurora-postgresql-cdc",
        "redpanda": {
            "account_id": accounts[0],
            "profile": "redpanda",
            "region": redpanda_region,
            "cluster_id": cluster_id,
            "cluster_api_url": f"https://api-{cluster_id}.example",
            "nat_cidrs": [f"198.51.100.{random.randrange(256)}/32" for _ in range(0 if private else 2)],
            "pipeline_role_arn": arns.role_arn_in(redpanda_region, accounts[0], role),
            "assume_policy_name": f"cdc-assume-{random.randrange(10**6):06x}",
            "scope_tag": random.choice(["redpanda_scope_redpanda_connect", "team:scope"]),
        },
        "database": {
            "account_id": accounts[1],
            "profile": "database",
            "region": database_region,
            "cluster_identifier": "cdc",
            "resource_id": f"cluster-{random.randrange(16**8):08X}",
            "parameter_group_name": "cdc-parameters",
            "endpoint": endpoint,
            "port": random.choice([5432, 1150, 65535]),
            "name": random.choice(WORDS),
            "master_username": random.choice(["postgres", "boss"]),
            "master_secret_arn": f"arn:aws:secretsmanager:{database_region}:{accounts[1]}:secret:rds!cluster-1",
            "exposure": "private" if private else "public",
            "security_group_id": "sg-1",
            "ca_bundle": f"certs/{database_region}-bundle.pem",
        },
        "trust": {
            "principal": random.choice(["account", "role"]),
            "external_id": random.choice([None, "shop-cdc", "a/b=c@d"]),
            "connect_role_arn": arns.role_arn_in(database_region, accounts[1], "cdc-role-1a2b3c"),
        },
        "pipelines": [_entry(random, name) for name in names],
    }


def _two_regions(random: Random) -> tuple[str, str]:
    """Of one partition: a role trusts none of another."""
    first = random.choice(REGIONS)
    same = [region for region in REGIONS if arns.partition_of(region) == arns.partition_of(first)]
    return first, random.choice(same)


def _entry(random: Random, name: str) -> Entry:
    tables = random.sample(WORDS, random.randint(1, 3))
    slot, topic = f"rpcn_{name}", f"db.public.{name}"
    return {
        "name": name,
        "id": f"pipeline-{random.randrange(10**6)}",
        "user": random.choice([f"cdc_{name}", f"u_{name}"]),
        "schema": random.choice(["public", "shop"]),
        "tables": tables,
        "key_columns": {table: random.choice([["id"], ["id", "line"]]) for table in tables},
        "slot": slot,
        "publication": slots.publication_name(slot),
        "snapshot": random.random() < 0.7,
        "topic": topic,
        "dead_letter_topic": dead_letter_topic(topic),
        "password_version": random.randrange(2**31),
    }


def _pipeline_role(random: Random, chain: Entry) -> RoleFacts:
    redpanda = chain["redpanda"]
    issuer = f"oidc.eks.{redpanda['region']}.amazonaws.com/id/{random.randrange(16**8):08X}"
    claims = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": f"system:serviceaccount:rpcn:{SERVICE_ACCOUNT}"}
    partition = arns.partition_of(redpanda["region"])
    web_identity = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:{partition}:iam::{redpanda['account_id']}:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": claims},
    }
    assume = iam_documents.assume([chain["trust"]["connect_role_arn"]], redpanda["scope_tag"])
    everything = {"Effect": "Allow", "Action": ["sts:*", "secretsmanager:*"], "Resource": "*"}
    boundary = policy_document.document(everything)
    return RoleFacts(
        arn=redpanda["pipeline_role_arn"],
        trust_policy=policy_document.document(web_identity),
        identity_policies={redpanda["assume_policy_name"]: assume},
        boundary=random.choice([None, boundary]),
        tags={},
    )


def _connect_role(chain: Entry) -> RoleFacts:
    trust = chain["trust"]
    login = iam_documents.database_login([pipeline["dbuser_arn"] for pipeline in chain["pipelines"]])
    return RoleFacts(
        arn=trust["connect_role_arn"],
        trust_policy=iam_documents.trust(
            chain["redpanda"]["pipeline_role_arn"], trust["principal"], trust["external_id"]
        ),
        identity_policies={"cdc-dbconnect": login},
        boundary=None,
        tags={chain["redpanda"]["scope_tag"]: iam_documents.SCOPE_TAG_VALUE},
    )


def _cluster(random: Random, chain: Entry) -> ClusterFacts:
    database = chain["database"]
    return ClusterFacts(
        status=random.choice(["available", "backing-up", "writer modifying"]),
        endpoint=database["endpoint"],
        reader_endpoint=database["endpoint"].replace(".cluster-", ".cluster-ro-"),
        port=database["port"],
        resource_id=database["resource_id"],
        iam_authentication=True,
        min_acu=random.choice([0.5, 1.0, 16.0]),
        public=database["exposure"] == "public",
        parameters={parameter.name: parameter.value for parameter in cluster_parameters(len(chain["pipelines"]))},
        parameter_status="in-sync",
        let_in=tuple(chain["redpanda"]["nat_cidrs"]),
    )


def _metrics(random: Random) -> ClusterMetrics:
    quiet = ClusterMetrics(lowest_capacity_acu=0.5, lowest_memory_bytes=10**9, highest_acu_utilization=100)
    return random.choice([quiet, replace(quiet, requests=float(random.randrange(1, 100)), throttling=0)])


def _database(random: Random, chain: Entry, pipeline: Entry) -> DatabaseFacts:
    slot = Slot(
        slot_type="logical", plugin="pgoutput", temporary=False, active=True, database=chain["database"]["name"]
    )
    return DatabaseFacts(
        user_exists=True,
        memberships=frozenset({"rds_iam", "rds_replication"}),
        may_connect=True,
        has_usage=True,
        unreadable_tables=(),
        published_tables=tuple(sorted(f"{pipeline['schema']}.{table}" for table in pipeline["tables"])),
        publishes_all_tables=False,
        identities={
            f"{pipeline['schema']}.{table}": Identity(
                kind="d", columns=tuple(columns), primary_key=tuple(columns), deferrable=False
            )
            for table, columns in pipeline["key_columns"].items()
        },
        slot=slot,
        free_slots=random.randrange(40),
        free_senders=random.randrange(40),
        wal_level="logical",
        in_recovery=False,
        master_needs_token=False,
        has_rows=random.choice([True, False]),
        token_users={entry["user"]: entry["user"] for entry in chain["pipelines"]},
    )


def _kafka(random: Random, pipeline: Entry) -> KafkaFacts:
    topics = (pipeline["topic"], pipeline["dead_letter_topic"])
    rights = {("TOPIC", topic, operation) for topic in topics for operation in ("WRITE", "DESCRIBE")}
    return KafkaFacts(
        topics=frozenset({*topics, *random.sample(WORDS, 2)}),
        acls=frozenset(rights | {("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE")}),
        may_write=True,
        had_records=True,
    )


def _config(random: Random, chain: Entry, pipeline: Entry) -> Config:
    database, trust = chain["database"], chain["trust"]
    same = {key: pipeline[key] for key in ("user", "schema", "tables", "slot", "snapshot", "key_columns")}
    source = PostgresSource(
        **same,
        endpoint=database["endpoint"],
        port=database["port"],
        database=database["name"],
        region=database["region"],
        connect_role_arn=trust["connect_role_arn"],
        external_id=trust["external_id"],
        ca_bundle_pem=f"-----BEGIN CERTIFICATE-----\n{random.randrange(10**9)}\n-----END CERTIFICATE-----\n",
    )
    target = TopicTarget(
        topic=pipeline["topic"],
        dead_letter_topic=pipeline["dead_letter_topic"],
        user=pipeline["user"],
        password_secret=password_secret_name(pipeline["name"]),
    )
    return connect_config(source, target)


def _pipeline(random: Random, pipeline: Entry, configs: Mapping[str, Config]) -> PipelineFacts:
    units = random.choice(UNITS)
    config = yaml.safe_dump(dict(configs[pipeline["name"]]))
    return PipelineFacts(
        state="STATE_RUNNING",
        error=None,
        config_yaml=f"{password_note(pipeline['password_version'])}\n{config}",
        cpu=f"{units * 100}m",
        memory=f"{units * 400}M",
    )


def _redpanda_cluster(chain: Entry) -> RedpandaClusterFacts:
    port = chain["database"]["port"]
    return RedpandaClusterFacts(
        state="STATE_READY",
        nat_addresses=tuple(cidr.removesuffix("/32") for cidr in chain["redpanda"]["nat_cidrs"]),
        allowed_destinations=(AllowedDestination(cidr="10.90.0.0/24", port_start=port, port_end=port),),
    )
