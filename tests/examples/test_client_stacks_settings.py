import pytest

import settings
from ec2_client.settings import Ec2ClientSettings

OTHER = {
    "resourceId": "db-ABC",
    "endpoint": "reports.c9akciq32.us-east-2.rds.amazonaws.com",
    "name": "reports",
    "users": ["reader"],
}


@pytest.fixture
def config(ca_bundle):
    return {
        "application": {
            "accountId": "111111111111",
            "profile": "application",
            "region": "us-east-2",
            "sourceCidrs": ["198.51.100.20/32"],
        },
        "database": {
            "accountId": "222222222222",
            "profile": "database",
            "region": "us-east-2",
            "name": "shop",
            "caBundle": str(ca_bundle),
            "network": {"exposure": "public", "availabilityZones": ["us-east-2a", "us-east-2b"]},
        },
        "trust": {"externalId": "shop-client"},
        "client": {"users": ["app_reader", "app_writer"]},
    }


def problems(config):
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse_as(Ec2ClientSettings, config)
    return [line.strip() for line in str(refusal.value).splitlines()]


def test_a_whole_stack_file_is_read(config):
    parsed = settings.parse_as(Ec2ClientSettings, config)
    assert parsed.client.role_name == "aurora-ec2-client"
    assert parsed.client.users == ["app_reader", "app_writer"]


def test_every_section_tells_its_problems_at_once(config):
    config["application"]["accountId"] = "1111"
    config["client"]["existingDatabases"] = [OTHER | {"resourceId": "my-instance"}]
    del config["trust"]["externalId"]
    config["extra"] = 1
    assert [line.split(":")[0] for line in problems(config)] == [
        "application.accountId",
        "trust.externalId",
        "client.existingDatabases[0].resourceId",
        "extra",
    ]


def test_another_database_listens_where_postgresql_does_unless_told(config):
    config["client"]["existingDatabases"] = [OTHER]
    (other,) = settings.parse_as(Ec2ClientSettings, config).client.existing_databases
    assert (other.endpoint, other.port, other.name) == (OTHER["endpoint"], 5432, "reports")


@pytest.mark.parametrize(
    ("others", "line"),
    [
        (
            [{key: value for key, value in OTHER.items() if key != "endpoint"}],
            "client.existingDatabases[0].endpoint: missing, want the name it is reached by",
        ),
        (
            [OTHER | {"endpoint": "reports.internal.example"}],
            "client.existingDatabases[0].endpoint: got 'reports.internal.example', want ",
        ),
        ([OTHER | {"port": 80}], "client.existingDatabases[0].port: got 80, want a port from 1150 to 65535"),
        (
            [{key: value for key, value in OTHER.items() if key != "name"}],
            "client.existingDatabases[0].name: missing, want the name of the database",
        ),
        ([OTHER, OTHER | {"name": "sales"}], "client.existingDatabases[1].resourceId: got 'db-ABC' again, want each "),
        (
            [OTHER | {"endpoint": "reports.c9akciq32.eu-west-1.rds.amazonaws.com"}],
            "client.existingDatabases[0].endpoint: got 'reports.c9akciq32.eu-west-1.rds.amazonaws.com', want an "
            "endpoint in us-east-2",
        ),
    ],
)
def test_another_database_is_one_that_a_token_can_be_signed_for(config, others, line):
    config["client"]["existingDatabases"] = others
    (told,) = problems(config)
    assert told.startswith(line)


@pytest.mark.parametrize("section", ["application", "database", "trust", "client"])
def test_a_missing_section_is_named(config, section):
    del config[section]
    assert problems(config)[0].startswith(f"{section}: missing, want a section")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            lambda c: c["database"].update(accountId="111111111111"),
            "database.accountId: got '111111111111', want another",
        ),
        (lambda c: c["application"].update(sourceCidrs=[]), "application.sourceCidrs: got none, want the networks"),
        (
            lambda c: c["application"].update(sourceCidrs=["203.0.112.0/23"]),
            "application.sourceCidrs: got '203.0.112.0/23', want a prefix of /24 or longer (the database is public)",
        ),
        (lambda c: c["client"].update(users=["postgres"]), "client.users: got 'postgres', want other users than the"),
        (lambda c: c["client"].update(users=["a", "a"]), "client.users: got ['a', 'a'], want each user once"),
        (
            lambda c: c["database"]["network"].update(availabilityZones=["eu-west-1a", "eu-west-1b"]),
            "database.network.availabilityZones: got ['eu-west-1a', 'eu-west-1b'], want zones of us-east-2",
        ),
    ],
)
def test_what_sections_get_wrong_together_names_its_key(config, change, line):
    change(config)
    (told,) = problems(config)
    assert told.startswith(line)


def test_two_problems_across_sections_are_two_lines(config):
    config["database"]["accountId"] = "111111111111"
    config["application"]["sourceCidrs"] = []
    assert len(problems(config)) == 2


def test_a_section_that_is_no_mapping_is_named(config):
    config["client"] = "reader"
    assert problems(config) == ["client: got 'reader', want a section with the instance's role and its database users"]
