"""What Secrets Manager does to a managed master password, every seven days."""

import json
import secrets

from psycopg import sql


def rotate(world):
    """As Secrets Manager does it: in the database and in the secret at once."""
    manager = world.account("database").client("secretsmanager")
    (secret,) = manager.list_secrets()["SecretList"]
    login = json.loads(manager.get_secret_value(SecretId=secret["ARN"])["SecretString"])
    login["password"] = secrets.token_urlsafe(30)
    with world.database() as connection:
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(login["username"]), sql.Literal(login["password"])
            )
        )
    manager.put_secret_value(SecretId=secret["ARN"], SecretString=json.dumps(login))
    return login["password"]
