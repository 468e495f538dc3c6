import shlex

from ec2_client.instance_shell import DatabaseShell, login_command

SHELL = DatabaseShell(
    connect_role_arn="arn:aws:iam::222222222222:role/connect",
    external_id="shop client",
    region="us-east-2",
    endpoint="shop.cluster-x.us-east-2.rds.amazonaws.com",
    port=5432,
    database="shop",
    ca_bundle="/etc/ssl/certs/rds-bundle.pem",
)


def test_it_writes_a_profile_signs_a_token_and_logs_in_over_verified_tls():
    assert login_command(SHELL, "reader").split(" && ") == [
        "aws configure set role_arn arn:aws:iam::222222222222:role/connect --profile aurora",
        "aws configure set external_id 'shop client' --profile aurora",
        "aws configure set credential_source Ec2InstanceMetadata --profile aurora",
        "aws configure set region us-east-2 --profile aurora",
        'token="$(aws rds generate-db-auth-token --profile aurora --region us-east-2 '
        '--hostname shop.cluster-x.us-east-2.rds.amazonaws.com --port 5432 --username reader)"',
        'PGPASSWORD="$token" psql \'host=shop.cluster-x.us-east-2.rds.amazonaws.com port=5432 dbname=shop user=reader '
        "sslmode=verify-full sslrootcert=/etc/ssl/certs/rds-bundle.pem'",
    ]


def test_a_shell_reads_it_as_it_is_meant():
    assert "external_id" in shlex.split(login_command(SHELL, "reader"))
    assert "shop client" in shlex.split(login_command(SHELL, "reader"))
