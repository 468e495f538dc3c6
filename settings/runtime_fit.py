"""What the runtime and the other sections only get wrong together, each problem as a whole line."""

from collections.abc import Iterator, Mapping

from domain import arns, kubernetes
from settings.database import DatabaseSettings
from settings.redpanda import RedpandaSettings
from settings.runtime import RuntimeSettings
from settings.trust import TrustSettings


def across_runtime(
    runtime: RuntimeSettings,
    redpanda: RedpandaSettings,
    database: DatabaseSettings,
    trust: TrustSettings,
    pipeline_names: Mapping[str, str],
) -> Iterator[str]:
    """`pipeline_names`: by the key that each stands under."""
    kind = runtime.kind
    if kind != "cloud-role" and trust.external_id is None:
        yield (
            f"trust.externalId: missing, want one (runtime {kind}: without Redpanda's scope tag it is what the connect "
            "role asks for)"
        )
    if kind not in ("cloud-role", "own") and trust.principal == "role":
        yield (
            f"trust.principal: got 'role', want account (runtime {kind}: who the pipelines are is made in the same "
            "update, and IAM trusts by itself only what exists)"
        )
    if kind == "cloud-key" and not redpanda.nat_cidrs:
        yield (
            "redpanda.natCidrs: got none, want the cluster's NAT addresses (the access key is of use there alone); "
            "read them from the cluster's page or the Cloud API"
        )
    if runtime.ecs and runtime.ecs.public_address and database.network.exposure == "public":
        yield (
            "runtime.ecs.publicAddress: got true, want false (the database is public and lets in redpanda.natCidrs "
            "alone, and a task's own address changes); take subnets behind NAT"
        )
    if runtime.ecs and runtime.ecs.network and database.network.exposure == "private":
        yield (
            "runtime.ecs.network: got a new VPC, want vpcId and subnetIds (the database is private, and a new VPC has "
            "no way to it); take subnets that have one"
        )
    if runtime.own and runtime.own.attach_policy and arns.parse(runtime.own.arn).account != redpanda.account_id:
        yield (
            f"runtime.own.arn: got {runtime.own.arn!r}, want one of redpanda.accountId, {redpanda.account_id} (its "
            "permission is put on it there); or set attachPolicy: false"
        )
    if runtime.kubernetes:
        yield from _unlike_objects(pipeline_names)


def _unlike_objects(pipeline_names: Mapping[str, str]) -> Iterator[str]:
    for key, name in pipeline_names.items():
        try:
            kubernetes.object_name(name)
        except ValueError as error:
            yield f"{key}: got {name!r}, {error}"
