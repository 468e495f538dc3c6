"""Cluster parameter groups and subnet groups, made in the account's emulated RDS."""

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider, physical_name, tag_list
from lab.backends.backend import Created, OldBackend, Properties
from lab.backends.rds_rules import check_apply_method, check_family, check_zone_coverage

MANAGED = "Managed by Pulumi"  # default description, pulumi-aws provider/resources.go
PARAMETERS_PER_CALL = 20  # RDS API reference, ModifyDBClusterParameterGroup


def create_parameter_group(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A cluster parameter group with its parameters."""
    only(inputs, "name", "family", "description", "parameters", "tags")
    check_family(inputs["family"])
    parameters = [{"applyMethod": "immediate", **parameter} for parameter in inputs.get("parameters", [])]
    for parameter in parameters:
        check_apply_method(parameter)
    group = physical_name(inputs, "name", name, longest=255, lower=True)
    description = inputs.get("description", MANAGED)
    rds = provider.client("rds")
    made = rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=group,
        DBParameterGroupFamily=inputs["family"],
        Description=description,
        Tags=tag_list(provider.tags(inputs)),
    )["DBClusterParameterGroup"]
    for start in range(0, len(parameters), PARAMETERS_PER_CALL):
        rds.modify_db_cluster_parameter_group(
            DBClusterParameterGroupName=group,
            Parameters=[
                {
                    "ParameterName": parameter["name"],
                    "ParameterValue": parameter["value"],
                    "ApplyMethod": parameter["applyMethod"],
                }
                for parameter in parameters[start : start + PARAMETERS_PER_CALL]
            ],
        )
    outputs = {
        "arn": made["DBClusterParameterGroupArn"],
        "description": description,
        "name": group,
        "namePrefix": "",
        "parameters": parameters,
        "region": provider.region,
        "tagsAll": provider.tags(inputs),
    }
    return Created(id=group, outputs=outputs)


def delete_parameter_group(provider: AwsProvider, group: str, _state: Properties) -> None:
    """Delete the group."""
    provider.client("rds").delete_db_cluster_parameter_group(DBClusterParameterGroupName=group)


def create_subnet_group(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A DB subnet group over subnets of two zones or more."""
    only(inputs, "name", "description", "subnetIds", "tags")
    subnets = provider.client("ec2").describe_subnets(SubnetIds=inputs["subnetIds"])["Subnets"]
    check_zone_coverage({subnet["AvailabilityZone"] for subnet in subnets})
    group = physical_name(inputs, "name", name, longest=255, lower=True)
    description = inputs.get("description", MANAGED)
    made = provider.client("rds").create_db_subnet_group(
        DBSubnetGroupName=group,
        DBSubnetGroupDescription=description,
        SubnetIds=inputs["subnetIds"],
        Tags=tag_list(provider.tags(inputs)),
    )["DBSubnetGroup"]
    outputs = {
        "arn": made["DBSubnetGroupArn"],
        "description": description,
        "name": group,
        "namePrefix": "",
        "region": provider.region,
        "supportedNetworkTypes": ["IPV4"],
        "tagsAll": provider.tags(inputs),
        "vpcId": made["VpcId"],
    }
    return Created(id=group, outputs=outputs)


def delete_subnet_group(provider: AwsProvider, group: str, _state: Properties) -> None:
    """Delete the group."""
    provider.client("rds").delete_db_subnet_group(DBSubnetGroupName=group)


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": OldBackend(create_parameter_group, delete_parameter_group),
    "aws:rds/subnetGroup:SubnetGroup": OldBackend(create_subnet_group, delete_subnet_group),
}
