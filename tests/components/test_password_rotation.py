import json

import pulumi
import pulumi_aws as aws
import pulumi_postgresql as postgresql
import pulumi_random

from components.password_database_user import PasswordDatabaseUser, PasswordDatabaseUserArgs
from components.password_rotation import PasswordRotation, PasswordRotationArgs
from components.user_secrets import UserSecrets, UserSecretsArgs

SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:shop-reader-secret-AbCdEf"


def made(engine):
    def program():
        account = aws.Provider("database-account", region="us-east-2")
        random = pulumi_random.Provider("random")
        secrets = UserSecrets(
            "shop", UserSecretsArgs(users=["reader"]), pulumi.ResourceOptions(providers=[account, random])
        )
        user = PasswordDatabaseUser(
            "reader",
            PasswordDatabaseUserArgs(database="shop", user="reader", password=secrets.passwords["reader"]),
            pulumi.ResourceOptions(provider=postgresql.Provider("database-master")),
        )
        once_there = pulumi.Output.all(secrets.arns["reader"], user.user).apply(lambda known: str(known[0]))
        args = PasswordRotationArgs(
            secret_arns={"reader": once_there},
            database_host="shop.cluster-x.us-east-2.rds.amazonaws.com",
            database_port=6432,
            database_name="shop",
            database_security_group_id="sg-database",
            region="us-east-2",
            vpc_id="vpc-1",
            subnet_ids=["subnet-1"],
            code=pulumi.AssetArchive({}),
        )
        PasswordRotation("rotation", args, pulumi.ResourceOptions(provider=account))

    engine.run(program)


def test_the_proxys_user_has_a_password_and_is_no_iam_user(engine):
    made(engine)
    role = engine.inputs("reader-role")
    assert role["password"] == "generated-password"
    assert "roles" not in role
    assert engine.options["reader-role"].ignore_changes == ["password"]
    assert engine.inputs("reader-connect")["privileges"] == ["CONNECT"]


def test_the_secret_is_what_rds_proxy_reads_and_later_passwords_are_left_alone(engine):
    made(engine)
    first = engine.inputs("shop-reader-first")
    assert json.loads(first["secretString"]) == {"username": "reader", "password": "generated-password"}
    assert engine.options["shop-reader-first"].ignore_changes == ["secretString", "versionStages"]
    assert engine.provider_names()["shop-reader-password"] == "random"


def test_the_first_version_is_left_to_the_secrets_own_end(engine):
    made(engine)
    assert engine.options["shop-reader-first"].retain_on_delete is True
    assert not engine.options["shop-reader-secret"].retain_on_delete


def test_each_secret_is_rotated_every_30_days_once_the_function_may(engine):
    made(engine)
    rotation = engine.inputs("rotation-reader-rotation")
    assert rotation["rotationRules"] == {"automaticallyAfterDays": 30}
    assert rotation["secretId"] == SECRET
    assert engine.waits_for("rotation-reader-rotation") == {"rotation-reader-call", "rotation-secrets"}
    called = engine.inputs("rotation-reader-call")
    assert (called["principal"], called["sourceArn"]) == ("secretsmanager.amazonaws.com", SECRET)


def test_the_function_gives_new_versions_to_these_secrets_and_reaches_the_database_alone(engine):
    made(engine)
    (statement,) = engine.inputs("rotation-secrets")["policy"]["Statement"]
    assert statement["Resource"] == [SECRET]
    assert "name" not in engine.inputs("rotation-role")
    rules = {name: engine.inputs(name) for name, kind in engine.types().items() if kind.startswith("aws:vpc/")}
    seen = {name: (r["securityGroupId"], r["referencedSecurityGroupId"], r["toPort"]) for name, r in rules.items()}
    assert seen == {
        "rotation-to-database": ("rotation-group-id", "sg-database", 6432),
        "rotation-from-rotation": ("sg-database", "rotation-group-id", 6432),
        "rotation-api-from-function": ("rotation-api-group-id", "rotation-group-id", 443),
        "rotation-to-api": ("rotation-group-id", "rotation-api-group-id", 443),
    }
    told = engine.inputs("rotation-function")["environment"]["variables"]
    assert told == {
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": "https://rotation-api.vpce.amazonaws.com",
        "DATABASE_HOST": "shop.cluster-x.us-east-2.rds.amazonaws.com",
        "DATABASE_PORT": "6432",
        "DATABASE_NAME": "shop",
    }


def test_through_the_endpoint_go_rotations_of_these_secrets_alone(engine):
    made(engine)
    (statement,) = engine.inputs("rotation-api")["policy"]["Statement"]
    assert statement == {
        "Sid": "ItsFunction",
        "Effect": "Allow",
        "Principal": "*",
        "Action": [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ],
        "Resource": [SECRET],
        "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::222222222222:role/rotation-role"}},
    }
