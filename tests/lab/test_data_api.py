"""SQL without a network path: the Data API, as boto3 asks it, over a cluster's own PostgreSQL."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.paths import LabPaths
from lab.services.postgres import PostgresServer
from tests.lab.cloud_world import DATABASE, REDPANDA, error_of, running_world

PASSWORD = "of-the-master"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def world(directory):
    with running_world(directory) as world:
        yield world


@pytest.fixture(scope="module")
def server(directory):
    server = PostgresServer(LabPaths(directory).databases / "shop")
    server.initialise()
    server.start({})
    server.create_master("postgres", PASSWORD, "shop")
    yield server
    server.remove()


class Shop:
    """A cluster, its master's secret, and a caller."""

    def __init__(self, world):
        self.world = world
        self.administrator = world.administrators[DATABASE]
        self.rds = world.client(self.administrator, "rds")
        secrets = world.client(self.administrator, "secretsmanager")
        login = {"username": "postgres", "password": PASSWORD}
        self.secret_arn = secrets.create_secret(Name="master", SecretString=json.dumps(login))["ARN"]
        self.cluster_arn = self.rds.create_db_cluster(
            DBClusterIdentifier="shop",
            Engine="aurora-postgresql",
            EngineMode="provisioned",
            DatabaseName="shop",
            MasterUsername="postgres",
            MasterUserPassword=PASSWORD,
            EnableHttpEndpoint=True,
        )["DBCluster"]["DBClusterArn"]

    def enabled(self):
        return self.rds.describe_db_clusters(DBClusterIdentifier="shop")["DBClusters"][0]["HttpEndpointEnabled"]

    def execute(self, sql, key=None, **more):
        client = self.world.client(key or self.administrator, "rds-data")
        asked = {"resourceArn": self.cluster_arn, "secretArn": self.secret_arn, "database": "shop", "sql": sql}
        return client.execute_statement(**asked | more)

    def refusal(self, sql, key=None, **more):
        with pytest.raises(ClientError) as refused:
            self.execute(sql, key, **more)
        return error_of(refused.value)

    def session_allowed(self, *actions):
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [*actions], "Resource": "*"}]}
        trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{DATABASE}:root"}, "Action": "sts:AssumeRole"}
        document = {"Version": "2012-10-17", "Statement": [trust]}
        return self.world.session_of(self.world.role(DATABASE, document, policy=policy))


@pytest.fixture(scope="module")
def shop(world, server):
    return Shop(world)


def test_sql_runs_as_the_user_of_the_secret(shop):
    answer = shop.execute(
        "SELECT current_user::text, 7, true, NULL, 1.5::float8, ARRAY['a']", includeResultMetadata=True
    )
    assert answer["records"] == [
        [
            {"stringValue": "postgres"},
            {"longValue": 7},
            {"booleanValue": True},
            {"isNull": True},
            {"doubleValue": 1.5},
            {"arrayValue": {"stringValues": ["a"]}},
        ]
    ]
    assert [column["name"] for column in answer["columnMetadata"]][:1] == ["current_user"]


def test_a_parameter_is_a_value_and_never_sql(shop):
    text = "'; DROP TABLE x; --"
    given = [{"name": "text", "value": {"stringValue": text}}]
    assert shop.execute("SELECT :text::text || '%'", parameters=given)["records"] == [[{"stringValue": f"{text}%"}]]


def test_what_is_changed_stays_changed(shop):
    shop.execute("CREATE TABLE kept (x int)")
    assert shop.execute("INSERT INTO kept VALUES (1), (2)")["numberOfRecordsUpdated"] == 2
    assert shop.execute("SELECT count(*) AS n FROM kept", formatRecordsAs="JSON")["formattedRecords"] == '[{"n": 2}]'


def test_what_postgresql_refuses_is_told_with_its_state(shop):
    code, message = shop.refusal("SELECT * FROM nothing_there")
    assert code == "DatabaseErrorException"
    assert message.startswith('ERROR: relation "nothing_there" does not exist')
    assert message.endswith("; SQLState: 42P01")


@pytest.mark.parametrize(
    ("allowed", "lacking"),
    [
        (["secretsmanager:GetSecretValue"], "rds-data:ExecuteStatement"),
        (["rds-data:ExecuteStatement"], "secretsmanager:GetSecretValue"),
    ],
)
def test_the_caller_needs_the_right_to_both(shop, allowed, lacking):
    code, message = shop.refusal("SELECT 1", shop.session_allowed(*allowed))
    assert code == "AccessDeniedException"
    assert f"is not authorized to perform: {lacking} on resource: arn:aws:" in message


def test_with_both_rights_it_is_let_in(shop):
    key = shop.session_allowed("secretsmanager:GetSecretValue", "rds-data:ExecuteStatement")
    assert shop.execute("SELECT 1", key)["records"] == [[{"longValue": 1}]]


def test_another_account_is_not_let_in(shop):
    assert shop.refusal("SELECT 1", shop.world.administrators[REDPANDA])[0] == "DatabaseNotFoundException"


def test_a_cluster_without_its_http_endpoint_refuses_and_can_be_given_one(shop):
    assert shop.enabled()
    shop.rds.disable_http_endpoint(ResourceArn=shop.cluster_arn)
    assert not shop.enabled()
    assert shop.refusal("SELECT 1")[0] == "HttpEndpointNotEnabledException"
    shop.rds.modify_db_cluster(DBClusterIdentifier="shop", EnableHttpEndpoint=True)
    assert shop.enabled()
    shop.rds.disable_http_endpoint(ResourceArn=shop.cluster_arn)
    shop.rds.enable_http_endpoint(ResourceArn=shop.cluster_arn)
    assert shop.execute("SELECT 1")["records"]


def test_a_master_who_became_a_member_of_rds_iam_has_no_way_in_by_its_password(shop, server):
    with server.superuser_connection() as connection:
        connection.execute("GRANT rds_iam TO postgres WITH INHERIT TRUE")
        try:
            assert "PAM authentication failed" in shop.refusal("SELECT 1")[1]
        finally:
            connection.execute("GRANT rds_iam TO postgres WITH INHERIT FALSE")


def test_a_wrong_password_and_an_unknown_secret_are_refused(shop):
    secrets = shop.world.client(shop.administrator, "secretsmanager")
    wrong = secrets.create_secret(
        Name="wrong", SecretString=json.dumps({"username": "postgres", "password": "not-the-password"})
    )["ARN"]
    code, message = shop.refusal("SELECT 1", secretArn=wrong)
    assert code == "DatabaseErrorException"
    assert "password authentication failed" in message
    assert "not-the-password" not in message
    assert shop.refusal("SELECT 1", secretArn=f"{shop.secret_arn}-x")[0] == "SecretsErrorException"
