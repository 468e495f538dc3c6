"""Aurora clusters, made in the account's emulated RDS."""

import json
import secrets
from typing import Any

from lab.backends import as_written
from lab.backends.arguments import required
from lab.backends.aurora_server import AuroraServer
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.rds_rules import (
    check_capacity,
    check_cluster_identifier,
    check_engine,
    check_final_snapshot,
    check_log_exports,
    check_upgrade,
    family,
)

LONGEST_IDENTIFIER = 63  # RDS API reference, CreateDBCluster, DBClusterIdentifier
PASSWORD_BYTES = 21  # 28 characters, as long as the passwords RDS makes
SOURCE = "terraform-provider-aws internal/service/rds/cluster.go, ForceNew"
GONE = ("DBClusterNotFoundFault",)
FOR_GOOD = {
    "clusterIdentifier": "DBClusterIdentifier",
    "databaseName": "DatabaseName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "engine": "Engine",
    "engineMode": "EngineMode",
    "masterUsername": "MasterUsername",
    "storageEncrypted": "StorageEncrypted",
}
"""Arguments of CreateDBCluster alone."""
IN_PLACE = {
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "databaseInsightsMode": "DatabaseInsightsMode",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "deletionProtection": "DeletionProtection",
    "enableHttpEndpoint": "EnableHttpEndpoint",
    "engineVersion": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "port": "Port",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
"""Arguments of ModifyDBCluster, too."""
PROVIDERS_OWN = ("applyImmediately", "finalSnapshotIdentifier", "skipFinalSnapshot", "manageMasterUserPassword")


def check_cluster(_provider: AwsProvider, inputs: Properties) -> None:
    """What the schema says, and what the lab has no default for."""
    check_cluster_identifier(inputs["clusterIdentifier"])
    check_engine(inputs)
    for argument in (
        "engineVersion",
        "masterUsername",
        "databaseName",
        "dbClusterParameterGroupName",
        "dbSubnetGroupName",
    ):
        required(inputs, argument)
    capacity = required(inputs, "serverlessv2ScalingConfiguration")
    check_capacity(capacity["minCapacity"], capacity["maxCapacity"])
    if not required(inputs, "manageMasterUserPassword"):
        raise LabError("manageMasterUserPassword: got false, want true; no password belongs in the program")


def create_cluster(provider: AwsProvider, inputs: Properties) -> Created:
    """A Serverless v2 cluster with a managed master password; PostgreSQL itself comes with the first instance."""
    _judge(provider, inputs)
    cluster = provider.client("rds").create_db_cluster(
        ServerlessV2ScalingConfiguration=_capacity(inputs),
        EnableCloudwatchLogsExports=inputs.get("enabledCloudwatchLogsExports", []),
        ManageMasterUserPassword=True,
        Tags=tag_list(inputs["tagsAll"]),
        **_named(inputs, {**FOR_GOOD, **IN_PLACE}),
    )["DBCluster"]
    # moto gives every cluster the same secret, of a user "admin".
    provider.client("secretsmanager").put_secret_value(
        SecretId=cluster["MasterUserSecret"]["SecretArn"],
        SecretString=json.dumps(
            {"username": inputs["masterUsername"], "password": secrets.token_urlsafe(PASSWORD_BYTES)}
        ),
    )
    return Created(inputs["clusterIdentifier"])


def read_cluster(provider: AwsProvider, identifier: str, state: Properties) -> dict[str, Any]:
    """The cluster as RDS shows it; what moto does not show stays as it was: `databaseInsightsMode`."""
    cluster = describe_cluster(provider, identifier)
    secret, groups = (
        cluster["MasterUserSecret"],
        [group["VpcSecurityGroupId"] for group in cluster["VpcSecurityGroups"]],
    )
    capacity = cluster["ServerlessV2ScalingConfiguration"]
    return {
        "arn": cluster["DBClusterArn"],
        "availabilityZones": cluster["AvailabilityZones"],
        "backupRetentionPeriod": cluster["BackupRetentionPeriod"],
        "clusterIdentifier": identifier,
        "clusterIdentifierPrefix": "",
        "clusterMembers": [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"]],
        "clusterResourceId": cluster["DbClusterResourceId"],
        "copyTagsToSnapshot": cluster["CopyTagsToSnapshot"],
        "databaseName": cluster["DatabaseName"],
        "dbClusterParameterGroupName": cluster["DBClusterParameterGroup"],
        "deletionProtection": cluster["DeletionProtection"],
        "enableHttpEndpoint": cluster["HttpEndpointEnabled"],
        "enabledCloudwatchLogsExports": as_written.in_any_order(
            cluster.get("EnabledCloudwatchLogsExports", []), state.get("enabledCloudwatchLogsExports", [])
        ),
        "endpoint": cluster["Endpoint"],
        "engineMode": cluster["EngineMode"],
        "engineVersion": cluster["EngineVersion"],
        "engineVersionActual": cluster["EngineVersion"],
        "hostedZoneId": cluster["HostedZoneId"],
        "iamDatabaseAuthenticationEnabled": cluster["IAMDatabaseAuthenticationEnabled"],
        "masterUserSecrets": [
            {"kmsKeyId": secret["KmsKeyId"], "secretArn": secret["SecretArn"], "secretStatus": secret["SecretStatus"]}
        ],
        "networkType": cluster["NetworkType"],
        "port": cluster["Port"],
        "readerEndpoint": cluster["ReaderEndpoint"],
        "region": provider.region,
        "serverlessv2ScalingConfiguration": {
            **state["serverlessv2ScalingConfiguration"],
            "minCapacity": _whole(capacity["MinCapacity"]),
            "maxCapacity": _whole(capacity["MaxCapacity"]),
        },
        "storageEncrypted": cluster["StorageEncrypted"],
        "vpcSecurityGroupIds": as_written.in_any_order(groups, state.get("vpcSecurityGroupIds", [])),
        **provider.tag_outputs(state, from_tag_list(cluster["TagList"])),
    }


def update_cluster(provider: AwsProvider, identifier: str, change: Change) -> None:
    """All at once, as `applyImmediately` has it; another parameter group waits for a reboot of the writer."""
    _judge(provider, change.new)
    check_upgrade(change.old["engineVersion"], change.new["engineVersion"])
    wanted = _named({key: change.new[key] for key in change.arguments if key in change.new}, IN_PLACE)
    if "serverlessv2ScalingConfiguration" in change:
        wanted["ServerlessV2ScalingConfiguration"] = _capacity(change.new)
    if "enabledCloudwatchLogsExports" in change:
        olds, news = (set(side.get("enabledCloudwatchLogsExports", [])) for side in (change.old, change.new))
        wanted["CloudwatchLogsExportConfiguration"] = {
            "EnableLogTypes": sorted(news - olds),
            "DisableLogTypes": sorted(olds - news),
        }
    rds = provider.client("rds")
    if wanted:
        rds.modify_db_cluster(DBClusterIdentifier=identifier, ApplyImmediately=True, **wanted)
    removed, added = tag_change(change)
    arn = change.old["arn"]
    if removed:
        rds.remove_tags_from_resource(ResourceName=arn, TagKeys=removed)
    if added:
        rds.add_tags_to_resource(ResourceName=arn, Tags=tag_list(added))


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


def _judge(provider: AwsProvider, inputs: Properties) -> None:
    """Everything RDS would refuse and moto lets pass."""
    version = inputs["engineVersion"]
    version_family = family(version)
    check_log_exports(inputs.get("enabledCloudwatchLogsExports", []), version)
    group = inputs["dbClusterParameterGroupName"]
    group_family = _parameter_group_family(provider, group)
    if group_family != version_family:
        raise LabError(
            f"InvalidParameterCombination: The Parameter Group {group} with DBParameterGroupFamily {group_family} "
            "can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily "
            f"{version_family}."
        )
    vpc_id = vpc_of_subnet_group(provider, inputs["dbSubnetGroupName"])
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


def _named(inputs: Properties, names: Properties) -> dict[str, Any]:
    """Arguments under the API's names."""
    return {names[argument]: value for argument, value in inputs.items() if argument in names}


def _capacity(inputs: Properties) -> dict[str, float]:
    capacity = inputs["serverlessv2ScalingConfiguration"]
    return {"MinCapacity": capacity["minCapacity"], "MaxCapacity": capacity["maxCapacity"]}


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:rds/cluster:Cluster": Backend(
        replaces=dict.fromkeys(FOR_GOOD, SOURCE),
        updates=(
            *IN_PLACE,
            *PROVIDERS_OWN,
            "enabledCloudwatchLogsExports",
            "serverlessv2ScalingConfiguration",
            *TAGS,
        ),
        auto_name=AutoName("clusterIdentifier", LONGEST_IDENTIFIER, lower=True),
        fills=all_tags,
        check=check_cluster,
        create=create_cluster,
        read=read_cluster,
        update=update_cluster,
        delete=delete_cluster,
        gone=GONE,
    ),
}
