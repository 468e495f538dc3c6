"""Flow logs and interface endpoints, made in the account's emulated EC2; there is no traffic."""

from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.ec2_shapes import common_outputs, tag_specification
from lab.backends.shared_vpcs import vpc_of_group


def create_flow_log(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """Of a VPC, to a log group that exists."""
    only(inputs, "iamRoleArn", "logDestination", "logDestinationType", "tags", "trafficType", "vpcId")
    if required(inputs, "logDestinationType") != "cloud-watch-logs":
        raise LabError("logDestinationType: want cloud-watch-logs; the lab has no other destination")
    answer = provider.client("ec2").create_flow_logs(
        ResourceIds=[inputs["vpcId"]],
        ResourceType="VPC",
        TrafficType=inputs["trafficType"],
        LogDestinationType="cloud-watch-logs",
        LogGroupName=inputs["logDestination"].rpartition(":")[2],
        DeliverLogsPermissionArn=inputs["iamRoleArn"],
        **tag_specification(provider, "vpc-flow-log", inputs),
    )
    for refused in answer["Unsuccessful"]:
        raise LabError(f"{refused['Error']['Code']}: {refused['Error']['Message']}")
    flow_log_id = answer["FlowLogIds"][0]
    return Created(id=flow_log_id, outputs=common_outputs(provider, inputs, f"vpc-flow-log/{flow_log_id}"))


def delete_flow_log(provider: AwsProvider, flow_log_id: str, _state: Properties) -> None:
    """Delete the flow log; its group stays."""
    provider.client("ec2").delete_flow_logs(FlowLogIds=[flow_log_id])


def create_vpc_endpoint(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A private way to an AWS API, whose policy is kept and not judged; private DNS only where names are resolved."""
    only(
        inputs,
        "policy",
        "privateDnsEnabled",
        "securityGroupIds",
        "serviceName",
        "subnetIds",
        "tags",
        "vpcEndpointType",
        "vpcId",
    )
    ec2, vpc_id = provider.client("ec2"), inputs["vpcId"]
    if required(inputs, "vpcEndpointType") != "Interface":
        raise LabError("vpcEndpointType: want Interface; the lab has no other")
    for attribute in ("enableDnsHostnames", "enableDnsSupport") if inputs["privateDnsEnabled"] else ():
        answer = ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute)
        if not answer[attribute[0].upper() + attribute[1:]]["Value"]:
            raise LabError(f"InvalidParameter: Enabling private DNS requires {attribute} of VPC {vpc_id} to be true")
    for group in inputs["securityGroupIds"]:
        if vpc_of_group(provider, group) != vpc_id:
            raise LabError(f"InvalidParameter: security group {group} is not in VPC {vpc_id}")
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc_id,
        VpcEndpointType="Interface",
        ServiceName=inputs["serviceName"],
        SubnetIds=inputs["subnetIds"],
        SecurityGroupIds=inputs["securityGroupIds"],
        PrivateDnsEnabled=inputs["privateDnsEnabled"],
        PolicyDocument=required(inputs, "policy"),
        **tag_specification(provider, "vpc-endpoint", inputs),
    )["VpcEndpoint"]
    endpoint_id = endpoint["VpcEndpointId"]
    outputs = common_outputs(provider, inputs, f"vpc-endpoint/{endpoint_id}")
    names = [
        {"dnsName": _dns_name(entry["DnsName"]), "hostedZoneId": entry["HostedZoneId"]}
        for entry in endpoint["DnsEntries"]
    ]
    return Created(id=endpoint_id, outputs={**outputs, "state": "available", "dnsEntries": names})


def _dns_name(motos: str) -> str:
    """EC2's form of a name in moto's: `vpce-1-2.com.amazonaws.<region>.sts` to `vpce-1-2.sts.<region>.vpce....`."""
    host, _, _, region, api = motos.split(".")
    return f"{host}.{api}.{region}.vpce.amazonaws.com"


def delete_vpc_endpoint(provider: AwsProvider, endpoint_id: str, _state: Properties) -> None:
    """Delete the endpoint with its network interfaces."""
    provider.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:ec2/flowLog:FlowLog": OldBackend(create_flow_log, delete_flow_log),
    "aws:ec2/vpcEndpoint:VpcEndpoint": OldBackend(create_vpc_endpoint, delete_vpc_endpoint),
}
