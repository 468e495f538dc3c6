"""Instances of Aurora clusters, made in the account's emulated RDS; the first one brings PostgreSQL up."""

from collections.abc import Mapping
from typing import Any

from lab.backends.aurora_server import AuroraServer
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.rds import LONGEST_IDENTIFIER, describe_cluster

SERVERLESS = "db.serverless"
SOURCE = "terraform-provider-aws internal/service/rds/cluster_instance.go, ForceNew"
FOR_GOOD = {
    "clusterIdentifier": "DBClusterIdentifier",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "identifier": "DBInstanceIdentifier",
}
"""Arguments of CreateDBInstance; `engineVersion` follows the cluster's."""
IN_PLACE = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "instanceClass": "DBInstanceClass",
    "promotionTier": "PromotionTier",
    "publiclyAccessible": "PubliclyAccessible",
}
"""Arguments of ModifyDBInstance, too."""


def check_instance(_provider: AwsProvider, inputs: Properties) -> None:
    """The lab's cluster has one server, whatever class its instances are of."""
    if inputs["instanceClass"] != SERVERLESS:
        raise LabError(f"instanceClass: got {inputs['instanceClass']!r}, want {SERVERLESS!r}; the lab has no other")


def create_instance(provider: AwsProvider, inputs: Properties) -> Created:
    """The first instance of a cluster is its writer, later ones are readers."""
    _judge(describe_cluster(provider, inputs["clusterIdentifier"]), inputs)
    named = {**FOR_GOOD, **IN_PLACE}
    provider.client("rds").create_db_instance(
        Tags=tag_list(inputs["tagsAll"]),
        **{named[argument]: value for argument, value in inputs.items() if argument in named},
    )
    try:
        AuroraServer(provider, inputs["clusterIdentifier"]).start()
    except BaseException:  # what is left would be refused as there already, at each further try
        provider.client("rds").delete_db_instance(DBInstanceIdentifier=inputs["identifier"], SkipFinalSnapshot=True)
        raise
    return Created(inputs["identifier"])


def read_instance(provider: AwsProvider, identifier: str, state: Properties) -> dict[str, Any]:
    """The instance as RDS shows it, with what its cluster decides."""
    instance = provider.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
    cluster = describe_cluster(provider, instance["DBClusterIdentifier"])
    members = {member["DBInstanceIdentifier"]: member["IsClusterWriter"] for member in cluster["DBClusterMembers"]}
    return {
        "arn": instance["DBInstanceArn"],
        "autoMinorVersionUpgrade": instance["AutoMinorVersionUpgrade"],
        "availabilityZone": instance["AvailabilityZone"],
        "clusterIdentifier": instance["DBClusterIdentifier"],
        "copyTagsToSnapshot": instance["CopyTagsToSnapshot"],
        "dbiResourceId": instance["DbiResourceId"],
        "endpoint": instance["Endpoint"]["Address"],
        "engineVersionActual": cluster["EngineVersion"],
        "identifier": identifier,
        "identifierPrefix": "",
        "instanceClass": instance["DBInstanceClass"],
        "kmsKeyId": instance["KmsKeyId"],
        "networkType": cluster["NetworkType"],
        "port": cluster["Port"],
        "promotionTier": instance["PromotionTier"],
        "publiclyAccessible": instance.get("PubliclyAccessible", False),
        "region": provider.region,
        "storageEncrypted": instance["StorageEncrypted"],
        "writer": members.get(identifier, False),
        "engineVersion": state.get("engineVersion", cluster["EngineVersion"]),
        **provider.tag_outputs(state, from_tag_list(instance["TagList"])),
    }


def update_instance(provider: AwsProvider, identifier: str, change: Change) -> None:
    """In place, at once; `applyImmediately` is the provider's own."""
    rds = provider.client("rds")
    wanted = {IN_PLACE[argument]: change.new[argument] for argument in IN_PLACE if argument in change}
    if wanted:
        rds.modify_db_instance(DBInstanceIdentifier=identifier, ApplyImmediately=True, **wanted)
    removed, added = tag_change(change)
    if removed:
        rds.remove_tags_from_resource(ResourceName=change.old["arn"], TagKeys=removed)
    if added:
        rds.add_tags_to_resource(ResourceName=change.old["arn"], Tags=tag_list(added))


def delete_instance(provider: AwsProvider, identifier: str, state: Properties) -> None:
    """With the last instance PostgreSQL stops; the data stays with the cluster."""
    provider.client("rds").delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)
    if not describe_cluster(provider, state["clusterIdentifier"])["DBClusterMembers"]:
        AuroraServer(provider, state["clusterIdentifier"]).stop()


def _judge(cluster: Mapping[str, Any], inputs: Properties) -> None:
    for argument, of_cluster in (("engine", "Engine"), ("engineVersion", "EngineVersion")):
        if inputs.get(argument, cluster[of_cluster]) != cluster[of_cluster]:
            raise LabError(
                f"InvalidParameterCombination: The {argument} requested for your DB instance ({inputs[argument]}) is "
                f"incompatible with the {argument} of your DB cluster ({cluster[of_cluster]})."
            )


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:rds/clusterInstance:ClusterInstance": Backend(
        replaces=dict.fromkeys(FOR_GOOD, SOURCE),
        updates=(*IN_PLACE, "applyImmediately", *TAGS),
        auto_name=AutoName("identifier", LONGEST_IDENTIFIER, lower=True),
        fills=all_tags,
        check=check_instance,
        create=create_instance,
        read=read_instance,
        update=update_instance,
        delete=delete_instance,
        gone=("DBInstanceNotFound", "DBClusterNotFoundFault"),
    ),
}
