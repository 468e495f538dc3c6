import pytest

import settings
from settings.runtime import CHOICE

ECS = {"vpcId": "vpc-0a1b", "subnetIds": ["subnet-0a1b", "subnet-0b1c"]}
NETWORK = {"natAllocationId": "eipalloc-0a1b", "availabilityZones": ["us-east-2a", "us-east-2b"]}
KUBERNETES = {
    "context": "shop",
    "namespace": "streams",
    "serviceAccount": "rpcn",
    "oidcIssuer": "https://oidc.eks.us-east-2.amazonaws.com/id/0",
}
OWN = {"arn": "arn:aws:iam::111111111111:role/host"}
KEY = {"cloud": {"credentials": "accessKey"}}


@pytest.fixture
def problems(stack_config):
    """What a stack file with this runtime is told."""

    def told(runtime, change=lambda config: None):
        config = stack_config("dev") | {"runtime": runtime}
        change(config)
        with pytest.raises(ValueError, match="want") as refusal:
            settings.parse(config)
        return str(refusal.value)

    return told


@pytest.mark.parametrize(
    ("stack", "kind"),
    [
        ("cloud-key", "cloud-key"),
        ("dev", "cloud-role"),
        ("lab", "cloud-role"),
        ("ecs", "ecs"),
        ("kubernetes", "kubernetes"),
        ("own", "own"),
    ],
)
def test_each_stack_file_of_the_repository_is_one_runtime(stack_config, stack, kind):
    assert settings.parse(stack_config(stack)).runtime.kind == kind


def test_without_a_runtime_the_choice_is_shown_in_five_lines(problems, stack_config):
    config = stack_config("dev")
    del config["runtime"]
    with pytest.raises(ValueError, match="runtime") as refusal:
        settings.parse(config)
    assert str(refusal.value) == f"  runtime: missing, want {CHOICE}"
    lines = CHOICE.splitlines()
    assert "docs/runtimes.md" in lines[0]
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["cloud", "cloud", "ecs", "kubernetes", "own"]


@pytest.mark.parametrize("runtime", ["cloud", {}, {"own": OWN, "ecs": ECS}, {"cloud": None}])
def test_anything_but_one_runtime_is_told_the_choice(problems, runtime):
    assert problems(runtime).splitlines()[1:] == CHOICE.splitlines()[1:]


@pytest.mark.parametrize(
    ("runtime", "told"),
    [
        ({"cloud": {}}, "runtime.cloud.credentials: missing, want accessKey (an IAM user made here"),
        ({"cloud": {"credentials": "key"}}, "runtime.cloud.credentials: got 'key', want accessKey"),
        (KEY | {"clud": {}}, "runtime.clud: unknown key, want `cloud`"),
        ({"cloud": {"credentials": "accessKey", "keyGeneration": 0}}, "runtime.cloud.keyGeneration: got 0, want"),
        ({"ecs": ECS | {"subnetIds": ["subnet-0a1b"]}}, "runtime.ecs.subnetIds: got ['subnet-0a1b'], want a list"),
        ({"ecs": ECS | {"imageVersion": "latest"}}, "runtime.ecs.imageVersion: got 'latest', want a whole version"),
        ({"ecs": ECS | {"imageDigest": "abc"}}, "runtime.ecs.imageDigest: got 'abc', want sha256: and 64"),
        ({"ecs": ECS | {"licenseSecretArn": "x"}}, "runtime.ecs.licenseSecretArn: got 'x', want arn:aws"),
        ({"ecs": {}}, "runtime.ecs: got {}, want either `vpcId` and `subnetIds`, or a new VPC's `network`"),
        ({"ecs": {"vpcId": "vpc-0a1b"}}, "want either `vpcId` and `subnetIds`, or a new VPC's `network`"),
        ({"ecs": ECS | {"network": NETWORK}}, "want either `vpcId` and `subnetIds`, or a new VPC's `network`"),
        ({"ecs": {"network": NETWORK, "publicAddress": True}}, "want no publicAddress (tasks of a new VPC"),
        ({"ecs": ECS | {"subnetIds": ["subnet-0a1b"] * 2}}, "runtime.ecs.subnetIds: got ['subnet-0a1b', 'subnet-0a1b'"),
        ({"ecs": {"network": NETWORK | {"natAllocationId": "eip"}}}, "runtime.ecs.network.natAllocationId: got 'eip'"),
        ({"ecs": {"network": NETWORK | {"availabilityZones": []}}}, "runtime.ecs.network.availabilityZones: got []"),
        (
            {"ecs": {"network": NETWORK | {"availabilityZones": ["us-east-2a"] * 2}}},
            "runtime.ecs.network.availabilityZones: got ['us-east-2a', 'us-east-2a'], want each zone once",
        ),
        (
            {"ecs": {"network": NETWORK | {"vpcCidr": "10.91.0.0/28"}}},
            "runtime.ecs.network.vpcCidr: got '10.91.0.0/28', want a network from /16 down to /25",
        ),
        ({"kubernetes": KUBERNETES | {"way": "podIdentity"}}, "runtime.kubernetes.oidcIssuer: got 'https://oidc"),
        ({"kubernetes": KUBERNETES | {"licenseSecret": {"name": "l"}}}, "want no licenseSecret (the operator has its"),
        ({"own": {"arn": "host"}}, "runtime.own.arn: got 'host', want the ARN of an IAM role or user"),
        (
            {"own": {"arn": "arn:aws:iam::333333333333:role/host"}},
            "runtime.own.arn: got 'arn:aws:iam::333333333333:role/host', want one of redpanda.accountId",
        ),
    ],
)
def test_a_wrong_runtime_is_told_by_its_key(problems, runtime, told):
    assert told in problems(runtime)


@pytest.mark.parametrize("runtime", [KEY, {"ecs": ECS}, {"kubernetes": KUBERNETES}, {"own": OWN}])
def test_every_identity_but_redpandas_own_presents_an_external_id(problems, runtime):
    told = problems(runtime, lambda config: config["trust"].pop("externalId"))
    assert told.strip().startswith("trust.externalId: missing, want one (runtime ")


@pytest.mark.parametrize("runtime", [KEY, {"ecs": ECS}, {"kubernetes": KUBERNETES}])
def test_what_is_made_in_the_same_update_is_trusted_through_its_account(problems, runtime):
    told = problems(runtime, lambda config: config["trust"].update(principal="role"))
    assert told.strip().startswith("trust.principal: got 'role', want account (runtime ")


def test_a_key_wants_the_addresses_it_is_used_at(problems):
    def private(config):
        config["redpanda"]["natCidrs"] = []
        config["database"]["network"]["exposure"] = "private"

    assert problems(KEY, private).strip().startswith("redpanda.natCidrs: got none, want the cluster's NAT addresses")


def test_a_public_database_is_not_reached_from_an_address_that_changes(problems):
    told = problems({"ecs": ECS | {"publicAddress": True}})
    assert told.strip().startswith("runtime.ecs.publicAddress: got true, want false (the database is public")


def test_a_new_network_has_no_way_to_a_private_database(problems, stack_config):
    made = {"ecs": {"network": NETWORK}}
    assert settings.parse(stack_config("dev") | {"runtime": made}).runtime.ecs.network.vpc_cidr == "10.91.0.0/24"
    told = problems(made, lambda config: config["database"]["network"].update(exposure="private"))
    assert told.strip().startswith("runtime.ecs.network: got a new VPC, want vpcId and subnetIds (the database is")


def test_a_pipelines_name_is_one_in_kubernetes_too(problems):
    told = problems({"kubernetes": KUBERNETES}, lambda config: config["pipelines"][0].update(name="orders_"))
    assert told.strip().startswith("pipelines[0].name: got 'orders_', want at most 253 lower-case letters")


def test_an_identity_of_another_account_gets_its_policy_from_its_owner(stack_config):
    own = {"arn": "arn:aws:iam::333333333333:role/host", "attachPolicy": False}
    assert settings.parse(stack_config("dev") | {"runtime": {"own": own}}).runtime.own.attach_policy is False
