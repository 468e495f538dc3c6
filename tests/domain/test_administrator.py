from domain.administrator import administrator_needs


def test_the_administrator_makes_roles_and_publications_and_grants_on_what_users_need():
    assert [need.make for need in administrator_needs("rpcn_administrator", "shop", ["sales"])] == [
        'CREATE ROLE "rpcn_administrator" LOGIN CREATEROLE',
        'GRANT "rds_iam" TO "rpcn_administrator" WITH ADMIN OPTION',
        'GRANT "rds_replication" TO "rpcn_administrator" WITH ADMIN OPTION',
        'GRANT CONNECT ON DATABASE "shop" TO "rpcn_administrator" WITH GRANT OPTION',
        'GRANT CREATE ON DATABASE "shop" TO "rpcn_administrator"',
        'GRANT USAGE ON SCHEMA "sales" TO "rpcn_administrator" WITH GRANT OPTION',
        'GRANT CREATE ON SCHEMA "sales" TO "rpcn_administrator"',
    ]


def test_what_it_lacks_is_named_with_the_right_to_grant_it_on():
    what = [need.what for need in administrator_needs("a", "shop", ["sales"])]
    assert 'CONNECT on DATABASE "shop" for "a" with grant option' in what
    assert len(set(what)) == len(what)
