"""Instances of Aurora clusters, made in the account's emulated RDS; the first one brings PostgreSQL up."""

from collections.abc import Mapping
from typing import Any

from lab.backends.arguments import only
from lab.backends.aurora_server import AuroraServer
from lab.backends.aws_provider import AwsProvider, physical_name, tag_list
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.rds import LONGEST_IDENTIFIER, describe_cluster

SERVERLESS = "db.serverless"
API_NAMES = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "clusterIdentifier": "DBClusterIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "instanceClass": "DBInstanceClass",
    "promotionTier": "PromotionTier",
    "publiclyAccessible": "PubliclyAccessible",
}
"""Arguments the API takes as they are."""


def create_instance(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """The first instance of a cluster is its writer, later ones are readers."""
    only(inputs, *API_NAMES, "identifier", "applyImmediately", "tags")
    cluster = describe_cluster(provider, inputs["clusterIdentifier"])
    _check(cluster, inputs)
    identifier = physical_name(inputs, "identifier", name, longest=LONGEST_IDENTIFIER, lower=True)
    instance = provider.client("rds").create_db_instance(
        DBInstanceIdentifier=identifier,
        Tags=tag_list(provider.tags(inputs)),
        **{API_NAMES[argument]: value for argument, value in inputs.items() if argument in API_NAMES},
    )["DBInstance"]
    AuroraServer(provider, inputs["clusterIdentifier"]).start()
    members = describe_cluster(provider, inputs["clusterIdentifier"])["DBClusterMembers"]
    outputs = {
        "arn": instance["DBInstanceArn"],
        "availabilityZone": instance["AvailabilityZone"],
        "dbiResourceId": instance["DbiResourceId"],
        "endpoint": instance["Endpoint"]["Address"],
        "engineVersion": instance["EngineVersion"],
        "engineVersionActual": instance["EngineVersion"],
        "identifier": identifier,
        "identifierPrefix": "",
        "kmsKeyId": instance["KmsKeyId"],
        "networkType": cluster["NetworkType"],
        "port": cluster["Port"],
        "region": provider.region,
        "storageEncrypted": instance["StorageEncrypted"],
        "tagsAll": provider.tags(inputs),
        "writer": any(member["IsClusterWriter"] for member in members if member["DBInstanceIdentifier"] == identifier),
    }
    return Created(id=identifier, outputs=outputs)


def delete_instance(provider: AwsProvider, identifier: str, state: Properties) -> None:
    """With the last instance PostgreSQL stops; the data stays with the cluster."""
    provider.client("rds").delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)
    if not describe_cluster(provider, state["clusterIdentifier"])["DBClusterMembers"]:
        AuroraServer(provider, state["clusterIdentifier"]).stop()


def _check(cluster: Mapping[str, Any], inputs: Properties) -> None:
    if inputs["instanceClass"] != SERVERLESS:
        raise LabError(f"instanceClass: got {inputs['instanceClass']!r}, want {SERVERLESS!r}; the lab has no other")
    for argument, of_cluster in (("engine", "Engine"), ("engineVersion", "EngineVersion")):
        if inputs.get(argument, cluster[of_cluster]) != cluster[of_cluster]:
            raise LabError(
                f"InvalidParameterCombination: The {argument} requested for your DB instance ({inputs[argument]}) is "
                f"incompatible with the {argument} of your DB cluster ({cluster[of_cluster]})."
            )


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:rds/clusterInstance:ClusterInstance": OldBackend(create_instance, delete_instance),
}
