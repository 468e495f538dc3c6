import pytest

import settings

NEW_CLUSTER = ("engineVersion", "minAcu", "maxAcu", "network")


@pytest.fixture
def attached(stack_config):
    """The dev stack on a database that exists, changed as told; a key that is None is left out."""

    def config(existing=("clusterIdentifier", "shop"), **changes):
        sections = stack_config("dev")
        database = {key: value for key, value in sections["database"].items() if key not in NEW_CLUSTER}
        section = dict([existing]) if isinstance(existing, tuple) else existing
        sections["database"] = database | {"existing": section} | changes
        return sections

    return config


def problems(config):
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse(config)
    return [line.strip() for line in str(refusal.value).splitlines()]


def test_a_database_that_exists_needs_an_identifier_and_no_network(attached):
    database = settings.parse(attached()).database
    assert (database.existing.identifier, database.existing.is_cluster) == ("shop", True)
    assert database.network.exposure == "private"


def test_an_instance_is_no_cluster(attached):
    existing = settings.parse(attached(existing=("instanceIdentifier", "shop-1"))).database.existing
    assert (existing.identifier, existing.is_cluster) == ("shop-1", False)


def test_a_public_one_asks_for_the_addresses_that_are_let_in(attached):
    config = attached(existing={"clusterIdentifier": "shop", "exposure": "public"})
    assert settings.parse(config).database.network.exposure == "public"
    del config["redpanda"]["natCidrs"]
    assert problems(config)[0].startswith("redpanda.natCidrs: got none, want the NAT addresses")


@pytest.mark.parametrize("existing", [{}, {"clusterIdentifier": "shop", "instanceIdentifier": "shop-1"}])
def test_it_is_either_a_cluster_or_an_instance(attached, existing):
    (line,) = problems(attached(existing=existing))
    assert line.endswith("want either `clusterIdentifier` or `instanceIdentifier`")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("ingressSecurityGroupId", "default", "want sg-[0-9a-f]+ (the id of a security group)"),
        ("secretArn", "master", "(the ARN of a secret)"),
        ("exposure", "open", "want public or private"),
    ],
)
def test_a_wrong_value_is_named(attached, key, value, words):
    (line,) = problems(attached(existing={"clusterIdentifier": "shop"} | {key: value}))
    assert line.startswith(f"database.existing.{key}: got '")
    assert words in line


@pytest.mark.parametrize("key", ["clusterIdentifier", "instanceIdentifier"])
@pytest.mark.parametrize(
    ("endpoint", "want"),
    [
        ("shop.cluster-ro-x", "the cluster's identifier (changes are read from the writer, never from a reader)"),
        ("shop.proxy-x", "the database's own identifier (RDS Proxy carries no replication); name what it serves"),
        (
            "shop.x",
            "an identifier, [a-zA-Z](-?[a-zA-Z0-9]){0,62} (RDS CreateDBCluster); its endpoint is looked up",
        ),
    ],
)
def test_an_endpoint_in_place_of_an_identifier_is_refused(attached, key, endpoint, want):
    host = f"{endpoint}.us-east-2.rds.amazonaws.com"
    assert problems(attached(existing=(key, host))) == [f"database.existing.{key}: got '{host}', want {want}"]


def test_names_of_the_database_keep_their_capitals(attached):
    config = attached()
    keys = {"OrderLines": ["orderId"]}
    config["pipelines"][0] |= {"schema": "Sales", "tables": ["OrderLines"], "keyColumns": keys}
    (read,) = settings.parse(config).pipelines
    assert (read.schema_, read.tables, read.key_columns) == ("Sales", ["OrderLines"], keys)
    assert read.topic == "shop.Sales.orders"


def test_the_quotes_that_such_names_have_in_sql_are_left_out(attached):
    config = attached()
    name = '"OrderLines"'
    pipeline = config["pipelines"][0]
    pipeline["schema"], pipeline["tables"], pipeline["keyColumns"] = '"Sales"', [name], {name: ['"order"']}
    want = "want the name without double quotes (they are put where they belong); its capitals are kept"
    lines = problems(config)
    assert lines[:2] == [
        f"pipelines[0].schema: got '\"Sales\"', {want}",
        f"pipelines[0].tables[0]: got '\"OrderLines\"', {want}",
    ]
    assert all(want in line and ".keyColumns" in line for line in lines[2:])
    assert lines[2:]


def test_a_database_is_named_in_lower_case(attached):
    (line,) = problems(attached(name="Shop"))
    assert line == (
        "database.name: got 'Shop', want [a-z_][a-z0-9_]{0,62} (a PostgreSQL identifier in lower case, as it stands "
        "without quotes)"
    )


def test_what_only_a_new_cluster_has_is_refused_all_of_it(attached):
    network = {"availabilityZones": ["us-east-2a", "us-east-2b"]}
    assert problems(attached(engineVersion="17.4", minAcu=0.5, deletionProtection=True, network=network)) == [
        f"database.{key}: got {value}, want none (the database exists, and is never changed); remove it"
        for key, value in [
            ("engineVersion", "'17.4'"),
            ("minAcu", "0.5"),
            ("deletionProtection", "true"),
            ("network", "a section"),
        ]
    ]


def test_without_an_existing_one_a_network_is_asked_for_as_ever(stack_config):
    config = stack_config("dev")
    del config["database"]["network"]
    assert problems(config) == [
        "database.network: missing, want where the database lives, a new VPC or an existing one; only of a new cluster"
    ]


def test_an_instance_has_no_data_api(attached):
    assert problems(attached(existing=("instanceIdentifier", "shop-1"), sql="dataApi")) == [
        "database.sql: got 'dataApi', want iam, master or script (an RDS instance has no Data API)"
    ]
    assert settings.parse(attached(sql="dataApi")).database.sql == "dataApi"


def test_a_pipeline_is_neither_the_master_nor_the_administrator(stack_config):
    config = stack_config("dev")
    config["pipelines"][0]["user"] = "rpcn_administrator"
    config["database"]["sql"] = "master"
    assert settings.parse(config).pipelines[0].user == "rpcn_administrator"
    config["database"]["sql"] = "iam"
    assert problems(config) == [
        "pipelines[0].user: got 'rpcn_administrator', want another user than the administrator (it may make roles)"
    ]


def test_where_no_sql_is_run_there_is_no_bootstrap_script(stack_config, ca_bundle):
    config = stack_config("dev")
    config["database"]["sql"] = "script"
    config["pipelines"][0]["bootstrapSql"] = str(ca_bundle)
    assert problems(config) == [
        f"pipelines[0].bootstrapSql: got {str(ca_bundle)!r}, want none (with database.sql: script no SQL is run)"
    ]


def test_who_runs_the_sql_is_one_of_four(stack_config):
    config = stack_config("dev")
    config["database"]["sql"] = "psql"
    assert problems(config) == [
        "database.sql: got 'psql', want iam, dataApi, master or script: who makes the users and publications in the "
        "database"
    ]


def test_who_says_nothing_has_no_password_in_the_program(stack_config):
    config = stack_config("dev")
    assert "sql" not in config["database"]
    assert settings.parse(config).database.sql == "iam"
