"""Commands that mend something of this very stack, ready for a shell."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from doctor.chain import is_client, is_instance, reads_mysql
from doctor.facts.facts import DatabaseFacts
from domain import slots
from domain.sql_names import written

APPLY_AGAIN = "pulumi up --refresh --run-program"

PASSWORD_OF_SECRET = """python3 -c 'import json, sys; print(json.load(sys.stdin)["password"])'"""  # noqa: S105  a command
"""RDS keeps user and password as JSON (RDS User Guide, "Password management with Amazon RDS and Secrets Manager")."""


def setting(chain: Mapping[str, Any], path: str) -> str:
    """A key of the stack file, which begins with the name of the program; that of a client's is not in its chain."""
    if is_client(chain):
        return path
    return f"{'aurora-mysql' if reads_mysql(chain) else 'redpanda-aurora-iam'}:{path}"


def pipeline_setting(chain: Mapping[str, Any], pipeline: Mapping[str, Any]) -> str:
    """Where the stack file says what a pipeline is like."""
    if reads_mysql(chain):
        return setting(chain, "pipeline")
    return setting(chain, f"pipelines, the entry with name: {pipeline['name']}")


def as_master(chain: Mapping[str, Any], *statements: str) -> str:
    """SQL as the master, over verified TLS and all or nothing; the password is fetched where Secrets Manager has it."""
    return _password(chain) + _psql(chain, chain["database"]["master_username"], statements)


def as_owner(chain: Mapping[str, Any], database: DatabaseFacts, *statements: str) -> str:
    """SQL on tables or publications as the master, who first becomes a member of each role that owns one."""
    owners = list(dict.fromkeys(database.owners_apart.values()))
    by_token = [owner for owner in owners if owner in database.token_owners]
    if by_token:
        login = _psql(chain, by_token[0], statements)
        return f"as {by_token[0]}, by a token of its own; a member of it would need one too (I10): {login}"
    grants = [f"GRANT {written(owner)} TO {written(chain['database']['master_username'])}" for owner in owners]
    return as_master(chain, *grants, *statements)


def _password(chain: Mapping[str, Any]) -> str:
    """Sets PGPASSWORD for the command that follows; empty where psql has to ask."""
    secret = chain["database"].get("master_secret_arn")
    if not secret:
        return ""
    fetched = in_database_account(
        chain,
        *("secretsmanager", "get-secret-value", "--secret-id", secret),
        *("--query", "SecretString", "--output", "text"),
    )
    return f"PGPASSWORD=$({fetched} | {PASSWORD_OF_SECRET}) "


def _psql(chain: Mapping[str, Any], user: str, statements: Sequence[str]) -> str:
    database = chain["database"]
    login = (
        f"host={database['endpoint']} port={database['port']} dbname={database['name']} "
        f"user={user} sslmode=verify-full sslrootcert={database['ca_bundle']}"
    )
    together = ["--single-transaction"] if len(statements) > 1 else []
    commands = [argument for statement in statements for argument in ("--command", statement)]
    return shlex.join(["psql", *together, login, *commands])


def in_database_account(chain: Mapping[str, Any], *arguments: str) -> str:
    """An `aws` command in the account and region of the cluster."""
    database = chain["database"]
    return shlex.join(["aws", *arguments, "--profile", database["profile"], "--region", database["region"]])


def rds_command(chain: Mapping[str, Any], verb: str, *more: str) -> str:
    """`modify`, `start` or `wait` of the cluster, or of an instance that belongs to none."""
    kind = _kind(chain)
    words = ("wait", f"{kind}-available") if verb == "wait" else (f"{verb}-{kind}",)
    return in_database_account(chain, "rds", *words, f"--{kind}-identifier", _identifier(chain), *more)


def describe_command(chain: Mapping[str, Any], of_cluster: str, of_instance: str) -> str:
    """One value of it, by its name in the answer on a cluster and in that on an instance."""
    kind = _kind(chain)
    answer = f"DBInstances[0].{of_instance}" if is_instance(chain) else f"DBClusters[0].{of_cluster}"
    named = (f"--{kind}-identifier", _identifier(chain))
    return in_database_account(chain, "rds", f"describe-{kind}s", *named, "--query", answer)


def parameter_group_kind(chain: Mapping[str, Any]) -> str:
    """As commands and options have it."""
    return "db-parameter-group" if is_instance(chain) else "db-cluster-parameter-group"


def _kind(chain: Mapping[str, Any]) -> str:
    return "db-instance" if is_instance(chain) else "db-cluster"


def _identifier(chain: Mapping[str, Any]) -> str:
    return str(chain["database"]["cluster_identifier"])


def set_parameter(chain: Mapping[str, Any], group: str, name: str, value: str, apply_method: str) -> str:
    """Set a parameter of a parameter group of the database's kind."""
    kind = parameter_group_kind(chain)
    return in_database_account(
        chain,
        *("rds", f"modify-{kind}"),
        *(f"--{kind}-name", group),
        *("--parameters", f"ParameterName={name},ParameterValue={value},ApplyMethod={apply_method}"),
    )


def reboot_writer(chain: Mapping[str, Any]) -> str:
    """Reboot the writer, which in a cluster has a name of its own: there it is looked up first."""
    if is_instance(chain):
        return rds_command(chain, "reboot")
    identifier = _identifier(chain)
    writer = in_database_account(
        chain,
        *("rds", "describe-db-clusters", "--db-cluster-identifier", identifier, "--output", "text"),
        *("--query", "DBClusters[0].DBClusterMembers[?IsClusterWriter].DBInstanceIdentifier"),
    )
    return in_database_account(chain, "rds", "reboot-db-instance", "--db-instance-identifier", "WRITER").replace(
        "WRITER", f'"$({writer})"'
    )


def another_slot(pipeline: Mapping[str, Any]) -> str:
    """A slot of another name: a new one, which reads a snapshot; the old one stays as it is."""
    new = f"rpcn_{pipeline['name']}_2".lower()
    return (
        f"in the stack's YAML, redpanda-aurora-iam:pipelines, the entry with name: {pipeline['name']}: "
        f"slot: {new}; then pulumi up"
    )


def fresh_slot(chain: Mapping[str, Any], pipeline: Mapping[str, Any], *before: str) -> str:
    """Drop the pipeline's slot, after other statements, and let the pipeline make it anew."""
    key = pipeline_setting(chain, pipeline)
    reads = "" if pipeline["snapshot"] else f"in the stack's YAML, {key}: snapshot: true, or no row comes back; "
    dropped = as_master(chain, *before, slots.drop_statement(pipeline["slot"]))
    return (
        f"{reads}stop pipeline {pipeline['id']}, {dropped}, {APPLY_AGAIN}: the new slot's snapshot brings every row as "
        "it is now, and no row that was deleted meanwhile"
    )


def free_a_slot(chain: Mapping[str, Any]) -> str:
    """Show the idle slots, whose they are, and how one goes; one of another database is never this stack's to drop."""
    idle = as_master(chain, "SELECT slot_name, slot_type, plugin, database FROM pg_replication_slots WHERE NOT active")
    name = chain["database"]["name"]
    drop = "SELECT pg_drop_replication_slot('<slot_name>')"
    return f"{idle}  # drop each of database {name} that nobody needs: {drop}; those of others belong to others"
