"""A printed fix is a command for this very stack, and runs as it is printed."""

import os
import subprocess

import pytest

from doctor.checks import fix_commands, link_6
from tests.doctor.healthy_chain import CHAIN, CLUSTER, with_cluster, with_database
from tests.doctor.shell_fixes import faults

SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-1-AbCdEf"


def failure(known):
    (found,) = [finding for check in link_6.CHECKS for finding in check(known) if finding.cause]
    return found


def test_a_fix_in_sql_is_a_command_with_verified_tls_and_no_password():
    found = failure(with_database(memberships=frozenset({"rds_iam"})))
    database = CHAIN["database"]
    assert found.fix == (
        f"psql 'host={database['endpoint']} port=5432 dbname=shop_db user=master sslmode=verify-full "
        "sslrootcert=certs/bundle.pem' --command 'GRANT rds_replication TO cdc_orders'"
    )


def test_a_fix_in_sql_fetches_the_password_where_secrets_manager_has_it():
    known = with_database(memberships=frozenset({"rds_iam"}))
    known.chain["database"]["master_secret_arn"] = SECRET
    found = failure(known)
    fetched = f"aws secretsmanager get-secret-value --secret-id '{SECRET}' --query SecretString --output text "
    assert found.fix.startswith(f"PGPASSWORD=$({fetched}--profile db --region us-east-2 | python3 -c ")
    assert " psql 'host=" in found.fix


def test_the_command_that_fetches_the_password_prints_it_and_nothing_else(tmp_path):
    aws = tmp_path / "aws"
    aws.write_text('#!/bin/sh\nprintf \'%s\' \'{"username": "master", "password": "p w\\"d$"}\'\n')
    aws.chmod(0o700)
    psql = tmp_path / "psql"
    psql.write_text("#!/bin/sh\nprintf '%s' \"$PGPASSWORD\"\n")
    psql.chmod(0o700)
    chain = {**CHAIN, "database": {**CHAIN["database"], "master_secret_arn": SECRET}}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", fix_commands.as_master(chain, "SELECT 1")],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == 'p w"d$'


def test_a_fix_in_aws_is_for_the_clusters_account_and_region():
    found = failure(with_cluster(parameters={**CLUSTER.parameters, "rds.iam_auth_for_replication": "0"}))
    assert found.fix.startswith("aws rds modify-db-cluster-parameter-group")
    assert found.fix.endswith("ApplyMethod=immediate --profile db --region us-east-2")


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        ("set minAcu; then wait for the server's own time", None),
        ("aws rds describe-db-clusters", None),
        ("pulumi up --refresh --run-program  # it's the program's own", None),
        ("pulumi up --refresh --run-program; echo done", None),
        ("pulumi up --refresh --run-program writes it", "words behind a command are arguments"),
        ("aws rds start; then wait", "no shell takes it: "),
        ("pulumi up, the cluster's", "no shell takes it: "),
        ("psql 'host=h' --command 'GRANT a TO b' --command 'SELECT f('", "quotes or brackets of 'SELECT f('"),
        ("""psql --command 'GRANT "a TO b'""", "quotes or brackets of 'GRANT \"a TO b'"),
        ("""psql --command 'GRANT "a""b" TO c'""", None),
    ],
)
def test_what_is_wrong_with_a_fix_that_is_a_command_is_found(fix, said):
    found = faults(fix)
    assert len(found) == (said is not None)
    assert not found or found[0].startswith(said)
