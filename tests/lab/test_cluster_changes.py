"""What RDS does to a cluster and moto forgets: seen by boto3, and by the gate."""

import pytest

from lab.cloud.accounts import Accounts
from lab.cloud.administrators import administrator_key
from lab.cloud.issuer import Issuer
from lab.cloud.server import AwsServer
from lab.paths import LabPaths
from tests.lab.cloud_world import DATABASE, REGION, Key, World


@pytest.fixture(scope="module")
def ports():
    return []


@pytest.fixture(scope="module")
def rds(tmp_path_factory, ports):
    directory = tmp_path_factory.mktemp("lab")
    accounts, issuer = Accounts(), Issuer(directory)
    server = AwsServer(accounts, issuer, LabPaths(directory), print, ports.append)
    server.start()
    made = administrator_key(DATABASE, REGION)
    key = Key(access_key_id=made.access_key_id, secret_access_key=made.secret_access_key)
    world = World(server=server, accounts=accounts, issuer=issuer, log=[], administrators={DATABASE: key})
    client = world.client(key, "rds")
    client.create_db_cluster(
        DBClusterIdentifier="changing",
        Engine="aurora-postgresql",
        EngineMode="provisioned",
        MasterUsername="boss",
        MasterUserPassword="not-a-secret",
        Port=15432,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql"],
    )
    yield client
    server.stop()


def changed(rds, **wanted):
    rds.modify_db_cluster(DBClusterIdentifier="changing", ApplyImmediately=True, **wanted)
    return rds.describe_db_clusters(DBClusterIdentifier="changing")["DBClusters"][0]


@pytest.mark.parametrize("wanted", [False, True])
def test_login_by_token_is_turned_off_and_on_again(rds, wanted):
    assert changed(rds, EnableIAMDatabaseAuthentication=wanted)["IAMDatabaseAuthenticationEnabled"] is wanted


def test_log_exports_come_and_go(rds):
    wanted = {"EnableLogTypes": ["instance", "iam-db-auth-error"], "DisableLogTypes": ["postgresql"]}
    found = changed(rds, CloudwatchLogsExportConfiguration=wanted)["EnabledCloudwatchLogsExports"]
    assert sorted(found) == ["iam-db-auth-error", "instance"]


def test_whoever_listens_for_logins_hears_of_every_port(rds, ports):
    assert changed(rds, Port=15433)["Port"] == 15433
    assert ports == [15432, 15433]
