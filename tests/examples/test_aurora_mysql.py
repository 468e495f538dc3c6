import pulumi
import pytest
import yaml

from components.checkpoint_topic import CheckpointTopic
from components.cross_account_connect_role import CrossAccountConnectRole
from components.mysql_cdc_user import MysqlCdcUser
from components.rpcn_assume_policy import RpcnAssumePolicy
from tests.conftest import plain

SECRET = "4dabf18193072939515e22adb298388d"  # how the engine marks a secret
ENDPOINT = "cdc-cluster.cluster-x.us-east-2.rds.amazonaws.com"
CONNECT_ROLE = "arn:aws:iam::222222222222:role/cdc-role"


@pytest.fixture
def dev(run_example):
    return run_example("aurora-mysql", "dev")


def pipeline_config(engine):
    return yaml.safe_load(engine.inputs("orders-pipeline")["configYaml"])


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_each_account_gets_only_what_belongs_there(run_example, preview):
    assert run_example("aurora-mysql", "dev", preview).provider_names() == {
        **dict.fromkeys(
            [
                "cdc-vpc",
                "cdc-route-table",
                "cdc-internet-gateway",
                "cdc-internet-route",
                "cdc-subnet-us-east-2a",
                "cdc-subnet-us-east-2b",
                "cdc-route-us-east-2a",
                "cdc-route-us-east-2b",
                "cdc-security-group",
                "cdc-from-198.51.100.17-32",
                "cdc-from-203.0.113.24-32",
                "cdc-parameters",
                "cdc-subnets",
                "cdc-cluster",
                "cdc-writer",
                "cdc-role",
                "cdc-database-login",
            ],
            "database-account",
        ),
        "cdc-assume": "redpanda-account",
        **dict.fromkeys(["orders-login", "orders-read", "orders-replicate"], "database-master"),
        **dict.fromkeys(
            [
                "orders-topic",
                "orders-dead-letter-topic",
                "orders-checkpoint-topic",
                "orders-user",
                "orders-password-secret",
                "orders-pipeline",
                "orders-cluster-idempotent-write",
                "orders-topic-write",
                "orders-topic-describe",
                "orders-dead-letter-topic-write",
                "orders-dead-letter-topic-describe",
                "orders-checkpoint-topic-read",
                "orders-checkpoint-topic-write",
                "orders-checkpoint-topic-describe",
            ],
            "redpanda-cloud",
        ),
        "cdc-final-snapshot": "random",
        "orders-password": "random",
    }


def test_a_first_preview_looks_up_nothing_that_does_not_exist_yet(run_example):
    unanswered = {"aws:secretsmanager/getSecretVersion:getSecretVersion": None}
    assert run_example("aurora-mysql", "dev", preview=True, answers=unanswered).types()


def test_the_cluster_is_mysql_and_writes_rows_to_its_binary_log(dev):
    cluster, writer = dev.inputs("cdc-cluster"), dev.inputs("cdc-writer")
    assert (cluster["engine"], writer["engine"]) == ("aurora-mysql", "aurora-mysql")
    assert (cluster["engineVersion"], cluster["port"]) == ("8.0.mysql_aurora.3.10.4", 3306)
    assert cluster["iamDatabaseAuthenticationEnabled"] is True
    assert cluster["enabledCloudwatchLogsExports"] == ["error", "iam-db-auth-error"]
    group = dev.inputs("cdc-parameters")
    assert (group["family"], group["description"]) == ("aurora-mysql8.0", "Binary log of whole rows")
    assert {p["name"] for p in group["parameters"]} == {
        "binlog_checksum",
        "binlog_format",
        "binlog_row_image",
        "require_secure_transport",
    }
    assert dev.inputs("cdc-security-group")["description"] == "Aurora MySQL: the networks that may connect"


def test_the_roles_are_those_of_postgresql(dev):
    pipeline_role = "arn:aws:iam::111111111111:role/redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline"
    assert dev.inputs("cdc-role")["assumeRolePolicy"]["Statement"] == [
        {
            "Sid": "TrustedRole",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "ArnEquals": {"aws:PrincipalArn": pipeline_role},
                "StringEquals": {"sts:ExternalId": "shop-cdc-dev"},
            },
        }
    ]
    assert dev.inputs("cdc-role")["tags"] == {"redpanda_scope_redpanda_connect": "true"}
    assert dev.inputs("cdc-database-login")["policy"]["Statement"] == [
        {
            "Sid": "LogInAsDatabaseUsers",
            "Effect": "Allow",
            "Action": "rds-db:connect",
            "Resource": ["arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"],
        }
    ]
    assert dev.inputs("cdc-assume")["policy"]["Statement"] == [
        {
            "Sid": "AssumeConnectRoles",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": [CONNECT_ROLE],
            "Condition": {"StringEquals": {"aws:ResourceTag/redpanda_scope_redpanda_connect": "true"}},
        }
    ]


def test_the_master_logs_in_over_verified_tls_and_its_password_is_a_secret(dev):
    (provider,) = [a.inputs for a in dev.seen if a.typ == "pulumi:providers:mysql"]
    assert {key: plain(value) for key, value in provider.items() if key != "proxy"} == {
        "endpoint": f"{ENDPOINT}:3306",
        "username": "dbadmin",
        "password": "master-password",
        "tls": "true",
    }
    assert SECRET in provider["password"]


def test_the_pipeline_reads_mysql_through_the_connect_role(dev):
    config = pipeline_config(dev)
    source = config["input"]["mysql_cdc"]
    assert source["dsn"].startswith(f"cdc_orders:@tcp({ENDPOINT}:3306)/shop?tls=true&")
    assert source["aws"]["endpoint"] == f"{ENDPOINT}:3306"
    assert source["aws"]["roles"] == [{"role": CONNECT_ROLE, "role_external_id": "shop-cdc-dev"}]
    assert config["cache_resources"][0]["redpanda"]["topic"] == dev.inputs("orders-checkpoint-topic")["name"]
    assert dev.inputs("orders-pipeline")["description"] == "Changes of Aurora MySQL to shop.orders"


def test_the_pipeline_waits_for_the_whole_chain_and_for_its_checkpoints(dev):
    waited_for = {type(resource) for resource in dev.options["orders-pipeline"].depends_on}
    assert {RpcnAssumePolicy, CrossAccountConnectRole, MysqlCdcUser, CheckpointTopic} <= waited_for
    order = [args.name for args in dev.seen]
    assert max(map(order.index, ["orders-checkpoint-topic-read", "orders-replicate"])) < order.index("orders-pipeline")


def test_a_snapshot_that_is_not_asked_for_asks_for_no_rights(run_example):
    without = run_example("aurora-mysql", "dev", change=lambda sections: sections["pipeline"].update(snapshot=False))
    assert without.inputs("orders-read")["privileges"] == ["SELECT"]
    assert without.inputs("orders-replicate")["privileges"] == ["REPLICATION CLIENT", "REPLICATION SLAVE"]
    assert pipeline_config(without)["input"]["mysql_cdc"]["stream_snapshot"] is False


def test_the_chain_tells_what_the_position_is_kept_in_and_no_secret(dev):
    chain = dev.outputs["chain"]
    assert chain["kind"] == "aurora-mysql-cdc"
    assert chain["trust"] == {
        "principal": "account",
        "external_id": "shop-cdc-dev",
        "connect_role_arn": CONNECT_ROLE,
    }
    (pipeline,) = chain["pipelines"]
    assert pipeline["checkpoint_topic"] == "shop.orders.checkpoints"
    assert pipeline["dbuser_arn"].endswith("dbuser:cluster-ABC/cdc_orders")
    assert "generated-password" not in str(dev.outputs)


def test_the_binary_log_is_kept_by_a_command_that_verifies_the_server_and_holds_no_password(dev, ca_bundle):
    assert dev.outputs["binlog_retention_command"] == (
        f"mysql --host={ENDPOINT} --port=3306 --user=dbadmin --password --ssl-mode=VERIFY_IDENTITY "
        f"--ssl-ca={ca_bundle} --execute=\"CALL mysql.rds_set_configuration('binlog retention hours', 72);\""
    )


def test_a_wrong_stack_file_makes_nothing(run_example):
    with pytest.raises(pulumi.RunError, match=r"database\.name: got 'my_shop', want \[a-z\]\[a-z0-9\]"):
        run_example("aurora-mysql", "dev", change=lambda sections: sections["database"].update(name="my_shop"))
