"""The private way, hop by hop: each that is broken is named, and only that one."""

from dataclasses import replace

import pytest

from doctor import walk
from doctor.causes import find
from doctor.checks import link_5, peering, pipeline_state
from doctor.facts.facts import NOT_LOOKED_AT, AllowedDestination, RedpandaClusterFacts, Unavailable
from doctor.facts.peering import PeeringFacts, RouteFacts
from tests.doctor.healthy_chain import CLUSTER, facts

PIPELINES, DATABASE = "10.1.0.0/16", "10.90.0.0/24"
PEERING = {
    "connection_id": "pcx-1",
    "requester": {"vpc_id": "vpc-a", "cidr": PIPELINES, "route_table_ids": ["rtb-a", "rtb-b"]},
    "accepter": {"vpc_id": "vpc-d", "cidr": DATABASE, "route_table_ids": ["rtb-d"]},
    "allowlist": "set",
}
REDPANDA = {
    "account_id": "111111111111",
    "profile": "app",
    "region": "us-east-1",
    "cluster_id": "abc",
    "pipeline_role_arn": "arn:aws:iam::111111111111:role/pipeline",
}


def over(cidr, target="pcx-1", state="active"):
    return RouteFacts(cidr=cidr, target=target, state=state)


def side(*tables, status="active", message="", names_resolve=True):
    return PeeringFacts(status=status, message=message, names_resolve=names_resolve, routes=dict(tables))


OWN = over("10.0.0.0/8", "local")
THERE = side(("rtb-a", (over(DATABASE), over("0.0.0.0/0", "nat-1"))), ("rtb-b", (over(DATABASE),)))
BACK = side(("rtb-d", (over(PIPELINES),)))
LET_IN = replace(CLUSTER, public=False, let_in=(PIPELINES,))


def known(there=THERE, back=BACK, cluster=LET_IN, section=PEERING, **database):
    seen = facts(cluster=cluster, database_section={"exposure": "private", "account_id": "222222222222", **database})
    chain = {**seen.chain, "redpanda": REDPANDA} | ({"peering": section} if section else {})
    return replace(seen, chain=chain, peering_requester=there, peering_accepter=back)


def findings(seen):
    return [finding for check in peering.CHECKS for finding in check(seen)]


def results(seen):
    return [finding.result.value for finding in findings(seen)]


def failure(seen):
    (found,) = [finding for finding in findings(seen) if finding.cause]
    assert found.link == find(found.cause).link
    return found


def test_a_whole_way_passes_and_a_private_database_has_one_address():
    assert results(known()) == ["pass", "pass", "pass", "not applicable", "pass"]


def test_a_stack_without_a_peering_says_so_once():
    assert results(known(NOT_LOOKED_AT, NOT_LOOKED_AT, section=None)) == ["not applicable"]
    (told,) = [f for f in walk.walk(known(section=None)) if f.id == "peering/connection"]
    assert told.saw == "the stack has no peering"


def test_what_cannot_be_read_is_unknown_with_its_reason_and_one_account_is_enough_for_the_status():
    no_rights = Unavailable("no rights")
    assert results(known(no_rights, no_rights)) == ["unknown", "unknown", "unknown", "not applicable", "pass"]
    assert results(known(no_rights)) == ["pass", "unknown", "pass", "not applicable", "pass"]
    assert results(known(back=no_rights)) == ["pass", "pass", "unknown", "not applicable", "pass"]
    assert {f.saw for f in findings(known(no_rights, no_rights, no_rights))} == {"no rights"}


@pytest.mark.parametrize(
    ("status", "message", "fix"),
    [
        (
            "pending-acceptance",
            "Pending Acceptance by 222222222222",
            "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id pcx-1 --profile db --region us-east-2; "
            "pulumi up --refresh --run-program  # adds missing routes and options",
        ),
        ("rejected", "Inactive", "ask whoever rejected it in account 222222222222; then pulumi up"),
        ("expired", "", "pulumi up --refresh --run-program  # asks anew"),
        ("failed", "Failed due to incorrect VPC-ID", f"mend what its message names: {PIPELINES} and {DATABASE} may"),
        ("deleted", "Deleted by 111111111111", "pulumi up --refresh --run-program  # asks anew"),
        ("deleting", "", "wait until it is deleted; then pulumi up"),
        (None, "", "pulumi up --refresh --run-program  # asks anew"),
    ],
)
def test_a_connection_that_is_not_active_is_n8_and_nothing_behind_it_is_judged(status, message, fix):
    down = side(status=status, message=message)
    found = failure(known(down, down))
    assert (found.cause, found.check) == ("N8", "VPC peering is active")
    assert f"got {status or 'no such connection'}" in found.saw
    assert message in found.saw
    assert found.fix.startswith(fix)
    assert results(known(down, down)) == ["fail", "unknown", "unknown", "not applicable", "pass"]


@pytest.mark.parametrize("status", ["initiating-request", "provisioning"])
def test_a_connection_on_its_way_is_waited_for(status):
    first, *_ = findings(known(side(status=status), side(status=status)))
    assert (first.result.value, first.changing) == ("unknown", True)


@pytest.mark.parametrize(
    ("routes", "saw", "fix"),
    [
        ((), "rtb-b has no route", "create-route"),
        ((over("0.0.0.0/0", "nat-1"),), "rtb-b has 0.0.0.0/0 over nat-1", "create-route"),
        ((over(DATABASE, "tgw-1"), over("0.0.0.0/0", "pcx-1")), f"rtb-b has {DATABASE} over tgw-1", "replace-route"),
        ((over(DATABASE, state="blackhole"),), f"rtb-b has {DATABASE} over pcx-1, blackhole", "replace-route"),
        ((over("10.90.0.0/25"),), "rtb-b has no route", "create-route"),
    ],
)
def test_a_table_that_does_not_lead_to_the_database_is_n9(routes, saw, fix):
    found = failure(known(there=side(("rtb-a", (over(DATABASE),)), ("rtb-b", routes))))
    assert found.cause == "N9"
    assert f"got {saw}, want a route over pcx-1" in found.saw
    assert found.fix == (
        f"aws ec2 {fix} --route-table-id rtb-b --destination-cidr-block {DATABASE} --vpc-peering-connection-id pcx-1 "
        "--profile app --region us-east-1"
    )


def test_a_wider_route_over_the_connection_is_enough():
    wide = side(("rtb-a", (over("10.90.0.0/16"), over("10.0.0.0/8", "tgw-1"))), ("rtb-b", (over("0.0.0.0/0"),)))
    assert results(known(there=wide))[1] == "pass"


def test_every_table_that_loses_packets_is_mended():
    found = failure(known(there=side(("rtb-a", ()), ("rtb-b", ()))))
    assert found.fix.count("aws ec2 create-route") == 2
    assert " && " in found.fix


def test_a_table_that_is_gone_is_n9_and_no_command_is_about_it():
    found = failure(known(there=side(("rtb-a", ()))))
    assert "rtb-b has gone" not in found.saw
    assert "rtb-b is gone" in found.saw
    assert "redpanda-aurora-iam:peering: routeTableIds" in found.fix
    assert "--route-table-id rtb-b" not in found.fix


def test_no_route_back_is_n10_in_the_databases_account():
    found = failure(known(back=side(("rtb-d", (OWN,)))))
    assert found.cause == "N10"
    assert found.fix == (
        f"aws ec2 create-route --route-table-id rtb-d --destination-cidr-block {PIPELINES} --vpc-peering-connection-id "
        "pcx-1 --profile db --region us-east-2"
    )


def test_a_public_database_whose_name_keeps_its_public_address_is_n11():
    public = {"cluster": replace(LET_IN, public=True), "exposure": "public"}
    back = replace(BACK, names_resolve=False)
    found = failure(known(back=back, **public))
    assert found.cause == "N11"
    assert "--accepter-peering-connection-options AllowDnsResolutionFromRemoteVpc=true --profile db" in found.fix
    assert results(known(**public))[3] == "pass"
    # The other side's option is about the pipelines' names, which nobody asks for.
    assert results(known(there=replace(THERE, names_resolve=False), **public))[3] == "pass"
    assert results(known(back=back))[3] == "not applicable"


def test_a_group_that_does_not_let_the_pipelines_vpc_in_is_n2():
    found = failure(known(cluster=replace(LET_IN, let_in=("10.1.0.0/24",))))
    assert found.cause == "N2"
    assert found.saw == f"sg-1 lets in: got 10.1.0.0/24, want {PIPELINES}"
    rule = f"--group-id sg-1 --protocol tcp --port 5432 --cidr {PIPELINES}"
    assert found.fix.startswith(f"aws ec2 authorize-security-group-ingress {rule}")


def test_rules_that_somebody_else_keeps_may_name_a_group_and_are_no_failure():
    seen = known(cluster=replace(LET_IN, let_in=()), security_group_id=None)
    assert results(seen)[-1] == "unknown"
    assert results(known(security_group_id=None))[-1] == "pass"


def egress(section, *allowed):
    entries = tuple(AllowedDestination(cidr=cidr, port_start=5432, port_end=5432) for cidr in allowed)
    cluster = RedpandaClusterFacts(state="STATE_READY", nat_addresses=(), allowed_destinations=entries)
    (found,) = pipeline_state.check_egress(replace(known(section=section), redpanda_cluster=cluster))
    return found


def test_an_allowlist_without_the_databases_network_is_n5():
    set_here, printed = PEERING, {**PEERING, "allowlist": "print"}
    assert egress(set_here, "10.5.0.0/16", DATABASE).result.value == "pass"
    assert egress(set_here, "10.5.0.0/16").saw.endswith(f"got 10.5.0.0/16 on 5432-5432, want {DATABASE} on 5432")
    assert (egress(set_here, "10.5.0.0/16").cause, egress(set_here).fix) == ("N5", "pulumi up --refresh --run-program")
    assert f"add {{cidr: {DATABASE}, port_start: 5432}}" in egress(printed).fix
    assert egress(None, "10.5.0.0/16").result.value == "pass"


def test_the_link_says_which_way_a_private_database_is_reached():
    (found,) = link_5.check_network_lets_the_pipeline_in(known())
    assert found.saw == "a private database is reached over the VPC peering"
