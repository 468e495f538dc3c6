import pulumi
import pytest

from ec2_client.instance_shell import PROFILE
from tests.stack_output import asked_for, printed

CLUSTER_USER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/shop_reader"
OTHER = "db-ABCDEFGHIJKL01234"


@pytest.fixture
def dev(run_example):
    return run_example("ec2-client", "dev")


def test_each_account_gets_only_what_belongs_there(dev):
    assert {name: dev.provider_names()[name] for name in dev.types()} == {
        "client-security-group": "database-account",
        "client-from-10.20.0.0-20": "database-account",
        "client-from-10.30.8.0-24": "database-account",
        "client-parameters": "database-account",
        "client-subnets": "database-account",
        "client-cluster": "database-account",
        "client-writer": "database-account",
        "client-role": "database-account",
        "client-database-login": "database-account",
        "client-final-snapshot": "random",
        "instance-role": "application-account",
        "instance-assume": "application-account",
        "instance-profile": "application-account",
        "shop_reader-role": "database-master",
        "shop_reader-connect": "database-master",
        "shop_writer-role": "database-master",
        "shop_writer-connect": "database-master",
    }


def test_one_role_logs_in_as_the_users_of_the_cluster_and_of_the_other_instance(dev):
    (statement,) = dev.inputs("client-database-login")["policy"]["Statement"]
    assert statement == {
        "Sid": "LogInAsDatabaseUsers",
        "Effect": "Allow",
        "Action": "rds-db:connect",
        "Resource": [
            CLUSTER_USER,
            "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/shop_writer",
            f"arn:aws:rds-db:us-east-2:222222222222:dbuser:{OTHER}/shop_reader",
        ],
    }


def test_trust_and_caller_both_ask_for_the_external_id(dev):
    (trust,) = dev.inputs("client-role")["assumeRolePolicy"]["Statement"]
    assert trust["Principal"] == {"AWS": "arn:aws:iam::111111111111:root"}
    assert trust["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/shop-client"},
        "StringEquals": {"sts:ExternalId": "shop-client-dev"},
    }
    assert "tags" not in dev.inputs("client-role")
    (caller,) = dev.inputs("instance-assume")["policy"]["Statement"]
    assert caller["Condition"] == {"StringEquals": {"sts:ExternalId": "shop-client-dev"}}
    assert caller["Resource"] == ["arn:aws:iam::222222222222:role/client-role"]


def test_the_cluster_does_not_replicate(dev):
    (parameter,) = dev.inputs("client-parameters")["parameters"]
    assert parameter["name"] == "rds.force_ssl"


def test_users_log_in_by_iam_only_and_are_granted_one_after_the_other(dev):
    assert dev.inputs("shop_reader-role") == {
        "name": "shop_reader",
        "login": True,
        "roles": ["rds_iam"],
        "skipReassignOwned": True,
    }
    assert dev.inputs("shop_writer-connect")["privileges"] == ["CONNECT"]
    order = [args.name for args in dev.seen]
    assert order.index("shop_reader-connect") < order.index("shop_writer-role")


def test_what_the_readme_has_printed_is_a_command_that_asks_for_no_password(dev):
    (arguments,) = (arguments for arguments in asked_for("ec2-client") if arguments != ["instance_profile_name"])
    command = printed(dev.outputs, arguments)
    assert command.startswith(
        f"aws configure set role_arn arn:aws:iam::222222222222:role/client-role --profile {PROFILE} && aws "
    )
    assert command.endswith(
        ' && PGPASSWORD="$token" psql \'host=client-cluster.cluster-x.us-east-2.rds.amazonaws.com port=5432 '
        "dbname=shop user=shop_reader sslmode=verify-full sslrootcert=/etc/ssl/certs/rds-bundle.pem'"
    )


def test_each_user_has_a_command(dev):
    assert {name for name in dev.outputs if name.startswith("login_as_")} == {
        "login_as_shop_reader",
        "login_as_shop_writer",
        f"login_as_shop_reader_at_{OTHER}",
    }
    assert " user=shop_writer " in dev.outputs["login_as_shop_writer"]


def test_the_other_databases_user_logs_in_there_through_the_same_role(dev):
    here = dev.outputs["login_as_shop_reader"]
    assert dev.outputs[f"login_as_shop_reader_at_{OTHER}"] == here.replace(
        "client-cluster.cluster-x.us-east-2.rds.amazonaws.com", "reports.c9akciq32.us-east-2.rds.amazonaws.com"
    ).replace("5432", "5433").replace("dbname=shop ", "dbname=reports ")


def test_the_chain_tells_the_way_in(dev):
    chain = dev.outputs["chain"]
    assert chain["kind"] == "aurora-postgresql-client"
    assert chain["application"] == {
        "workload": "ec2-instance",
        "role_arn": "arn:aws:iam::111111111111:role/instance-role",
        "instance_profile_name": "shop-client",
        "assume_policy_name": "instance-assume",
        "account_id": "111111111111",
        "profile": "application",
        "region": "us-east-2",
        "source_cidrs": ["10.20.0.0/20"],
    }
    assert [entry["user"] for entry in chain["users"]] == ["shop_reader", "shop_writer"]
    assert chain["users"][0] == {"user": "shop_reader", "dbuser_arns": [CLUSTER_USER]}
    assert chain["trust"]["external_id"] == "shop-client-dev"


def test_a_wrong_stack_file_makes_nothing(run_example):
    with pytest.raises(pulumi.RunError, match=r"client\.users: got \[\], want a list of the database users"):
        run_example("ec2-client", "dev", change=lambda sections: sections["client"].update(users=[]))
