"""The sections of the output `chain`, from which the doctor walks: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pulumi

from assembly.pipeline import PipelineStack
from assembly.runtimes.runtime import Permission, Runtime, Stream
from components.cross_account_connect_role import CrossAccountConnectRole
from components.streamed_database import StreamedDatabase
from settings import ApplicationSettings, DatabaseSettings, TrustSettings
from settings.trust import ClientTrustSettings


class Guard(Protocol):
    """Whoever lets clients in to the database."""

    @property
    def security_group_id(self) -> pulumi.Output[str] | str | None:
        """The group; None where nobody says which."""


def redpanda_section(settings: PipelineStack, runtime: Runtime, permission: Permission) -> dict[str, Any]:
    """The chain's `redpanda`: the cluster, and who its pipelines are, a role or on runtime `cloud-key` a user."""
    return {
        "account_id": settings.redpanda.account_id,
        "profile": settings.redpanda.profile,
        "region": settings.redpanda.region,
        "cluster_id": settings.redpanda.cluster_id,
        "cluster_api_url": runtime.cluster.cluster_api_url,
        "nat_cidrs": settings.redpanda.nat_cidrs,
        "pipeline_role_arn": runtime.identity.arn,
        "assume_policy_name": permission.policy_name,
        "scope_tag": runtime.identity.scope_tag,
    }


def runtime_section(settings: PipelineStack, runtime: Runtime, permission: Permission) -> dict[str, Any]:
    """The chain's `runtime`: where the pipelines run, which is where links 1 and 2 are looked for."""
    return {"kind": settings.runtime.kind, "identity_arn": runtime.identity.arn, **permission.told}


def stream_section(stream: Stream) -> dict[str, Any]:
    """Of each of the chain's `pipelines`: what is known of it once it runs; `id` is Redpanda Cloud's."""
    told = {
        "id": stream.pipeline_id,
        "dead_letter_topic": stream.dead_letter_topic,
        "password_version": stream.password_version,
    }
    return told | ({"host": dict(stream.host)} if stream.host else {})


def trust_section(trust: TrustSettings, connect_role: CrossAccountConnectRole) -> dict[str, Any]:
    """The chain's `trust` in the pipeline role."""
    return {
        "principal": trust.principal,
        "external_id": trust.external_id,
        "connect_role_arn": connect_role.arn,
    }


def database_section(database: DatabaseSettings, guard: Guard, cluster: StreamedDatabase) -> dict[str, Any]:
    """The chain's `database`: where it is, and who looks after it."""
    return {
        "account_id": database.account_id,
        "profile": database.profile,
        "region": database.region,
        "cluster_identifier": cluster.cluster_identifier,
        "resource_id": cluster.resource_id,
        "parameter_group_name": cluster.parameter_group_name,
        "endpoint": cluster.endpoint,
        "port": database.port,
        "name": database.name,
        "master_username": database.master_username,
        "master_secret_arn": cluster.master_secret_arn,
        "exposure": database.network.exposure,
        "security_group_id": guard.security_group_id,
        "ca_bundle": database.ca_bundle,
    }


def application_section(application: ApplicationSettings) -> dict[str, Any]:
    """The chain's `application`, but for its workload: the account and where it connects from."""
    return {
        "account_id": application.account_id,
        "profile": application.profile,
        "region": application.region,
        "source_cidrs": application.source_cidrs,
    }


def client_trust(trust: ClientTrustSettings, connect_role_arn: pulumi.Input[str]) -> dict[str, Any]:
    """The chain's `trust`, of a client that assumes the connect role."""
    return {"principal": "account", "external_id": trust.external_id, "connect_role_arn": connect_role_arn}


def client_chain(
    *,
    application: Mapping[str, Any],
    database: Mapping[str, Any],
    trust: Mapping[str, Any] | None,
    users: Sequence[Mapping[str, Any]],
    proxy: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The `chain` of a client that logs in to the database; `trust` is None where its own role does."""
    return {
        "kind": "aurora-postgresql-client",
        "application": dict(application),
        "database": dict(database),
        "trust": trust,
        "users": list(users),
        "proxy": proxy,
    }
