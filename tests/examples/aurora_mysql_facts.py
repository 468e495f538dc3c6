"""What would be known of the stack of `examples/aurora-mysql`, were all of it as the program made it."""

import json

import yaml

from doctor.facts.endpoint import EndpointFacts
from doctor.facts.facts import (
    ClusterFacts,
    Facts,
    KafkaFacts,
    ListedPipeline,
    PipelineFacts,
    RedpandaClusterFacts,
    RoleFacts,
)
from doctor.facts.metrics import ClusterMetrics
from tests.conftest import plain

ISSUER = "oidc.eks.us-east-2.amazonaws.com/id/ABC"


def healthy_facts(dev):
    """From the engine that saw a run of the program."""
    chain = json.loads(json.dumps(plain(dev.outputs["chain"])))
    redpanda, database = chain["redpanda"], chain["database"]
    (pipeline,) = chain["pipelines"]
    group, role = dev.inputs("cdc-parameters"), dev.inputs("cdc-role")
    text = dev.inputs("orders-pipeline")["configYaml"]
    return Facts(
        chain=chain,
        redpanda_account=redpanda["account_id"],
        database_account=database["account_id"],
        pipeline_role=RoleFacts(
            arn=redpanda["pipeline_role_arn"],
            trust_policy=_web_identity(redpanda["account_id"]),
            identity_policies={redpanda["assume_policy_name"]: dev.inputs("cdc-assume")["policy"]},
            boundary=None,
            tags={},
        ),
        connect_role=RoleFacts(
            arn=chain["trust"]["connect_role_arn"],
            trust_policy=role["assumeRolePolicy"],
            identity_policies={"login": dev.inputs("cdc-database-login")["policy"]},
            boundary=None,
            tags=role["tags"],
        ),
        cluster=ClusterFacts(
            status="available",
            endpoint=database["endpoint"],
            reader_endpoint=database["endpoint"].replace(".cluster-", ".cluster-ro-"),
            port=dev.inputs("cdc-cluster")["port"],
            resource_id=database["resource_id"],
            iam_authentication=dev.inputs("cdc-cluster")["iamDatabaseAuthenticationEnabled"],
            min_acu=dev.inputs("cdc-cluster")["serverlessv2ScalingConfiguration"]["minCapacity"],
            public=dev.inputs("cdc-writer")["publiclyAccessible"],
            parameters={p["name"]: p["value"] for p in group["parameters"]},
            parameter_status="in-sync",
            let_in=tuple(redpanda["nat_cidrs"]),
        ),
        kafka={"orders": _kafka(dev)},
        pipelines={
            "orders": PipelineFacts(state="STATE_RUNNING", error=None, config_yaml=text, cpu="200m", memory="800M")
        },
        pipeline_configs={"orders": yaml.safe_load(text)},
        redpanda_cluster=RedpandaClusterFacts(
            state="STATE_READY",
            nat_addresses=tuple(cidr.removesuffix("/32") for cidr in redpanda["nat_cidrs"]),
            allowed_destinations=None,
        ),
        listed_pipelines=(ListedPipeline(id=pipeline["id"], display_name="orders"),),
        metrics=ClusterMetrics(requests=3.0, lowest_capacity_acu=0.5),
        endpoint=EndpointFacts(address="192.0.2.7", obstacle=None, valid_until="Jan  1 00:00:00 2061 GMT"),
    )


def _web_identity(account):
    claims = {f"{ISSUER}:aud": "sts.amazonaws.com"}
    claims[f"{ISSUER}:sub"] = "system:serviceaccount:rpcn:redpanda-connect-pipeline-sa"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": claims},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _kafka(dev):
    acls = [args.inputs for args in dev.seen if args.typ == "redpanda:index/acl:Acl"]
    return KafkaFacts(
        topics=frozenset(args.inputs["name"] for args in dev.seen if args.typ == "redpanda:index/topic:Topic"),
        acls=frozenset((acl["resourceType"], acl["resourceName"], acl["operation"]) for acl in acls),
    )
