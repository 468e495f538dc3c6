"""What the owners of the hosts made before the program runs: an instance's role, a network, a cluster's issuer."""

import json
from contextlib import suppress
from typing import Any

from domain import arns, iam_documents
from lab.cloud.byoc import pod_environment, role_name, sdk_environment
from lab.cloud.issuer import Issuer
from lab.cloud.operator import operator
from lab.cloud.record_store import RecordStore
from lab.lifecycle.stack_file import LabStack
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.cloud_process import CloudProcess


def make_host(paths: LabPaths, stack: LabStack) -> LabStack:
    """Make what the stack's runtime finds, if it is not there yet; the stack file, told of it."""
    redpanda = stack.section("redpanda")
    account = operator(paths, redpanda["profile"], redpanda["region"])
    _give_pods_of_redpanda(paths, stack)
    if stack.runtime == "own":
        _make_identity(account.client("iam"), stack.section("runtime")["own"]["arn"])
    if stack.runtime == "ecs":
        return stack.of_host(**_task_network(account.client("ec2"), stack))
    if stack.runtime == "kubernetes":
        namespace = stack.section("runtime")["kubernetes"]["namespace"]
        RecordStore(paths.kubernetes).put("Namespace", namespace, {"metadata": {"name": namespace}})
        by_token = stack.section("runtime")["kubernetes"]["way"] == "irsa"
        return stack.of_host(oidcIssuer=Issuer(paths.issuer).url) if by_token else stack
    return stack


def _give_pods_of_redpanda(paths: LabPaths, stack: LabStack) -> None:
    """Redpanda's role for their token where the runtime relies on it; else no identity, which is what Redpanda says."""
    redpanda, nat_url = stack.section("redpanda"), CloudProcess(paths).nat_url
    environment = sdk_environment(region=redpanda["region"], endpoint_url=nat_url)
    if stack.runtime == "cloud-role":
        role_arn = f"arn:aws:iam::{redpanda['accountId']}:role/{role_name(redpanda['clusterId'])}"
        environment = pod_environment(paths, role_arn=role_arn, region=redpanda["region"], endpoint_url=nat_url)
    write_private(paths.pod_environment, json.dumps(environment))


def _make_identity(iam: Any, arn: str) -> None:
    """A user, or the role of an instance."""
    kind, _, name = arns.parse(arn).resource.partition("/")
    if kind == "role":
        _make_instance_role(iam, name)
        return
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName=name)


def _make_instance_role(iam: Any, name: str) -> None:
    """A role for EC2 instances, with its instance profile, as an instance of somebody's has them."""
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        trust = iam_documents.service_trust("ec2.amazonaws.com")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        iam.create_instance_profile(InstanceProfileName=name)
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)


def _task_network(ec2: Any, stack: LabStack) -> dict[str, Any]:
    """The default VPC; for a stack file that has a new one made: the Elastic IP that it is to leave by."""
    network = (stack.section("runtime")["ecs"] or {}).get("network")
    if network is None:
        return _default_network(ec2)
    (cidr,) = stack.section("redpanda")["natCidrs"]
    address = cidr.partition("/")[0]
    known = ec2.describe_addresses(Filters=[{"Name": "public-ip", "Values": [address]}])["Addresses"]
    allocated = known[0] if known else ec2.allocate_address(Domain="vpc", Address=address)
    return {"network": {**network, "natAllocationId": allocated["AllocationId"]}}


def _default_network(ec2: Any) -> dict[str, Any]:
    """The account's default VPC and its subnets."""
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"]
    return {"vpcId": vpc["VpcId"], "subnetIds": sorted(subnet["SubnetId"] for subnet in subnets)}
