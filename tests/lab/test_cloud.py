"""The cloud as a process: what it writes, how it ends, and the chain through it from a pod's token to a login."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager

import boto3
import botocore.session
import psycopg
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from lab.cloud import byoc
from lab.cloud.issuer import Issuer
from lab.paths import REPOSITORY, LabPaths
from lab.services.postgres import PostgresServer
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, as_key, statement, trust_in

UNSIGNED_CONFIG = Config(signature_version=UNSIGNED)
PROFILES = {"lab-redpanda": REDPANDA, "lab-database": DATABASE}


@contextmanager
def cloud(home, gate_port=0):
    """The process, once it answers or has ended."""
    settings = home / "settings.json"
    accounts = [{"account_id": account, "profile": profile, "region": REGION} for profile, account in PROFILES.items()]
    settings.write_text(json.dumps({"accounts": accounts, "gate_port": gate_port}))
    command = [sys.executable, "-m", "lab.cloud", "--home", str(home), "--settings", str(settings)]
    # Variables that would mislead it, had it listened to them.
    environment = {**os.environ, "MOTO_ACCOUNT_ID": "333333333333", "AWS_PROFILE": "absent", "PGHOSTADDR": "192.0.2.1"}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def said_until_ready(process):
    """The lines up to the gate's, the last one of a start."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("gate: answers"):
            break
    return lines


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def process(home):
    with cloud(home) as process:
        said_until_ready(process)
        yield process


@pytest.fixture(scope="module")
def running(home, process):
    """What it says of itself."""
    return json.loads(LabPaths(home).cloud.read_text())


def session(paths, profile):
    core = botocore.session.Session()
    core.set_config_variable("config_file", str(paths.aws_config))
    core.set_config_variable("credentials_file", str(paths.aws_credentials))
    return boto3.Session(botocore_session=core, profile_name=profile)


def client(running, key, service="sts"):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=running["endpoint_url"],
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
        aws_session_token=key.session_token,
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_leads_into_its_account_and_region(home, running, profile):
    opened = session(LabPaths(home), profile)
    assert opened.client("sts").get_caller_identity()["Account"] == PROFILES[profile]
    assert opened.region_name == REGION


def test_the_keys_are_for_their_owner_alone(home, running):
    for file in (LabPaths(home).aws_config, LabPaths(home).aws_credentials):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_motos_own_api_is_closed(running):
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import urllib.request as u; u.urlopen('{running['endpoint_url']}/moto-api/data.json')",
        ],
        capture_output=True,
        text=True,
    )
    assert "HTTP Error 404" in answer.stderr


def test_a_pods_token_leads_to_a_login_as_the_one_user_it_is_for(home, running):
    paths, issuer = LabPaths(home), Issuer(LabPaths(home).issuer)
    pipeline = byoc.make_pipeline_role(session(paths, "lab-redpanda").client("iam"), "abc", issuer)
    database = session(paths, "lab-database")
    rds = database.client("rds")
    cluster = rds.create_db_cluster(
        DBClusterIdentifier="cdc",
        Engine="aurora-postgresql",
        EngineVersion="17.4",
        MasterUsername="master",
        ManageMasterUserPassword=True,
        EnableIAMDatabaseAuthentication=True,
    )["DBCluster"]
    dbuser = f"arn:aws:rds-db:{REGION}:{DATABASE}:dbuser:{cluster['DbClusterResourceId']}"
    connect = role(
        database, "connect", trust_in(pipeline), statement(Action="rds-db:connect", Resource=f"{dbuser}/cdc")
    )
    assume = statement(Action="sts:AssumeRole", Resource=connect)
    session(paths, "lab-redpanda").client("iam").put_role_policy(
        RoleName=byoc.role_name("abc"), PolicyName="assume", PolicyDocument=json.dumps(assume)
    )
    server = PostgresServer(paths.databases / "cdc")
    server.initialise()
    server.start({})
    try:
        with server.superuser_connection() as connection:
            connection.execute(
                "CREATE ROLE rds_iam; CREATE ROLE cdc LOGIN IN ROLE rds_iam; CREATE ROLE cdc2 LOGIN IN ROLE rds_iam"
            )
        sts = boto3.client("sts", region_name=REGION, endpoint_url=running["endpoint_url"], config=UNSIGNED_CONFIG)
        token = issuer.issue(byoc.SUBJECT)
        pod = as_key(sts.assume_role_with_web_identity(RoleArn=pipeline, RoleSessionName="pod", WebIdentityToken=token))
        key = as_key(client(running, pod).assume_role(RoleArn=connect, RoleSessionName="pod"))
        assert login(paths, running, cluster, key, "cdc") == "cdc"
        with pytest.raises(psycopg.OperationalError, match='PAM authentication failed for user "cdc2"'):
            login(paths, running, cluster, key, "cdc2")
        with pytest.raises(psycopg.OperationalError, match='PAM authentication failed for user "cdc"'):
            login(paths, running, cluster, pod, "cdc")
    finally:
        server.remove()
        shutil.rmtree(paths.runtime)


def role(database, name, trust, policy):
    iam = database.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
    return made


def login(paths, running, cluster, key, user):
    """Who the database says has come in, with a token signed by this key."""
    token = client(running, key, "rds").generate_db_auth_token(cluster["Endpoint"], cluster["Port"], user)
    with psycopg.connect(
        host=cluster["Endpoint"],
        hostaddr="127.0.0.1",
        port=running["gate_port"],
        dbname="postgres",
        user=user,
        password=token,
        sslmode="verify-full",
        sslrootcert=str(paths.ca_bundle),
    ) as connection:
        return connection.execute("SELECT current_user").fetchone()[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_without_a_word(tmp_path, number):
    paths = LabPaths(tmp_path)
    with cloud(tmp_path) as process:
        lines = said_until_ready(process)
        answers = json.loads(paths.cloud.read_text())
        assert answers["pid"] == process.pid
        url = answers["endpoint_url"]
        assert lines == [
            f"aws: account {REDPANDA}, profile 'lab-redpanda', answers at {url}",
            f"aws: account {DATABASE}, profile 'lab-database', answers at {url}",
            f"gate: answers at 127.0.0.1:{answers['gate_port']}",
        ]
        process.send_signal(number)
        assert process.communicate() == ("", "")
        assert process.returncode == 0
    assert not paths.cloud.exists()


def test_a_refusal_is_one_line_of_its_output(home, running, process):
    absent = f"arn:aws:iam::{DATABASE}:role/absent\nsts: allowed"
    with pytest.raises(ClientError, match="AccessDenied"):
        session(LabPaths(home), "lab-redpanda").client("sts").assume_role(RoleArn=absent, RoleSessionName="test")
    line = next(line for line in process.stdout if "role/absent" in line)
    assert line.startswith("sts: refused with AccessDenied: sts:AssumeRole on ")
    assert "absent?sts: allowed by" in line


def test_a_port_in_use_is_one_line_and_exit_code_3(tmp_path):
    LabPaths(tmp_path).cloud.write_text("left by a process that was killed")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with cloud(tmp_path, port) as process:
            _, complaint = process.communicate()
    assert process.returncode == 3
    assert len(complaint.splitlines()) == 1
    assert f"127.0.0.1:{port}" in complaint
    assert not LabPaths(tmp_path).cloud.exists()
