from domain.slots_in_use import InUse, in_use_query


def test_nobody_uses_anything_until_the_database_has_told():
    assert InUse() == InUse(slots=0, senders=0)


def test_what_is_the_pipelines_own_is_not_counted_and_names_are_quoted():
    assert in_use_query(["rpcn_a", "rpcn_b"], ["cdc'a"]) == (
        "SELECT (SELECT count(*) FROM pg_replication_slots WHERE NOT temporary AND (slot_name IN ('rpcn_a', 'rpcn_b')) "
        "IS NOT TRUE), (SELECT count(*) FROM pg_stat_replication WHERE (usename IN ('cdc''a')) IS NOT TRUE)"
    )
