"""The postgresql provider that makes database users, as the cluster's master."""

from pulumi import InvokeOptions
from pulumi_aws import Provider, secretsmanager
from pulumi_postgresql import Provider as PostgresqlProvider

from assembly.master_login import Reached, master_login, master_password
from settings import DatabaseSettings


def database_master(database: DatabaseSettings, cluster: Reached, account: Provider) -> PostgresqlProvider:
    """Its password is read in every preview, as `account`, and kept in the provider's state.

    `account` is the provider of the database's account.
    """
    secret = secretsmanager.get_secret_version_output(
        secret_id=cluster.master_secret_arn, opts=InvokeOptions(provider=account)
    )
    login = master_login(database, cluster)
    return PostgresqlProvider(
        "database-master",
        host=login.host,
        port=login.port,
        database=login.database,
        username=login.user,
        password=master_password(secret.secret_string),
        superuser=False,  # nobody is on Aurora
        sslmode="verify-full",
        sslrootcert=login.ca_bundle,
    )
