"""Aurora clusters, made in the account's emulated RDS."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from lab.backends.arguments import only, required
from lab.backends.aurora_server import AuroraServer
from lab.backends.aws_provider import AwsProvider, physical_name, tag_list
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.rds_rules import (
    check_capacity,
    check_cluster_identifier,
    check_engine,
    check_final_snapshot,
    check_log_exports,
    family,
)

LONGEST_IDENTIFIER = 63  # RDS API reference, CreateDBCluster, DBClusterIdentifier
PASSWORD_BYTES = 21  # 28 characters, as long as the passwords RDS makes
API_NAMES = {
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "databaseInsightsMode": "DatabaseInsightsMode",
    "databaseName": "DatabaseName",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "deletionProtection": "DeletionProtection",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "engine": "Engine",
    "engineMode": "EngineMode",
    "engineVersion": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterUsername": "MasterUsername",
    "port": "Port",
    "storageEncrypted": "StorageEncrypted",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
"""Arguments the API takes as they are."""
OTHER_ARGUMENTS = (
    "applyImmediately",
    "clusterIdentifier",
    "finalSnapshotIdentifier",
    "serverlessv2ScalingConfiguration",
    "skipFinalSnapshot",
    "tags",
)


def create_cluster(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A Serverless v2 cluster with a managed master password; PostgreSQL itself comes with the first instance."""
    only(inputs, *API_NAMES, *OTHER_ARGUMENTS)
    _check(provider, inputs)
    identifier = physical_name(inputs, "clusterIdentifier", name, longest=LONGEST_IDENTIFIER, lower=True)
    check_cluster_identifier(identifier)
    capacity = inputs["serverlessv2ScalingConfiguration"]
    cluster = provider.client("rds").create_db_cluster(
        DBClusterIdentifier=identifier,
        ServerlessV2ScalingConfiguration={
            "MinCapacity": capacity["minCapacity"],
            "MaxCapacity": capacity["maxCapacity"],
        },
        Tags=tag_list(provider.tags(inputs)),
        **{API_NAMES[argument]: value for argument, value in inputs.items() if argument in API_NAMES},
    )["DBCluster"]
    # moto gives every cluster the same secret, of a user "admin".
    provider.client("secretsmanager").put_secret_value(
        SecretId=cluster["MasterUserSecret"]["SecretArn"],
        SecretString=json.dumps(
            {"username": inputs["masterUsername"], "password": secrets.token_urlsafe(PASSWORD_BYTES)}
        ),
    )
    return Created(id=identifier, outputs=_outputs(provider, describe_cluster(provider, identifier), inputs))


def delete_cluster(provider: AwsProvider, identifier: str, state: Properties) -> None:
    """Refused while it is protected, while it has instances, and without a legal name for the final snapshot."""
    check_final_snapshot(state)
    skip = state.get("skipFinalSnapshot", False)
    snapshot = {} if skip else {"FinalDBSnapshotIdentifier": state["finalSnapshotIdentifier"]}
    provider.client("rds").delete_db_cluster(DBClusterIdentifier=identifier, SkipFinalSnapshot=skip, **snapshot)
    AuroraServer(provider, identifier).remove()


def describe_cluster(provider: AwsProvider, identifier: str) -> dict[str, Any]:
    """The cluster as RDS shows it."""
    clusters = provider.client("rds").describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"]
    return dict(clusters[0])


def _check(provider: AwsProvider, inputs: Properties) -> None:
    """Everything moto would let pass."""
    check_engine(inputs)
    version = required(inputs, "engineVersion")
    version_family = family(version)
    capacity = required(inputs, "serverlessv2ScalingConfiguration")
    check_capacity(capacity["minCapacity"], capacity["maxCapacity"])
    check_log_exports(inputs.get("enabledCloudwatchLogsExports", []), version)
    if not required(inputs, "manageMasterUserPassword"):
        raise LabError("manageMasterUserPassword: got false, want true; no password belongs in the program")
    for argument in ("masterUsername", "databaseName"):
        required(inputs, argument)
    group = required(inputs, "dbClusterParameterGroupName")
    group_family = _parameter_group_family(provider, group)
    if group_family != version_family:
        raise LabError(
            f"InvalidParameterCombination: The Parameter Group {group} with DBParameterGroupFamily {group_family} "
            "can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily "
            f"{version_family}."
        )
    vpc_id = vpc_of_subnet_group(provider, required(inputs, "dbSubnetGroupName"))
    for security_group in inputs.get("vpcSecurityGroupIds", []):
        if _vpc_of_security_group(provider, security_group) != vpc_id:
            raise LabError(
                "InvalidParameterCombination: The DB instance and EC2 security group are in different VPCs. The DB "
                f"instance is in {vpc_id} and the EC2 security group {security_group} is not."
            )


def _parameter_group_family(provider: AwsProvider, name: str) -> str:
    groups = provider.client("rds").describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]
    families = {group["DBClusterParameterGroupName"]: group["DBParameterGroupFamily"] for group in groups}
    if name not in families:
        raise LabError(f"DBClusterParameterGroupNotFound: DBClusterParameterGroup not found: {name}")
    return str(families[name])


def vpc_of_subnet_group(provider: AwsProvider, name: str) -> str:
    """The VPC of a DB subnet group; raises `LabError` in RDS's words."""
    groups = provider.client("rds").describe_db_subnet_groups()["DBSubnetGroups"]
    vpcs = {group["DBSubnetGroupName"]: group["VpcId"] for group in groups}
    if name not in vpcs:
        raise LabError(f"DBSubnetGroupNotFoundFault: DB subnet group '{name}' does not exist.")
    return str(vpcs[name])


def _vpc_of_security_group(provider: AwsProvider, group_id: str) -> str:
    found = provider.client("ec2").describe_security_groups(Filters=[{"Name": "group-id", "Values": [group_id]}])
    if not found["SecurityGroups"]:
        raise LabError(f"InvalidParameterValue: Invalid security group , groupId= {group_id}, groupName=.")
    return str(found["SecurityGroups"][0]["VpcId"])


def _outputs(provider: AwsProvider, cluster: Mapping[str, Any], inputs: Properties) -> dict[str, Any]:
    secret = cluster["MasterUserSecret"]
    return {
        "arn": cluster["DBClusterArn"],
        "availabilityZones": cluster["AvailabilityZones"],
        "clusterIdentifier": cluster["DBClusterIdentifier"],
        "clusterIdentifierPrefix": "",
        "clusterMembers": [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"]],
        "clusterResourceId": cluster["DbClusterResourceId"],
        "databaseName": cluster["DatabaseName"],
        "endpoint": cluster["Endpoint"],
        "engineMode": cluster["EngineMode"],
        "engineVersion": cluster["EngineVersion"],
        "engineVersionActual": cluster["EngineVersion"],
        "hostedZoneId": cluster["HostedZoneId"],
        "masterUserSecrets": [
            {"kmsKeyId": secret["KmsKeyId"], "secretArn": secret["SecretArn"], "secretStatus": secret["SecretStatus"]}
        ],
        "networkType": cluster["NetworkType"],
        "port": cluster["Port"],
        "readerEndpoint": cluster["ReaderEndpoint"],
        "region": provider.region,
        "storageEncrypted": cluster["StorageEncrypted"],
        "tagsAll": provider.tags(inputs),
    }


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:rds/cluster:Cluster": OldBackend(create_cluster, delete_cluster),
}
