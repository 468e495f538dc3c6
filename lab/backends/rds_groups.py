"""Cluster parameter groups and subnet groups, made in the account's emulated RDS."""

from collections.abc import Sequence
from typing import Any

from lab.backends import as_written
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.rds_rules import check_apply_method, check_family, check_zone_coverage

MANAGED = "Managed by Pulumi"  # default description, pulumi-aws provider/resources.go
PARAMETERS_PER_CALL = 20  # RDS API reference, ModifyDBClusterParameterGroup
LONGEST_NAME = 255  # RDS API reference, CreateDBClusterParameterGroup, CreateDBSubnetGroup
PARAMETERS_SOURCE = "terraform-provider-aws internal/service/rds/cluster_parameter_group.go, ForceNew"
SUBNETS_SOURCE = "terraform-provider-aws internal/service/rds/subnet_group.go, ForceNew"


def check_parameter_group(_provider: AwsProvider, inputs: Properties) -> None:
    """A static parameter can only wait for the next reboot; the provider asks nobody for it."""
    check_family(inputs["family"])
    for parameter in inputs.get("parameters", []):
        check_apply_method(parameter)


def create_parameter_group(provider: AwsProvider, inputs: Properties) -> Created:
    """A cluster parameter group with its parameters."""
    provider.client("rds").create_db_cluster_parameter_group(
        DBClusterParameterGroupName=inputs["name"],
        DBParameterGroupFamily=inputs["family"],
        Description=inputs.get("description", MANAGED),
        Tags=tag_list(inputs["tagsAll"]),
    )
    _set(provider, inputs["name"], inputs.get("parameters", []))
    return Created(inputs["name"])


def read_parameter_group(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any]:
    """The group and what was set in it; moto keeps no tags of one."""
    rds = provider.client("rds")
    group = rds.describe_db_cluster_parameter_groups(DBClusterParameterGroupName=name)["DBClusterParameterGroups"][0]
    pages = rds.get_paginator("describe_db_cluster_parameters").paginate(DBClusterParameterGroupName=name)
    stored = [
        {"applyMethod": found["ApplyMethod"], "name": found["ParameterName"], "value": found["ParameterValue"]}
        for found in pages.search("Parameters[]")
        if found.get("ParameterValue") is not None
    ]
    written = state.get("parameters", [])
    same = sorted(map(_settled, written), key=str) == sorted(map(_settled, stored), key=str)
    return {
        "arn": group["DBClusterParameterGroupArn"],
        "description": group["Description"],
        "family": group["DBParameterGroupFamily"],
        "name": name,
        "namePrefix": "",
        "parameters": written if same else stored,
        "region": provider.region,
        "tagsAll": state["tagsAll"],
    }


def update_parameter_group(provider: AwsProvider, name: str, change: Change) -> None:
    """Other values; a parameter that is no longer set goes back to its default."""
    olds, news = (
        {parameter["name"]: _settled(parameter) for parameter in side.get("parameters", [])}
        for side in (change.old, change.new)
    )
    _set(provider, name, [parameter for key, parameter in news.items() if olds.get(key) != parameter])
    left_out = [olds[key] for key in olds.keys() - news.keys()]
    if left_out:
        raise LabError(
            f"parameters: the lab's RDS cannot reset {', '.join(sorted(parameter['name'] for parameter in left_out))}; "
            "set it to its default"
        )


def delete_parameter_group(provider: AwsProvider, group: str, _state: Properties) -> None:
    """Delete the group."""
    provider.client("rds").delete_db_cluster_parameter_group(DBClusterParameterGroupName=group)


def create_subnet_group(provider: AwsProvider, inputs: Properties) -> Created:
    """A DB subnet group over subnets of two zones or more."""
    subnets = provider.client("ec2").describe_subnets(SubnetIds=inputs["subnetIds"])["Subnets"]
    check_zone_coverage({subnet["AvailabilityZone"] for subnet in subnets})
    provider.client("rds").create_db_subnet_group(
        DBSubnetGroupName=inputs["name"],
        DBSubnetGroupDescription=inputs.get("description", MANAGED),
        SubnetIds=inputs["subnetIds"],
        Tags=tag_list(inputs["tagsAll"]),
    )
    return Created(inputs["name"])


def read_subnet_group(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any]:
    """The group as RDS shows it."""
    rds = provider.client("rds")
    group = rds.describe_db_subnet_groups(DBSubnetGroupName=name)["DBSubnetGroups"][0]
    tags = rds.list_tags_for_resource(ResourceName=group["DBSubnetGroupArn"])["TagList"]
    subnet_ids = [subnet["SubnetIdentifier"] for subnet in group["Subnets"]]
    return {
        "arn": group["DBSubnetGroupArn"],
        "description": group["DBSubnetGroupDescription"],
        "name": name,
        "namePrefix": "",
        "region": provider.region,
        "subnetIds": as_written.in_any_order(subnet_ids, state["subnetIds"]),
        "supportedNetworkTypes": ["IPV4"],
        "vpcId": group["VpcId"],
        **provider.tag_outputs(state, from_tag_list(tags)),
    }


def update_subnet_group(provider: AwsProvider, _name: str, change: Change) -> None:
    """Tags; RDS changes the rest in place too, and moto loses a group that is changed."""
    if "subnetIds" in change:
        _check_vpc(provider, change)
    if "subnetIds" in change or "description" in change:
        raise LabError("subnetIds, description: the lab's RDS cannot change them in a group that exists")
    rds, arn = provider.client("rds"), change.old["arn"]
    removed, added = tag_change(change)
    if removed:
        rds.remove_tags_from_resource(ResourceName=arn, TagKeys=removed)
    if added:
        rds.add_tags_to_resource(ResourceName=arn, Tags=tag_list(added))


def delete_subnet_group(provider: AwsProvider, group: str, _state: Properties) -> None:
    """Delete the group."""
    provider.client("rds").delete_db_subnet_group(DBSubnetGroupName=group)


def _check_vpc(provider: AwsProvider, change: Change) -> None:
    """A group stays in its VPC: in RDS's words as hashicorp/terraform-provider-aws #27459 has them."""
    subnets = provider.client("ec2").describe_subnets(SubnetIds=change.new["subnetIds"])["Subnets"]
    if {subnet["VpcId"] for subnet in subnets} != {change.old["vpcId"]}:
        raise LabError("InvalidParameterValue: The new Subnets are not in the same Vpc as the existing subnet group")


def _set(provider: AwsProvider, group: str, parameters: Sequence[Properties]) -> None:
    for start in range(0, len(parameters), PARAMETERS_PER_CALL):
        provider.client("rds").modify_db_cluster_parameter_group(
            DBClusterParameterGroupName=group,
            Parameters=[
                {
                    "ParameterName": parameter["name"],
                    "ParameterValue": parameter["value"],
                    "ApplyMethod": parameter["applyMethod"],
                }
                for parameter in map(_settled, parameters[start : start + PARAMETERS_PER_CALL])
            ],
        )


def _settled(parameter: Properties) -> dict[str, Any]:
    """With the provider's default of a method that was left out."""
    return {"applyMethod": "immediate", **parameter}


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": Backend(
        replaces=dict.fromkeys(("name", "family", "description"), PARAMETERS_SOURCE),
        updates=("parameters", *TAGS),
        auto_name=AutoName("name", LONGEST_NAME, lower=True),
        fills=all_tags,
        check=check_parameter_group,
        create=create_parameter_group,
        read=read_parameter_group,
        update=update_parameter_group,
        delete=delete_parameter_group,
        gone=("DBParameterGroupNotFound",),
    ),
    "aws:rds/subnetGroup:SubnetGroup": Backend(
        replaces={"name": SUBNETS_SOURCE},
        updates=("description", "subnetIds", *TAGS),
        auto_name=AutoName("name", LONGEST_NAME, lower=True),
        fills=all_tags,
        create=create_subnet_group,
        read=read_subnet_group,
        update=update_subnet_group,
        delete=delete_subnet_group,
        gone=("DBSubnetGroupNotFoundFault",),
    ),
}
