"""Looking up databases that exist already: `aws.rds.get_cluster` and `aws.rds.get_instance`."""

from collections.abc import Mapping
from typing import Any

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider, from_tag_list
from lab.backends.backend import Properties
from lab.backends.package import Function
from lab.backends.rds import describe_cluster


def get_cluster(provider: AwsProvider, arguments: Properties) -> dict[str, Any]:
    """A cluster of the account, by its identifier; what no program of ours reads is left out."""
    only(arguments, "clusterIdentifier", "region", "tags")
    identifier = arguments["clusterIdentifier"]
    cluster = describe_cluster(provider, identifier)
    return {
        "arn": cluster["DBClusterArn"],
        "availabilityZones": cluster["AvailabilityZones"],
        "backupRetentionPeriod": cluster["BackupRetentionPeriod"],
        "clusterIdentifier": identifier,
        "clusterMembers": [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"]],
        "clusterResourceId": cluster["DbClusterResourceId"],
        "databaseName": cluster.get("DatabaseName", ""),
        "dbClusterParameterGroupName": cluster["DBClusterParameterGroup"],
        "dbSubnetGroupName": cluster["DBSubnetGroup"],
        "endpoint": cluster["Endpoint"],
        "engine": cluster["Engine"],
        "engineMode": cluster["EngineMode"],
        "engineVersion": cluster["EngineVersion"],
        "hostedZoneId": cluster["HostedZoneId"],
        "iamDatabaseAuthenticationEnabled": cluster["IAMDatabaseAuthenticationEnabled"],
        "id": identifier,
        "masterUserSecrets": _managed_secrets(cluster),
        "masterUsername": cluster["MasterUsername"],
        "networkType": cluster["NetworkType"],
        "port": cluster["Port"],
        "readerEndpoint": cluster["ReaderEndpoint"],
        "region": provider.region,
        "storageEncrypted": cluster["StorageEncrypted"],
        "tags": from_tag_list(cluster["TagList"]),
        "vpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in cluster["VpcSecurityGroups"]],
    }


def get_instance(provider: AwsProvider, arguments: Properties) -> dict[str, Any]:
    """An instance of the account, by its identifier; what no program of ours reads is left out."""
    only(arguments, "dbInstanceIdentifier", "region", "tags")
    identifier = arguments["dbInstanceIdentifier"]
    instance = provider.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
    endpoint = instance["Endpoint"]
    return {
        "address": endpoint["Address"],
        "dbClusterIdentifier": instance.get("DBClusterIdentifier", ""),
        "dbInstanceArn": instance["DBInstanceArn"],
        "dbInstanceIdentifier": identifier,
        "dbName": instance.get("DBName", ""),
        "dbParameterGroups": [group["DBParameterGroupName"] for group in instance["DBParameterGroups"]],
        "dbSubnetGroup": instance.get("DBSubnetGroup", {}).get("DBSubnetGroupName", ""),
        "endpoint": f"{endpoint['Address']}:{endpoint['Port']}",
        "engine": instance["Engine"],
        "engineVersion": instance["EngineVersion"],
        "id": identifier,
        "masterUserSecrets": _managed_secrets(instance),
        "masterUsername": instance["MasterUsername"],
        "port": endpoint["Port"],
        "publiclyAccessible": instance.get("PubliclyAccessible", False),
        "region": provider.region,
        "resourceId": instance["DbiResourceId"],
        "tags": from_tag_list(instance["TagList"]),
        "vpcSecurityGroups": [group["VpcSecurityGroupId"] for group in instance["VpcSecurityGroups"]],
    }


def _managed_secrets(described: Mapping[str, Any]) -> list[dict[str, Any]]:
    """At most one: the master's, where Secrets Manager keeps it."""
    secret = described.get("MasterUserSecret")
    if not secret:
        return []
    return [{"kmsKeyId": secret["KmsKeyId"], "secretArn": secret["SecretArn"], "secretStatus": secret["SecretStatus"]}]


FUNCTIONS: dict[str, Function] = {
    "aws:rds/getCluster:getCluster": get_cluster,
    "aws:rds/getInstance:getInstance": get_instance,
}
