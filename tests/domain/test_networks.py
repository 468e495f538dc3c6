from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import networks


@pytest.mark.parametrize("cidr", ["203.0.113.7/32", "10.0.0.0/8", "198.51.100.0/24"])
def test_a_named_network_may_be_let_in(cidr):
    assert str(networks.source_network(cidr)) == cidr


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/7"])
def test_the_open_internet_is_refused_in_one_piece_or_in_two(cidr):
    with pytest.raises(ValueError, match="open to the world"):
        networks.source_network(cidr)


@pytest.mark.parametrize("cidr", ["10.0.0.1/24", "10.0.0.0/33", "::/0", "host.example", ""])
def test_what_is_no_ipv4_network_is_refused(cidr):
    with pytest.raises(ValueError, match="want an IPv4 network"):
        networks.source_network(cidr)


@pytest.mark.parametrize(
    "cidr", ["203.0.113.7/32", "203.0.113.0/24", "10.0.0.0/8", "172.16.0.0/12", "fc00::/7", "2001:db8::/48"]
)
def test_one_site_or_private_networks_may_reach_a_public_database(cidr):
    networks.check_public_source(cidr)


@pytest.mark.parametrize("cidr", ["52.0.0.0/8", "203.0.112.0/23", "172.0.0.0/8", "2001:db8::/47"])
def test_more_than_one_site_may_not(cidr):
    with pytest.raises(ValueError, match=r"want a prefix of /(24|48) or longer \(the database is public\)"):
        networks.check_public_source(cidr)


@given(prefix=st.integers(16, 26), zones=st.integers(2, 4))
def test_subnets_are_distinct_equal_parts_of_the_vpc(prefix, zones):
    vpc = IPv4Network(f"10.32.0.0/{prefix}")
    subnets = [IPv4Network(cidr) for cidr in networks.subnets_of(str(vpc), zones)]
    assert len(set(subnets)) == zones
    assert len({subnet.prefixlen for subnet in subnets}) == 1
    assert all(subnet.subnet_of(vpc) for subnet in subnets)


def test_two_zones_halve_the_network():
    assert networks.subnets_of("10.20.0.0/24", 2) == ["10.20.0.0/25", "10.20.0.128/25"]


@pytest.mark.parametrize(("cidr", "zones"), [("10.0.0.0/15", 2), ("10.0.0.0/28", 2), ("10.0.0.0/27", 3)])
def test_a_network_outside_the_vpc_sizes_is_refused(cidr, zones):
    with pytest.raises(ValueError, match="want a network from /16 down to"):
        networks.subnets_of(cidr, zones)


@pytest.mark.parametrize("other", ["10.90.0.0/24", "10.0.0.0/8", "10.90.0.128/25"])
def test_networks_that_share_an_address_cannot_be_peered(other):
    with pytest.raises(
        ValueError, match=rf"^want a network apart from {other} \(VPCs that overlap cannot be peered\)$"
    ):
        networks.check_apart("10.90.0.0/24", other)


def test_networks_side_by_side_can_be_peered():
    networks.check_apart("10.90.0.0/24", "10.90.1.0/24")


@pytest.mark.parametrize(
    ("cidr", "other", "within"),
    [
        ("10.1.2.0/24", "10.1.0.0/16", True),
        ("10.1.0.0/16", "10.1.0.0/16", True),
        ("10.1.0.0/16", "10.1.2.0/24", False),
        ("10.2.0.0/24", "10.1.0.0/16", False),
        ("::1/128", "::/0", False),
        ("10.1.2.0/24", "::/0", False),
    ],
)
def test_a_network_is_within_another_when_that_one_has_all_its_addresses(cidr, other, within):
    assert networks.is_within(cidr, other) is within


def test_a_network_for_tasks_has_room_for_the_gateway_and_for_more_zones():
    outside, inside = networks.task_subnets("10.91.0.0/24", 2)
    assert (outside, inside) == ("10.91.0.0/27", ["10.91.0.32/27", "10.91.0.64/27"])
    assert networks.task_subnets("10.91.0.0/24", 3) == (outside, [*inside, "10.91.0.96/27"])
    with pytest.raises(ValueError, match="want a network from /16 down to /25"):
        networks.task_subnets("10.91.0.0/26", 1)
