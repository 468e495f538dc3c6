"""Rules on who reaches the database, as tables: what they let pass and what they name."""

import pytest

from policy.props import UNKNOWN
from policy.rules.cluster import CLUSTER, INSTANCE
from policy.rules.public import CLUSTER_INSTANCE
from policy.ways_in import (
    DEFAULT_GROUP,
    INGRESS_RULE,
    OLDER_RULE,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    SECURITY_GROUP,
)
from tests.policy.rule_messages import messages, stack_messages

BLOCK = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432}


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (INGRESS_RULE, {"cidrIpv4": "203.0.113.7/32"}),
        (INGRESS_RULE, {"cidrIpv4": "10.0.0.0/8", "cidrIpv6": "2001:db8::/64"}),
        (INGRESS_RULE, {"referencedSecurityGroupId": "sg-1", "cidrIpv4": "", "cidrIpv6": ""}),
        (INGRESS_RULE, {"cidrIpv4": UNKNOWN}),
        (OLDER_RULE, {"type": "egress", "cidrBlocks": ["0.0.0.0/0"]}),
        (SECURITY_GROUP, {"egress": [{"cidrBlocks": ["0.0.0.0/0"]}]}),
        (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": ["10.0.0.0/16"]}]}),
        (DEFAULT_GROUP, {"ingress": [{"protocol": "-1", "self": True}], "egress": [{"cidrBlocks": ["0.0.0.0/0"]}]}),
        (PREFIX_LIST, {"entries": [{"cidr": "10.0.0.0/8"}, {"cidr": UNKNOWN}, {"cidr": "2001:db8::/48"}]}),
        (PREFIX_LIST_ENTRY, {"cidr": "203.0.113.7/32"}),
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
        (DEFAULT_GROUP, {"ingress": [BLOCK | {"ipv6CidrBlocks": ["::/0"]}]}, "ipv6CidrBlocks: got ::/0"),
        (PREFIX_LIST, {"entries": [{"cidr": "10.0.0.0/8"}, {"cidr": "0.0.0.0/1"}]}, "entries.cidr: got 0.0.0.0/1"),
        (PREFIX_LIST, {"entries": [{"cidr": "::/0"}]}, "entries.cidr: got ::/0"),
        (PREFIX_LIST_ENTRY, {"cidr": "0.0.0.0/0"}, "cidr: got 0.0.0.0/0"),
    ],
)
def test_the_world_is_not_let_in(kind, props, named):
    (message,) = messages("closed-to-the-world", kind, props)
    assert message.startswith(f"{named}, want ")


PUBLIC = (CLUSTER_INSTANCE, {"publiclyAccessible": True, "engine": "aurora-postgresql"})
OWN = {"vpcSecurityGroupIds": ["sg-own"], "port": 5432.0}
ON_5432 = (CLUSTER, OWN)
EXACT = {
    "securityGroupId": "sg-own",
    "ipProtocol": "tcp",
    "fromPort": 5432.0,
    "toPort": 5432.0,
    "cidrIpv4": "203.0.113.7/32",
}
WITHOUT_CLUSTER = (
    INSTANCE,
    {"publiclyAccessible": True, "engine": "postgres", "vpcSecurityGroupIds": ["sg-own"]},
)


def rule(**changed):
    return (INGRESS_RULE, EXACT | changed)


def of_a_group(**changed):
    """A way in from a security group."""
    return rule(cidrIpv4=None, referencedSecurityGroupId="sg-2", **changed)


def told(*resources):
    return [
        (name, said.partition(", want ")[0]) for name, said in stack_messages("public-to-named-networks", *resources)
    ]


@pytest.mark.parametrize(
    "resources",
    [
        [PUBLIC, ON_5432, rule()],
        [PUBLIC, ON_5432, (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": ["203.0.113.0/24"]}]})],
        [PUBLIC, ON_5432, (DEFAULT_GROUP, {"ingress": [BLOCK | {"cidrBlocks": ["203.0.113.0/24"]}]})],
        [PUBLIC, ON_5432, (OLDER_RULE, BLOCK | {"type": "ingress", "cidrBlocks": ["203.0.113.0/24"]})],
        [PUBLIC, ON_5432, rule(cidrIpv4=UNKNOWN)],
        [PUBLIC, ON_5432, rule(fromPort=UNKNOWN)],
        [PUBLIC, ON_5432, rule(ipProtocol=UNKNOWN)],
        [PUBLIC, ON_5432, rule(ipProtocol="6")],
        [PUBLIC, ON_5432, rule(securityGroupId=UNKNOWN)],
        [PUBLIC, (CLUSTER, OWN | {"vpcSecurityGroupIds": [UNKNOWN]}), rule()],
        [PUBLIC, (CLUSTER, OWN | {"vpcSecurityGroupIds": UNKNOWN}), rule()],
        [PUBLIC, (CLUSTER, OWN | {"vpcSecurityGroupIds": ["sg-existing", UNKNOWN]}), rule()],
        [PUBLIC, ON_5432, (CLUSTER, {"port": 5432}), rule(securityGroupId="sg-of-the-second")],
        [PUBLIC, (CLUSTER, OWN | {"port": UNKNOWN} | PUBLIC[1]), rule(fromPort=15432, toPort=15432)],
        [PUBLIC, (CLUSTER, {"engine": "aurora-mysql"}), rule(fromPort=3306, toPort=3306)],
        [PUBLIC, rule()],
        [WITHOUT_CLUSTER, rule()],
        [(CLUSTER_INSTANCE, {})],
        [(CLUSTER_INSTANCE, {"publiclyAccessible": False})],
        [(CLUSTER_INSTANCE, {"publiclyAccessible": UNKNOWN})],
        [(INSTANCE, {"publiclyAccessible": False})],
    ],
)
def test_a_public_database_has_its_list(resources):
    assert told(*resources) == []


@pytest.mark.parametrize(
    "other",
    [
        rule(fromPort=8000, toPort=8080, cidrIpv4="10.0.0.0/16"),
        rule(fromPort=443, toPort=443, prefixListId="pl-1"),
        rule(ipProtocol="icmp", fromPort=-1, toPort=-1),
        rule(ipProtocol="udp"),
        of_a_group(ipProtocol="-1"),
        of_a_group(fromPort=0, toPort=65535),
        rule(securityGroupId="sg-bastion", fromPort=0, toPort=65535, cidrIpv4="52.0.0.0/8"),
        (SECURITY_GROUP, {"id": "sg-proxy", "ingress": [BLOCK | {"prefixListIds": ["pl-1"]}]}),
        rule(cidrIpv4="10.0.0.0/8"),
        rule(cidrIpv4="192.168.0.0/16", cidrIpv6="fd00::/32"),
        rule(cidrIpv6="2001:db8:1::/48", prefixListId=""),
        rule(cidrIpv4="0.0.0.0/0"),  # is for closed-to-the-world to say
        rule(cidrIpv6="2000::/3"),
        rule(cidrIpv4="everywhere"),
    ],
)
def test_what_else_a_stack_lets_in_is_not_the_databases_list(other):
    assert told(PUBLIC, ON_5432, rule(), other) == []


ELSEWHERE = "prefixListId: got a list kept elsewhere"
NO_LIST = ("0", "publiclyAccessible: got true")


@pytest.mark.parametrize(
    "resources",
    [
        [PUBLIC],
        [WITHOUT_CLUSTER],
        [(CLUSTER_INSTANCE, {"publiclyAccessible": "true"})],
        [PUBLIC, ON_5432, of_a_group()],
        [PUBLIC, ON_5432, (SECURITY_GROUP, {"ingress": [BLOCK | {"cidrBlocks": []}]})],
        [PUBLIC, (CLUSTER, OWN | {"vpcSecurityGroupIds": ["sg-existing"]}), rule()],
        [PUBLIC, (CLUSTER, OWN | {"port": 15432}), rule()],
        [PUBLIC, ON_5432, rule(fromPort=22, toPort=22)],
        [PUBLIC, ON_5432, rule(ipProtocol="udp")],
        [WITHOUT_CLUSTER, ON_5432, rule(securityGroupId="sg-other")],
        [(INSTANCE, WITHOUT_CLUSTER[1] | {"port": 15432}), rule()],
    ],
)
def test_a_public_database_without_its_list_is_named(resources):
    assert told(*resources) == [NO_LIST]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"prefixListId": "pl-1"}, ELSEWHERE),
        ({"ipProtocol": "-1"}, "ipProtocol: got -1"),
        ({"ipProtocol": "ALL"}, "ipProtocol: got all"),
        ({"ipProtocol": None}, "ipProtocol: got nothing"),
        ({"toPort": 5440}, "fromPort, toPort: got 5432.0 to 5440"),
        ({"fromPort": "1024"}, "fromPort, toPort: got 1024 to 5432.0"),
        ({"fromPort": None, "toPort": None}, "fromPort, toPort: got nothing to nothing"),
        ({"cidrIpv4": "52.0.0.0/8"}, "cidrIpv4: got 52.0.0.0/8"),
        ({"cidrIpv4": "203.0.112.0/23"}, "cidrIpv4: got 203.0.112.0/23"),
        ({"cidrIpv6": "2001:db8::/47"}, "cidrIpv6: got 2001:db8::/47"),
    ],
)
@pytest.mark.parametrize("database", [[PUBLIC, ON_5432], [WITHOUT_CLUSTER, (CLUSTER, {})]])
def test_a_list_that_is_no_list_of_networks_is_named(database, changed, problem):
    assert told(*database, rule(**changed)) == [("2", problem)]
    assert told(*database, rule(), rule(**changed)) == [("3", problem)]
    assert told(*database, database[0], rule(**changed)) == [("3", problem)]


def test_a_list_from_elsewhere_is_none_even_if_it_is_all_there_is():
    assert told(PUBLIC, ON_5432, of_a_group(prefixListId="pl-1")) == [NO_LIST, ("2", ELSEWHERE)]


@pytest.mark.parametrize("kind", [CLUSTER_INSTANCE, INSTANCE])
def test_an_instance_says_whether_it_is_public(kind):
    for value in (True, False, UNKNOWN):
        assert messages("public-or-private", kind, {"publiclyAccessible": value}) == []
    (message,) = messages("public-or-private", kind, {})
    assert message.startswith("publiclyAccessible: got nothing, want true or false")
    assert messages("public-or-private", CLUSTER, {}) == []


def test_of_several_clusters_the_instances_own_counts():
    public = (CLUSTER_INSTANCE, PUBLIC[1] | {"clusterIdentifier": "shop"})
    shop, other = (
        (CLUSTER, OWN | {"clusterIdentifier": "shop"}),
        (CLUSTER, {"clusterIdentifier": "other", "port": 5433}),
    )
    assert told(public, shop, other, rule(fromPort=5433, toPort=5433)) == [NO_LIST]
    assert told(public, shop, other, rule(), rule(fromPort=5433, toPort=5433, cidrIpv4="52.0.0.0/8")) == []
    unclear = (CLUSTER, OWN | {"clusterIdentifier": UNKNOWN})
    assert told(public, unclear, other, rule(fromPort=5433, toPort=5433)) == []
