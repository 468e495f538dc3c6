"""Rules on who reaches the database, as tables: what they let pass and what they name."""

import pytest

from policy.props import UNKNOWN
from policy.rules.ingress import INGRESS_RULE, INSTANCE, OLDER_RULE, SECURITY_GROUP
from tests.policy.rule_messages import messages, stack_messages

BLOCK = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432}


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (INGRESS_RULE, {"cidrIpv4": "203.0.113.7/32"}),
        (INGRESS_RULE, {"cidrIpv4": "10.0.0.0/8", "cidrIpv6": "2001:db8::/64"}),
        (INGRESS_RULE, {"referencedSecurityGroupId": "sg-1"}),
        (INGRESS_RULE, {"cidrIpv4": UNKNOWN}),
        (OLDER_RULE, {"type": "egress", "cidrBlocks": ["0.0.0.0/0"]}),
        (SECURITY_GROUP, {"egress": [{"cidrBlocks": ["0.0.0.0/0"]}]}),
        (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": ["10.0.0.0/16"]}]}),
        ("aws:ec2/route:Route", {"destinationCidrBlock": "0.0.0.0/0"}),
    ],
)
def test_named_networks_are_let_in(kind, props):
    assert messages("closed-to-the-world", kind, props) == []


@pytest.mark.parametrize(
    ("kind", "props", "named"),
    [
        (INGRESS_RULE, {"cidrIpv4": "0.0.0.0/0"}, "cidrIpv4: got 0.0.0.0/0"),
        (INGRESS_RULE, {"cidrIpv4": "128.0.0.0/1"}, "cidrIpv4: got 128.0.0.0/1"),
        (INGRESS_RULE, {"cidrIpv4": "everywhere"}, "cidrIpv4: got everywhere"),
        (INGRESS_RULE, {"cidrIpv6": "::/0"}, "cidrIpv6: got ::/0"),
        (INGRESS_RULE, {"cidrIpv6": "2000::/3"}, "cidrIpv6: got 2000::/3"),
        (INGRESS_RULE, {"cidrIpv6": "2001:zz::/64"}, "cidrIpv6: got 2001:zz::/64"),
        (OLDER_RULE, {"type": "ingress", "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"]}, "cidrBlocks: got 0.0.0.0/0"),
        (OLDER_RULE, {"type": "ingress", "ipv6CidrBlocks": ["::/0"]}, "ipv6CidrBlocks: got ::/0"),
        (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": [UNKNOWN, "0.0.0.0/0"]}]}, "cidrBlocks: got 0.0.0.0/0"),
    ],
)
def test_the_world_is_not_let_in(kind, props, named):
    (message,) = messages("closed-to-the-world", kind, props)
    assert message.startswith(f"{named}, want ")


PUBLIC = (INSTANCE, {"publiclyAccessible": True})
EXACT = (INGRESS_RULE, {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrIpv4": "203.0.113.7/32"})


@pytest.mark.parametrize(
    "resources",
    [
        [PUBLIC, EXACT],
        [PUBLIC, (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": ["10.0.0.0/16"]}]})],
        [PUBLIC, (INGRESS_RULE, EXACT[1] | {"cidrIpv4": UNKNOWN})],
        [PUBLIC, (INGRESS_RULE, EXACT[1] | {"fromPort": UNKNOWN})],
        [(INSTANCE, {})],
        [(INSTANCE, {"publiclyAccessible": False})],
        [(INSTANCE, {"publiclyAccessible": UNKNOWN})],
    ],
)
def test_a_public_database_has_its_list(resources):
    assert stack_messages("public-to-named-networks", *resources) == []


OF_A_GROUP = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, "referencedSecurityGroupId": "sg-1"}
EXACT_BUT_UNNAMED = (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": []}]})
LISTED = "prefixListId: got a list kept elsewhere"


@pytest.mark.parametrize(
    ("resources", "named"),
    [
        ([PUBLIC], ("0", "publiclyAccessible: got true")),
        ([PUBLIC, (INGRESS_RULE, OF_A_GROUP)], ("0", "publiclyAccessible: got true")),
        ([PUBLIC, EXACT_BUT_UNNAMED], ("0", "publiclyAccessible: got true")),
        ([(INSTANCE, {"publiclyAccessible": "true"})], ("0", "publiclyAccessible: got true")),
        (
            [PUBLIC, (INGRESS_RULE, EXACT[1] | {"prefixListId": "pl-1"})],
            ("1", LISTED),
        ),
        ([PUBLIC, (INGRESS_RULE, EXACT[1] | {"ipProtocol": "-1"})], ("1", "ipProtocol: got -1")),
        ([PUBLIC, (INGRESS_RULE, EXACT[1] | {"toPort": 5440})], ("1", "fromPort, toPort: got 5432 to 5440")),
        (
            [PUBLIC, (INGRESS_RULE, {"ipProtocol": "tcp", "cidrIpv4": "203.0.113.7/32"})],
            ("1", "fromPort, toPort: got nothing to nothing"),
        ),
        ([PUBLIC, EXACT, (SECURITY_GROUP, {"ingress": [BLOCK | {"protocol": "-1"}]})], ("2", "protocol: got -1")),
    ],
)
def test_a_public_database_without_its_list_is_named(resources, named):
    ((name, message),) = stack_messages("public-to-named-networks", *resources)
    assert (name, message.partition(", want ")[0]) == named
