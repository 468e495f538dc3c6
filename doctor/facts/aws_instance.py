"""An instance of RDS for PostgreSQL that belongs to no cluster: it is its own writer, with a DB parameter group."""

import math

from doctor.facts.aws import Account, Missing
from doctor.facts.aws_cluster import let_in, values
from doctor.facts.facts import Absent, ClusterFacts


def instance_facts(account: Account, identifier: str) -> ClusterFacts | Absent:
    """What a cluster's facts are of a cluster; it has no reader's endpoint, and never pauses. Raises Unreadable."""
    try:
        instance = account.read("rds", "describe_db_instances", DBInstanceIdentifier=identifier)["DBInstances"][0]
    except Missing:
        return Absent(f"instance {identifier!r} in {account.region}")
    group, endpoint = instance["DBParameterGroups"][0], instance.get("Endpoint", {})
    name = group["DBParameterGroupName"]
    port = endpoint.get("Port", 0)  # it has none while it is made
    return ClusterFacts(
        status=instance["DBInstanceStatus"],
        endpoint=endpoint.get("Address", ""),
        reader_endpoint="",
        port=port,
        resource_id=instance["DbiResourceId"],
        iam_authentication=instance["IAMDatabaseAuthenticationEnabled"],
        min_acu=math.inf,
        public=instance["PubliclyAccessible"],
        parameters=values(account.read_all("rds", "describe_db_parameters", "Parameters", DBParameterGroupName=name)),
        parameter_group=name,
        parameter_status=group["ParameterApplyStatus"],
        let_in=tuple(let_in(account, instance["VpcSecurityGroups"], port)),
    )
