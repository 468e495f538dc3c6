import pytest

import settings

PEERING = {"vpcId": "vpc-0a", "vpcCidr": "10.1.0.0/16", "routeTableIds": ["rtb-0a"]}
SIDE = {"vpcId": "vpc-0b", "vpcCidr": "10.2.0.0/16", "routeTableIds": ["rtb-0b"]}


@pytest.fixture
def config(stack_config):
    def peered(**changes):
        return stack_config("dev") | {"peering": PEERING | changes}

    return peered


def problems(config):
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse(config)
    return [line.strip() for line in str(refusal.value).splitlines()]


def test_without_the_section_nothing_is_peered(stack_config):
    assert settings.parse(stack_config("dev")).peering is None


def test_the_database_side_of_a_vpc_that_is_made_here_is_known(config):
    parsed = settings.parse(config())
    assert parsed.peering.database_cidr(parsed.database) == "10.90.0.0/24"
    assert parsed.peering.allowlist == "set"


@pytest.mark.parametrize("cidr", ["10.90.0.0/24", "10.0.0.0/8", "10.90.0.128/25"])
def test_networks_that_overlap_are_refused_before_anything_is_made(config, cidr):
    assert problems(config(vpcCidr=cidr)) == [
        f"peering.vpcCidr: got '{cidr}', want a network apart from 10.90.0.0/24 (VPCs that overlap cannot be peered)"
    ]


def test_the_database_side_of_a_vpc_that_is_made_here_is_not_given(config):
    assert problems(config(database=SIDE)) == [
        "peering.database: got a section, want none (the database's VPC is made here); remove it"
    ]


@pytest.mark.parametrize("place", ["network", "database"])
def test_the_database_side_of_a_network_that_exists_is_asked_for(config, place):
    sections = config()
    if place == "network":
        sections["database"]["network"] = {"existing": {"vpcId": "vpc-0b", "subnetIds": ["subnet-0a", "subnet-0b"]}}
    else:
        for key in ("engineVersion", "minAcu", "maxAcu", "network"):
            del sections["database"][key]
        sections["database"]["existing"] = {"clusterIdentifier": "shop"}
    assert problems(sections) == [
        "peering.database: missing, want a section with the database's VPC (its network exists already)"
    ]
    sections["peering"]["database"] = SIDE
    parsed = settings.parse(sections)
    assert parsed.peering.database_cidr(parsed.database) == "10.2.0.0/16"
    sections["peering"]["database"] = SIDE | {"vpcCidr": "10.1.2.0/24"}
    assert problems(sections)[0].startswith("peering.vpcCidr: got '10.1.0.0/16', want a network apart from 10.1.2.0/24")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("vpcId", "my-vpc", "want vpc-[0-9a-f]+ (the id of a VPC)"),
        ("vpcCidr", "0.0.0.0/0", "want a prefix of /8 or longer"),
        ("routeTableIds", [], "want a list of the route tables"),
        ("routeTableIds", ["main"], "want rtb-[0-9a-f]+ (the id of a route table)"),
        ("allowlist", "maybe", "want set or print"),
    ],
)
def test_a_wrong_value_is_named(config, key, value, words):
    (line,) = problems(config(**{key: value}))
    assert line.startswith(f"peering.{key}")
    assert words in line
