"""Preview, up, refresh and destroy of a small program by the real engine, over the lab's provider servers."""

import json

import pytest

from lab.backends.backend import LabError
from tests.lab.engine_world import engine_world

PROGRAM = """
from tests.lab.written_file import WrittenFile

role = aws.iam.Role("role", assume_role_policy=TRUST, description=config.get("description"), opts=in_database)
aws.iam.Role("other", assume_role_policy=TRUST, opts=in_redpanda)
document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get", "Resource": "*"}]}
aws.iam.RolePolicy("policy", role=role.name, policy=json.dumps(document), opts=in_database)
password = pulumi_random.RandomPassword("password", length=config.get_int("length") or 20, opts=in_random)
found = redpanda.get_cluster_output(id="clxyz", opts=pulumi.InvokeOptions(provider=cloud))
redpanda.Topic(
    "topic",
    name="orders",
    cluster_api_url=found.cluster_api_url,
    allow_deletion=True,
    partition_count=config.get_int("partitions") or 1,
    opts=in_cloud,
)

WrittenFile("file", config.require("file"), config.get("text") or "first")
WrittenFile("secret", config.require("secret"), password.result)
pulumi.export("role", role.arn)
"""
MADE = {"role", "other", "policy", "password", "topic", "file", "secret"}
PROVIDERS = {"database-account", "redpanda-account", "redpanda-cloud", "random", "default", "demo-lab"}

HEARS_SETTINGS = {"default": ["update"]}
"""The provider of dynamic resources: the engine hands it the whole configuration."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with engine_world(tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture(scope="module")
def file(world):
    return world.directory / "written"


@pytest.fixture(scope="module")
def secret(world):
    """Where the program has the generated password written to."""
    return world.directory / "secret"


@pytest.fixture
def stack(world, file, secret):
    """The program with these settings."""
    return lambda **config: world.stack(PROGRAM, file=str(file), secret=str(secret), **config)


@pytest.fixture(scope="module")
def roles(world):
    """Names of the roles in each account."""

    def names():
        return [
            {role["RoleName"] for role in account.client("iam").list_roles()["Roles"]}
            for account in (world.accounts.database(), world.accounts.redpanda())
        ]

    return names


def test_a_first_preview_shows_everything_and_makes_nothing(world, stack, roles, file):
    assert set(world.changes(stack().preview)) == MADE | PROVIDERS
    assert roles() == [set(), set()]
    assert world.cluster.store.read("topics") == {}
    assert not file.exists()


def test_up_makes_each_thing_in_the_account_of_its_provider(world, stack, roles, file):
    exports = stack().up(world.told)
    (role,), (other,) = roles()
    assert role.startswith("role-")
    assert other.startswith("other-")
    assert world.cluster.store.read("topics")["orders"]["partitionCount"] == 1
    assert file.read_text() == "first"
    assert exports == {"role": f"arn:aws:iam::{world.accounts.database_account}:role/{role}"}


def test_a_generated_password_is_nowhere_in_clear(world, secret):
    password = secret.read_text()
    assert len(password) == 20
    assert world.holding(password) == []
    assert world.holding("orders") != []


@pytest.mark.parametrize("options", [{}, {"refresh": True}], ids=["preview", "preview --refresh"])
def test_a_second_preview_changes_nothing(world, stack, options):
    assert world.changes(stack().preview, **options) == {}


def test_a_refresh_of_what_nobody_touched_changes_nothing(world, stack):
    assert world.changes(stack().refresh) == {}
    assert world.changes(stack().preview) == {}


def test_what_can_change_in_place_does(world, stack, roles, file):
    changed = stack(description="new", partitions=3, text="second")
    assert world.changes(changed.up) == HEARS_SETTINGS | {name: ["update"] for name in ("role", "topic", "file")}
    ((role,), _) = roles()
    assert world.accounts.database().client("iam").get_role(RoleName=role)["Role"]["Description"] == "new"
    assert world.cluster.store.read("topics")["orders"]["partitionCount"] == 3
    assert file.read_text() == "second"


def test_what_cannot_makes_another(world, stack, secret):
    changed = stack(description="new", partitions=3, text="second", length=24)
    assert world.changes(changed.up) == HEARS_SETTINGS | {
        "password": ["create-replacement", "replace", "delete-replaced"],
        "secret": ["update"],
    }
    assert len(secret.read_text()) == 24


def test_what_was_changed_by_hand_is_shown_and_repaired(world, stack, roles):
    settled = stack(description="new", partitions=3, text="second", length=24)
    ((role,), (other,)) = roles()
    world.accounts.database().client("iam").update_role(RoleName=role, Description="by hand")
    world.accounts.redpanda().client("iam").delete_role(RoleName=other)
    assert world.changes(settled.preview, refresh=True) == {"role": ["update"], "other": ["create"]}
    settled.up(world.told, refresh=True)
    assert world.accounts.database().client("iam").get_role(RoleName=role)["Role"]["Description"] == "new"
    assert world.changes(settled.preview, refresh=True) == {}


def test_destroy_leaves_nothing(world, stack, roles, file):
    assert set(world.changes(stack().destroy)) == MADE | PROVIDERS
    assert roles() == [set(), set()]
    assert world.cluster.store.read("topics") == {}
    assert not file.exists()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            'aws.iam.Role("role", assume_role_policy=TRUST)',
            "Default provider for 'aws' disabled. 'urn:pulumi:lab::demo::aws:iam/role:Role::role' must use an explicit",
        ),
        (
            'aws.iam.Role("r", assume_role_policy=TRUST, opts=ResourceOptions(provider=aws.Provider('
            '"swapped", profile="redpanda", region="us-east-1", allowed_account_ids=["123456789012"])))',
            "AWS account ID not allowed: ",
        ),
        (
            'redpanda.Topic("t", name="or ders", cluster_api_url="https://x", opts=in_cloud)',
            "redpanda:index/topic:Topic resource 't' has a problem: name: got 'or ders', want 1 to 249 characters",
        ),
    ],
    ids=["no provider", "swapped profiles", "a name the API refuses"],
)
def test_what_can_be_refused_before_anything_is_made_is_refused_at_preview(world, body, why):
    with pytest.raises(LabError) as refusal:
        world.stack(body).preview(world.told)
    assert why in str(refusal.value)


def test_a_service_that_refuses_leaves_what_was_made_and_the_next_up_makes_the_rest(world, roles):
    body = """
role = aws.iam.Role("role", assume_role_policy=TRUST, opts=in_database)
aws.iam.Role("late", assume_role_policy=config.get("trust") or TRUST, opts=ResourceOptions.merge(
    in_database, ResourceOptions(depends_on=role)))
"""
    with pytest.raises(LabError, match="MalformedPolicyDocument"):
        world.stack(body, trust=json.dumps({"Version": "2012-10-17"})).up(world.told)
    assert len(roles()[0]) == 1
    assert world.changes(world.stack(body).up)["late"] == ["create"]
    world.stack(body).destroy(world.told)
    assert roles() == [set(), set()]


def test_an_export_that_is_secret_is_named(world):
    body = 'pulumi.export("found", pulumi.Output.secret("hidden"))'
    with pytest.raises(LabError, match="export 'found': got a secret, want a value that may be shown"):
        world.stack(body).up(world.told)
    world.stack(body).destroy(world.told)


def test_a_listener_that_fails_does_not_stop_the_engine(world):
    def told(event):
        raise BrokenPipeError("head has seen enough")

    with pytest.raises(BrokenPipeError):
        world.stack('pulumi.export("it", 1)').up(told)
    assert world.stack('pulumi.export("it", 1)').up(world.told) == {"it": 1}
    world.stack("").destroy(world.told)


def test_a_program_learns_all_keys_of_its_configuration_as_from_pulumis_own_host(world):
    body = """
from pulumi.runtime import get_config_env
pulumi.export("keys", sorted(get_config_env()))
"""
    keys = world.stack(body, one=[], two={"a": 1}).up(world.told)["keys"]
    assert {"demo:one", "demo:two"} <= set(keys)
    world.stack("").destroy(world.told)
