"""Which columns tell published rows apart, and what a topic loses where they are others than the pipeline's."""

from dataclasses import replace

import pytest

from doctor.checks import replica_identity
from doctor.facts.facts import Identity
from doctor.finding import Result
from tests.doctor.healthy_chain import IDENTITIES, facts, with_database

HEALTHY = IDENTITIES["shop.orders"]


def findings(**changes):
    identities = {**IDENTITIES, "shop.orders": replace(HEALTHY, **changes)}
    known = with_database(identities=identities)
    return [finding for check in replica_identity.CHECKS for finding in check(known)]


def failure(**changes):
    (found,) = [finding for finding in findings(**changes) if finding.result is Result.FAIL]
    return found


def test_a_healthy_table_passes():
    assert [finding.result for check in replica_identity.CHECKS for finding in check(facts())] == [Result.PASS] * 3


INDEX = (
    "--command 'CREATE UNIQUE INDEX orders_identity ON shop.orders (id)' "
    "--command 'ALTER TABLE shop.orders REPLICA IDENTITY USING INDEX orders_identity'"
)
DEFAULT = "--command 'ALTER TABLE shop.orders REPLICA IDENTITY DEFAULT'"
PRIMARY_KEY = "--command 'ALTER TABLE shop.orders ADD PRIMARY KEY (id)'"


@pytest.mark.parametrize(
    ("changes", "saw", "fix"),
    [
        ({"primary_key": ()}, "no primary key", PRIMARY_KEY),
        ({"kind": "n"}, "REPLICA IDENTITY NOTHING", DEFAULT),
        ({"kind": "i"}, "the index of its replica identity was dropped", DEFAULT),
        ({"deferrable": True}, "its primary key is DEFERRABLE", INDEX),
        ({"kind": "n", "deferrable": True}, "its primary key is DEFERRABLE", INDEX),
        ({"kind": "n", "primary_key": ()}, "REPLICA IDENTITY NOTHING", f"{PRIMARY_KEY} {DEFAULT}"),
        ({"kind": "i", "primary_key": ()}, "was dropped", f"{PRIMARY_KEY} {DEFAULT}"),
    ],
)
def test_a_table_without_a_replica_identity_is_l18_by_the_reason_it_has_none(changes, saw, fix):
    found = failure(columns=None, **changes)
    assert found.cause == "L18"
    assert found.saw.startswith("shop.orders: ")
    assert saw in found.saw
    assert found.fix.endswith(fix)


def test_a_table_of_others_without_a_key_gets_the_whole_row():
    strange = {**IDENTITIES, "a.b": Identity(kind="d", columns=None, primary_key=(), deferrable=False)}
    (found,) = replica_identity.check_identity(with_database(identities=strange))
    assert found.fix.endswith("--command 'ALTER TABLE a.b REPLICA IDENTITY FULL'")


def test_what_is_altered_is_altered_as_its_owner():
    identities = {**IDENTITIES, "shop.orders": replace(HEALTHY, kind="n", columns=None)}
    (found,) = replica_identity.check_identity(
        with_database(identities=identities, owners_apart={"shop.orders": "shop_owner"})
    )
    assert found.fix.index("GRANT shop_owner TO master") < found.fix.index("REPLICA IDENTITY DEFAULT")


@pytest.mark.parametrize("columns", [("number",), ("other", "number")])
def test_key_columns_that_a_delete_does_not_carry_are_l28(columns):
    found = failure(kind="i", columns=columns)
    assert found.cause == "L28"
    assert f"shop.orders: got key columns id, a delete carries only {', '.join(columns)}" in found.saw
    assert "ALTER TABLE shop.orders REPLICA IDENTITY FULL" in found.fix
    assert f"keyColumns: [{', '.join(columns)}]" in found.fix


@pytest.mark.parametrize("columns", [("id",), ("id", "number"), ("number", "id")])
def test_key_columns_within_the_identity_pass(columns):
    assert [finding.result for finding in findings(kind="i", columns=columns)] == [Result.PASS] * 3


def test_a_table_without_an_identity_is_not_told_a_second_time():
    assert [finding.cause for finding in findings(columns=None, kind="n")] == ["L18", None, None]


def test_generated_columns_are_l30_where_a_snapshot_is_read():
    found = failure(generated=("total", "label"))
    assert (found.cause, "shop.orders: total, label" in found.saw) == ("L30", True)
    assert "publish_generated_columns = stored" in found.fix
    known = with_database(identities={**IDENTITIES, "shop.orders": replace(HEALTHY, generated=("total",))})
    known.chain["pipelines"][0]["snapshot"] = False
    (finding,) = replica_identity.check_generated_columns(known)
    assert finding.result is Result.NOT_APPLICABLE
