"""What the printed command finds on the instance: `aws` and `psql` of this machine's Python, for where there are none.

`aws` keeps to the two subcommands of the command. The credentials are found by botocore's own chain, as in the real
CLI: profile, role, ExternalId, credential_source, instance metadata. `psql` is psycopg, which is libpq as well.
"""

import configparser
import os
import sys
from pathlib import Path

import boto3
import psycopg


def aws(service, subcommand, *arguments):
    if (service, subcommand) == ("configure", "set"):
        key, value, _, profile = arguments
        file, config = Path(os.environ["AWS_CONFIG_FILE"]), configparser.ConfigParser(interpolation=None)
        config.read(file)
        section = f"profile {profile}"
        if not config.has_section(section):
            config.add_section(section)
        config[section][key] = value
        with file.open("w") as out:
            config.write(out)
        return
    assert (service, subcommand) == ("rds", "generate-db-auth-token")
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    session = boto3.Session(profile_name=options["--profile"], region_name=options["--region"])
    token = session.client("rds").generate_db_auth_token(
        DBHostname=options["--hostname"], Port=int(options["--port"]), DBUsername=options["--username"]
    )
    print(token)


def psql(conninfo):
    with psycopg.connect(conninfo) as connection:
        print(*connection.execute(sys.stdin.read()).fetchone())


if __name__ == "__main__":
    {"aws": aws, "psql": psql}[sys.argv[1]](*sys.argv[2:])
