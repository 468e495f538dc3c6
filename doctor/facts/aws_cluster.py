"""The Aurora cluster, its writer, the parameter group it has and the networks it lets in."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from doctor.facts.aws import Account, Missing
from doctor.facts.facts import Absent, ClusterFacts

AVAILABLE = "available"
NO_WRITER = "no writer"


def cluster_facts(account: Account, identifier: str) -> ClusterFacts | Absent:
    """The cluster of that name in the account's region.

    A cluster can be available while nobody answers, so `status` is then the writer's (`writer rebooting`), or
    `no writer`. `min_acu` of a cluster that is not serverless is infinite: it never pauses. Raises Unreadable.
    """
    try:
        cluster = account.read("rds", "describe_db_clusters", DBClusterIdentifier=identifier)["DBClusters"][0]
    except Missing:
        return Absent(f"cluster {identifier!r} in {account.region}")
    member = next((member for member in cluster["DBClusterMembers"] if member["IsClusterWriter"]), None)
    writer = _instance(account, member["DBInstanceIdentifier"]) if member else {}
    return ClusterFacts(
        status=_status(cluster["Status"], writer),
        endpoint=cluster["Endpoint"],
        reader_endpoint=cluster.get("ReaderEndpoint", ""),
        port=cluster["Port"],
        resource_id=cluster["DbClusterResourceId"],
        iam_authentication=cluster["IAMDatabaseAuthenticationEnabled"],
        min_acu=cluster.get("ServerlessV2ScalingConfiguration", {}).get("MinCapacity", math.inf),
        public=writer.get("PubliclyAccessible", False),
        parameters=values(
            account.read_all(
                "rds",
                "describe_db_cluster_parameters",
                "Parameters",
                DBClusterParameterGroupName=cluster["DBClusterParameterGroup"],
            )
        ),
        parameter_group=cluster["DBClusterParameterGroup"],
        parameter_status=member["DBClusterParameterGroupStatus"] if member else NO_WRITER,
        let_in=tuple(let_in(account, cluster["VpcSecurityGroups"], cluster["Port"])),
        readers=sum(not member["IsClusterWriter"] for member in cluster["DBClusterMembers"]),
    )


def _instance(account: Account, identifier: str) -> Mapping[str, Any]:
    answer = account.read("rds", "describe_db_instances", DBInstanceIdentifier=identifier)
    instance: Mapping[str, Any] = answer["DBInstances"][0]
    return instance


def _status(cluster_status: str, writer: Mapping[str, Any]) -> str:
    if cluster_status != AVAILABLE:
        return cluster_status
    if not writer:
        return NO_WRITER
    writer_status: str = writer["DBInstanceStatus"]
    return cluster_status if writer_status == AVAILABLE else f"writer {writer_status}"


def values(parameters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every parameter that has a value, set or by default."""
    return {entry["ParameterName"]: entry["ParameterValue"] for entry in parameters if "ParameterValue" in entry}


def let_in(account: Account, members: Iterable[Mapping[str, Any]], port: int) -> Iterator[str]:
    """Networks that the security groups, as RDS tells of them, let in on the port."""
    groups = [group["VpcSecurityGroupId"] for group in members]
    rules = account.read_all(
        "ec2",
        "describe_security_group_rules",
        "SecurityGroupRules",
        Filters=[{"Name": "group-id", "Values": groups}],
    )
    for rule in rules:
        cidr = rule.get("CidrIpv4") or rule.get("CidrIpv6")
        if cidr and not rule["IsEgress"] and _covers(rule, port):
            yield cidr


def _covers(rule: Mapping[str, Any], port: int) -> bool:
    """Protocol -1 is all of them, on every port (EC2 API reference, SecurityGroupRule)."""
    return rule["IpProtocol"] == "-1" or (
        rule["IpProtocol"] == "tcp" and port in range(rule["FromPort"], rule["ToPort"] + 1)
    )
