"""The whole program on mocks: a database that exists, and each way to run the SQL."""

import pytest

SECRET = "4dabf18193072939515e22adb298388d"  # how the engine marks a secret
NEW_CLUSTER = ("engineVersion", "minAcu", "maxAcu", "network")
BY_POD = '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"}]}'
LOOK_UPS = {
    "redpanda:index/getCluster:getCluster": {"id": "c", "clusterApiUrl": "https://api-x.example"},
    "aws:iam/getRole:getRole": {"assumeRolePolicy": BY_POD, "permissionsBoundary": ""},
    "aws:rds/getCluster:getCluster": {
        "arn": "arn:aws:rds:us-east-2:222222222222:cluster:shop",
        "endpoint": "shop.cluster-x.us-east-2.rds.amazonaws.com",
        "clusterResourceId": "cluster-ABC",
        "dbClusterParameterGroupName": "shop-parameters",
        "masterUserSecrets": [],
    },
    "aws:rds/getInstance:getInstance": {
        "dbInstanceArn": "arn:aws:rds:us-east-2:222222222222:db:shop",
        "address": "shop.x.us-east-2.rds.amazonaws.com",
        "resourceId": "db-ABC",
        "dbParameterGroups": ["shop-parameters"],
        "masterUserSecrets": [{"secretArn": "arn:managed"}],
    },
}
PASSWORD = {"aws:secretsmanager/getSecretVersion:getSecretVersion": {"secretString": '{"password": "the-password"}'}}


@pytest.fixture
def run(stack_config, run_main):
    """One run of the dev stack with `database.sql`, on a database that exists if asked: engine and exports."""

    def program(sql, existing=None, preview=False, answers=LOOK_UPS):
        config = stack_config("dev")
        database = config["database"]
        if existing:
            database = {key: value for key, value in database.items() if key not in NEW_CLUSTER}
            database["existing"] = existing
        config["database"] = database | {"sql": sql}
        config["pipelines"][0].pop("bootstrapSql", None)
        return run_main(config, answers, preview)

    return program


CLUSTER = {"clusterIdentifier": "shop"}
INSTANCE = {"instanceIdentifier": "shop"}


def in_database(engine):
    """What is made in PostgreSQL, by its provider's package or by a dynamic resource."""
    kinds = {name: kind for name, kind in engine.types().items() if kind.startswith(("postgresql:", "pulumi-python:"))}
    return {name: kind.rpartition(":")[2] for name, kind in kinds.items()}


PROVIDED = {
    "orders-role": "Role",
    "orders-connect": "Grant",
    "orders-usage": "Grant",
    "orders-select": "Grant",
    "orders-publication": "Publication",
    "orders-slot": "SqlScript",
}


def test_an_administrator_is_made_over_the_data_api_and_no_password_is_read(run):
    engine = run("iam")  # a look-up of the secret would be refused
    assert in_database(engine) == {
        "cdc-administrator": "DatabaseAdministrator",
        "orders-objects": "CdcDatabaseObjects",
    }
    assert engine.inputs("cdc-cluster")["enableHttpEndpoint"] is True
    login = {key: value for key, value in engine.inputs("orders-objects")["login"].items() if key != "ca_bundle"}
    assert login == {
        "host": "cdc-cluster.cluster-x.us-east-2.rds.amazonaws.com",
        "port": 5432,
        "database": "shop",
        "user": "rpcn_administrator",
        "profile": "database",
        "region": "us-east-2",
    }


def test_over_the_data_api_nothing_is_dialled_and_no_provider_is_made(run):
    engine = run("dataApi")
    assert in_database(engine) == {"orders-objects": "CdcDatabaseObjects"}
    assert not [args for args in engine.seen if args.typ == "pulumi:providers:postgresql"]
    assert engine.inputs("cdc-cluster")["enableHttpEndpoint"] is True


def test_by_hand_the_script_is_an_output_and_the_pipeline_waits_for_the_look(run):
    engine = run("script")
    assert in_database(engine) == {"orders-objects": "ScriptedObjects"}
    assert 'CREATE ROLE "cdc_orders" LOGIN' in engine.outputs["sql"]["orders"]
    assert "orders-objects" in engine.waits_for("orders-pipeline")
    assert engine.inputs("orders-objects")["file"] == "build/sql/test/orders.sql"


@pytest.mark.parametrize("sql", ["iam", "dataApi", "script"])
@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_only_with_the_master_is_there_a_password(run, sql, preview):
    for engine in (run(sql, preview=preview), run(sql, existing=CLUSTER | {"secretArn": ARN}, preview=preview)):
        database = [args for args in engine.seen if "postgresql" in args.typ or "pulumi-python" in args.typ]
        assert database
        given = {(args.name, key): value for args in database for key, value in args.inputs.items()}
        own = {place: value for place, value in given.items() if place[1] != "__provider"}  # Pulumi's, always secret
        assert not [place for place, value in own.items() if SECRET in str(value) or "password" in place[1]]


ARN = "arn:aws:secretsmanager:us-east-2:222222222222:secret:shop"


@pytest.mark.parametrize("sql", ["iam", "dataApi", "script", "master"])
@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_a_database_that_exists_is_never_managed(run, sql, preview):
    engine = run(sql, existing=CLUSTER | {"secretArn": ARN}, preview=preview, answers=LOOK_UPS | PASSWORD)
    made = set(engine.types().values())
    assert not {kind for kind in made if kind.startswith(("aws:rds", "aws:ec2", "aws:vpc"))}
    assert in_database(engine)["cdc-preconditions"] == "DatabasePreconditions"
    assert "cdc-administrator" not in engine.types()


def test_one_ingress_rule_for_each_source_on_the_group_that_is_named(run):
    engine = run("iam", existing=CLUSTER | {"ingressSecurityGroupId": "sg-0a"})
    rules = {name: engine.inputs(name) for name, kind in engine.types().items() if kind.startswith("aws:vpc")}
    assert {rule["securityGroupId"] for rule in rules.values()} == {"sg-0a"}
    assert {rule["cidrIpv4"] for rule in rules.values()} == {"203.0.113.24/32", "198.51.100.17/32"}
    assert engine.outputs["chain"]["database"]["security_group_id"] == "sg-0a"


@pytest.mark.parametrize(("existing", "resource_id"), [(CLUSTER, "cluster-ABC"), (INSTANCE, "db-ABC")])
def test_the_connect_role_may_log_in_to_the_database_that_was_found(run, existing, resource_id):
    engine = run("iam", existing=existing)
    statement = engine.inputs("cdc-database-login")["policy"]["Statement"][0]
    arn = f"arn:aws:rds-db:us-east-2:222222222222:dbuser:{resource_id}/cdc_orders"
    assert arn in statement["Resource"]
    database = engine.outputs["chain"]["database"]
    assert (database["existing"], database["sql"], database["cluster_identifier"]) == (True, "iam", "shop")
    assert database["endpoint"].startswith("shop.")


def test_the_managed_secret_of_an_instance_is_found(run):
    engine = run("master", existing=INSTANCE, answers=LOOK_UPS | PASSWORD)
    assert in_database(engine) == PROVIDED | {"cdc-preconditions": "DatabasePreconditions"}
    assert engine.inputs("orders-slot")["secret_arn"] == "arn:managed"
