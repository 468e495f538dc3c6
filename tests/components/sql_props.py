"""A script's properties, as they are and as they were."""

PROPS = {
    "host": "cdc.example",
    "port": 5432,
    "database": "shop",
    "user": "postgres",
    "secret_arn": "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-1",
    "profile": "database",
    "region": "us-east-2",
    "ca_bundle": "ca.pem",
    "create_sql": "CREATE TABLE t ()",
    "delete_sql": "DROP TABLE t",
    "by_hand": "DROP TABLE t",
}
STORED = {key: value for key, value in PROPS.items() if key not in ("secret_arn", "profile", "region")} | {
    "password": "stored-password"
}
"""What a stack has in its state that was last deployed when the password was kept there."""
