"""Flow logs and interface endpoints, made in the account's emulated EC2; there is no traffic."""

from typing import Any

from lab.backends import as_written
from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.ec2_shapes import change_tags, shown, tag_specification, vpc_attribute
from lab.backends.shared_vpcs import vpc_of_group

FLOW_LOG_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_flow_log.go, ForceNew"
ENDPOINT_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_endpoint.go, ForceNew"


def check_flow_log(_provider: AwsProvider, inputs: Properties) -> None:
    """The one destination that the lab has."""
    if required(inputs, "logDestinationType") != "cloud-watch-logs":
        raise LabError("logDestinationType: want cloud-watch-logs; the lab has no other destination")


def create_flow_log(provider: AwsProvider, inputs: Properties) -> Created:
    """Of a VPC, to a log group that exists."""
    answer = provider.client("ec2").create_flow_logs(
        ResourceIds=[inputs["vpcId"]],
        ResourceType="VPC",
        TrafficType=inputs["trafficType"],
        LogDestinationType="cloud-watch-logs",
        LogGroupName=inputs["logDestination"].rpartition(":")[2],
        DeliverLogsPermissionArn=inputs["iamRoleArn"],
        **tag_specification(inputs, "vpc-flow-log"),
    )
    for refused in answer["Unsuccessful"]:
        raise LabError(f"{refused['Error']['Code']}: {refused['Error']['Message']}")
    return Created(answer["FlowLogIds"][0])


def read_flow_log(provider: AwsProvider, flow_log_id: str, state: Properties) -> dict[str, Any] | None:
    """The flow log as EC2 shows it."""
    found = provider.client("ec2").describe_flow_logs(FlowLogIds=[flow_log_id])["FlowLogs"]
    if not found:
        return None
    flow_log = found[0]
    return {
        **shown(provider, state, f"vpc-flow-log/{flow_log_id}", from_tag_list(flow_log.get("Tags", []))),
        "iamRoleArn": flow_log["DeliverLogsPermissionArn"],
        "logDestination": provider.arn("logs", f"log-group:{flow_log['LogGroupName']}"),
        "logDestinationType": flow_log["LogDestinationType"],
        "trafficType": flow_log["TrafficType"],
        "vpcId": flow_log["ResourceId"],
    }


def update_flow_log(provider: AwsProvider, flow_log_id: str, change: Change) -> None:
    """Tags."""
    change_tags(provider.client("ec2"), flow_log_id, change)


def delete_flow_log(provider: AwsProvider, flow_log_id: str, _state: Properties) -> None:
    """Delete the flow log; its group stays."""
    provider.client("ec2").delete_flow_logs(FlowLogIds=[flow_log_id])


def check_vpc_endpoint(_provider: AwsProvider, inputs: Properties) -> None:
    """The one kind that the lab has, with a policy."""
    if required(inputs, "vpcEndpointType") != "Interface":
        raise LabError("vpcEndpointType: want Interface; the lab has no other")
    required(inputs, "policy")


def create_vpc_endpoint(provider: AwsProvider, inputs: Properties) -> Created:
    """A private way to an AWS API, whose policy is kept and not judged; private DNS only where names are resolved."""
    _judge_network(provider, inputs)
    endpoint = provider.client("ec2").create_vpc_endpoint(
        VpcId=inputs["vpcId"],
        VpcEndpointType="Interface",
        ServiceName=inputs["serviceName"],
        SubnetIds=inputs["subnetIds"],
        SecurityGroupIds=inputs["securityGroupIds"],
        PrivateDnsEnabled=inputs["privateDnsEnabled"],
        PolicyDocument=inputs["policy"],
        **tag_specification(inputs, "vpc-endpoint"),
    )["VpcEndpoint"]
    return Created(endpoint["VpcEndpointId"])


def read_vpc_endpoint(provider: AwsProvider, endpoint_id: str, state: Properties) -> dict[str, Any] | None:
    """The endpoint as EC2 shows it, which it does for a while after it was deleted."""
    endpoint = provider.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]
    if endpoint["State"] == "deleted":
        return None
    groups = [group["GroupId"] for group in endpoint["Groups"]]
    return {
        **shown(provider, state, f"vpc-endpoint/{endpoint_id}", from_tag_list(endpoint.get("Tags", []))),
        "dnsEntries": [
            {"dnsName": _dns_name(entry["DnsName"]), "hostedZoneId": entry["HostedZoneId"]}
            for entry in endpoint["DnsEntries"]
        ],
        "policy": as_written.document(endpoint["PolicyDocument"], state["policy"]),
        "privateDnsEnabled": endpoint["PrivateDnsEnabled"],
        "securityGroupIds": as_written.in_any_order(groups, state["securityGroupIds"]),
        "serviceName": endpoint["ServiceName"],
        "state": endpoint["State"],
        "subnetIds": as_written.in_any_order(endpoint["SubnetIds"], state["subnetIds"]),
        "vpcEndpointType": endpoint["VpcEndpointType"],
        "vpcId": endpoint["VpcId"],
    }


def update_vpc_endpoint(provider: AwsProvider, endpoint_id: str, change: Change) -> None:
    """Policy, subnets, groups and tags; EC2 turns private DNS on and off in place too, moto does not."""
    if "privateDnsEnabled" in change:
        raise LabError("privateDnsEnabled: the lab's EC2 cannot change it of an endpoint; destroy the endpoint first")
    _judge_network(provider, change.new)
    ec2 = provider.client("ec2")
    wanted: dict[str, Any] = {"PolicyDocument": change.new["policy"]} if "policy" in change else {}
    for argument, members in (("subnetIds", "SubnetIds"), ("securityGroupIds", "SecurityGroupIds")):
        old, new = change.old[argument], change.new[argument]
        wanted[f"Add{members}"] = [member for member in new if member not in old]
        wanted[f"Remove{members}"] = [member for member in old if member not in new]
    if wanted := {name: value for name, value in wanted.items() if value}:
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **wanted)
    change_tags(ec2, endpoint_id, change)


def delete_vpc_endpoint(provider: AwsProvider, endpoint_id: str, _state: Properties) -> None:
    """Delete the endpoint with its network interfaces."""
    provider.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])


def _judge_network(provider: AwsProvider, inputs: Properties) -> None:
    ec2, vpc_id = provider.client("ec2"), inputs["vpcId"]
    for attribute in ("enableDnsHostnames", "enableDnsSupport") if inputs["privateDnsEnabled"] else ():
        if not vpc_attribute(ec2, vpc_id, attribute):
            raise LabError(f"InvalidParameter: Enabling private DNS requires {attribute} of VPC {vpc_id} to be true")
    for group in inputs["securityGroupIds"]:
        if vpc_of_group(provider, group) != vpc_id:
            raise LabError(f"InvalidParameter: security group {group} is not in VPC {vpc_id}")


def _dns_name(motos: str) -> str:
    """EC2's form of a name in moto's: `vpce-1-2.com.amazonaws.<region>.sts` to `vpce-1-2.sts.<region>.vpce....`."""
    host, _, _, region, api = motos.split(".")
    return f"{host}.{api}.{region}.vpce.amazonaws.com"


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/flowLog:FlowLog": Backend(
        replaces=dict.fromkeys(
            ("iamRoleArn", "logDestination", "logDestinationType", "trafficType", "vpcId"), FLOW_LOG_SOURCE
        ),
        updates=TAGS,
        fills=all_tags,
        check=check_flow_log,
        create=create_flow_log,
        read=read_flow_log,
        update=update_flow_log,
        delete=delete_flow_log,
        gone=("InvalidFlowLogId.NotFound",),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Backend(
        replaces=dict.fromkeys(("serviceName", "vpcEndpointType", "vpcId"), ENDPOINT_SOURCE),
        updates=("policy", "privateDnsEnabled", "securityGroupIds", "subnetIds", *TAGS),
        fills=all_tags,
        check=check_vpc_endpoint,
        create=create_vpc_endpoint,
        read=read_vpc_endpoint,
        update=update_vpc_endpoint,
        delete=delete_vpc_endpoint,
        gone=("InvalidVpcEndpointId.NotFound",),
    ),
}
