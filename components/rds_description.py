"""Database account: a database as RDS describes it. Runs while a stack is deployed or previewed, never in a program."""

from typing import Any

from domain.described_database import DescribedDatabase


def describe(identifier: str, *, is_cluster: bool, profile: str, region: str) -> DescribedDatabase:
    """Raises `LookupError` with a sentence where there is no such database, or nobody may look."""
    import boto3
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        rds = boto3.Session(profile_name=profile, region_name=region).client("rds")
        facts = _cluster(rds, identifier) if is_cluster else _instance(rds, identifier)
    except (Boto3Error, BotoCoreError, ClientError) as error:
        kind = "clusterIdentifier" if is_cluster else "instanceIdentifier"
        raise LookupError(
            f"database.existing.{kind}: got {identifier!r}, want a database that profile {profile} may describe in "
            f"{region} ({error})"
        ) from error
    return DescribedDatabase(identifier=identifier, is_cluster=is_cluster, profile=profile, region=region, **facts)


def _cluster(rds: Any, identifier: str) -> dict[str, Any]:
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"]
    group = cluster["DBClusterParameterGroup"]
    writers = [member for member in cluster["DBClusterMembers"] if member["IsClusterWriter"]]
    pages = rds.get_paginator("describe_db_cluster_parameters").paginate(DBClusterParameterGroupName=group)
    return {
        "arn": cluster["DBClusterArn"],
        "port": cluster["Port"],
        "has_data_api": cluster.get("HttpEndpointEnabled", False),
        "has_managed_secret": "MasterUserSecret" in cluster,
        "engine": cluster["Engine"],
        "engine_version": cluster["EngineVersion"],
        "iam_login": cluster["IAMDatabaseAuthenticationEnabled"],
        "parameter_group": group,
        "parameters": _values(pages),
        "pending_reboot": any(writer["DBClusterParameterGroupStatus"] == "pending-reboot" for writer in writers),
        "writer": writers[0]["DBInstanceIdentifier"] if writers else identifier,
        "source": cluster.get("ReplicationSourceIdentifier") or None,
    }


def _instance(rds: Any, identifier: str) -> dict[str, Any]:
    (instance,) = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    (group,) = instance["DBParameterGroups"]
    name = group["DBParameterGroupName"]
    return {
        "arn": instance["DBInstanceArn"],
        "port": instance["Endpoint"]["Port"],
        "has_data_api": False,
        "has_managed_secret": "MasterUserSecret" in instance,
        "engine": instance["Engine"],
        "engine_version": instance["EngineVersion"],
        "iam_login": instance["IAMDatabaseAuthenticationEnabled"],
        "parameter_group": name,
        "parameters": _values(rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=name)),
        "pending_reboot": group["ParameterApplyStatus"] == "pending-reboot",
        "writer": identifier,
        "cluster": instance.get("DBClusterIdentifier") or None,
        "source": instance.get("ReadReplicaSourceDBInstanceIdentifier") or None,
    }


def _values(pages: Any) -> dict[str, str]:
    """A parameter without a value is the engine's own business."""
    parameters = [parameter for page in pages for parameter in page["Parameters"]]
    return {p["ParameterName"]: p["ParameterValue"] for p in parameters if "ParameterValue" in p}
