"""Everything the checks look at, read once and at the same time."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

import yaml

from doctor.chain import CLOUD_KEY, ECS, caller, caller_account, is_instance, login_role_arn, logins, runtime_kind
from doctor.facts.alarms import AlarmState, alarm_states
from doctor.facts.aws import Account, Unreadable, account_id
from doctor.facts.aws_cluster import cluster_facts
from doctor.facts.aws_hosts import access_keys, associations, service_facts
from doctor.facts.aws_instance import instance_facts
from doctor.facts.aws_roles import identity_facts, role_facts
from doctor.facts.endpoint import EndpointFacts
from doctor.facts.facts import (
    NO_CLOUD_LOGIN,
    NO_KUBECTL,
    NOT_LOOKED_AT,
    Absent,
    ClusterFacts,
    DatabaseFacts,
    Facts,
    KafkaFacts,
    ListedPipeline,
    PipelineFacts,
    RedpandaClusterFacts,
    RoleFacts,
    Unavailable,
)
from doctor.facts.hosts import AccessKey, Association, KubernetesFacts, ServiceFacts
from doctor.facts.metrics import ClusterMetrics, cluster_metrics
from doctor.facts.peering import PeeringFacts, peering_facts
from doctor.facts.proxy import NoProxy, ProxyFacts, proxy_facts

NO_DATABASE_LOGIN = Unavailable("no database login given: --admin-token, --admin-secret or --database-url")
NO_KAFKA_LOGIN = Unavailable("no broker credentials given: --kafka-config")

OF_ACCOUNT = {
    "redpanda": ("pipeline_role", "access_keys", "associations", "peering_requester"),
    "database": ("connect_role", "cluster", "metrics", "alarms", "proxy", "peering_accepter"),
}
"""Probes whose answer is a fact of the chain only if the section's profile leads into its account."""

ONCE = (
    *("redpanda_account", "database_account"),
    *(name for names in OF_ACCOUNT.values() for name in names),
    *("redpanda_cluster", "listed_pipelines", "endpoint", "kubernetes"),
)
FOR_EACH_PIPELINE = ("database", "kafka", "pipeline", "own_words", "service")

Pipeline = Mapping[str, Any]
"""An entry of the chain's `pipelines`."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Probes:
    """What is asked of the world, each on a thread of its own.

    A probe that cannot tell returns Unavailable or raises Unreadable.
    """

    redpanda_account: Callable[[], str | Unavailable]
    database_account: Callable[[], str | Unavailable]
    pipeline_role: Callable[[], RoleFacts | Absent | Unavailable]
    connect_role: Callable[[], RoleFacts | Absent | Unavailable]
    cluster: Callable[[], ClusterFacts | Absent | Unavailable]
    database: Callable[[Pipeline], DatabaseFacts | Unavailable] = lambda _: NO_DATABASE_LOGIN
    """Omitted: no database login was given."""
    kafka: Callable[[Pipeline], KafkaFacts | Unavailable] = lambda _: NO_KAFKA_LOGIN
    """Omitted: no broker credentials were given."""
    pipeline: Callable[[Pipeline], PipelineFacts | Absent | Unavailable] = lambda _: NO_CLOUD_LOGIN
    """State and configuration; omitted: no Redpanda Cloud credentials were given."""
    own_words: Callable[[Pipeline], str | Unavailable | None] = lambda _: NO_KAFKA_LOGIN
    """Omitted: no broker credentials were given."""
    redpanda_cluster: Callable[[], RedpandaClusterFacts | Unavailable] = lambda: NO_CLOUD_LOGIN
    """Omitted: no Redpanda Cloud credentials were given."""
    listed_pipelines: Callable[[], tuple[ListedPipeline, ...] | Unavailable] = lambda: NO_CLOUD_LOGIN
    """Omitted: no Redpanda Cloud credentials were given."""
    proxy: Callable[[], ProxyFacts | NoProxy | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: the chain has none."""
    peering_requester: Callable[[], PeeringFacts | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: the chain has no peering."""
    peering_accepter: Callable[[], PeeringFacts | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: the chain has no peering."""
    alarms: Callable[[], Mapping[str, AlarmState] | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: the stack has none."""
    metrics: Callable[[], ClusterMetrics | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: CloudWatch is not asked."""
    endpoint: Callable[[], EndpointFacts | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: the endpoint is not dialled."""
    access_keys: Callable[[], tuple[AccessKey, ...] | Absent | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: the pipelines have none."""
    associations: Callable[[], tuple[Association, ...] | Absent | Unavailable] = lambda: NOT_LOOKED_AT
    """Omitted: no pod comes by EKS Pod Identity."""
    service: Callable[[Pipeline], ServiceFacts | Absent | Unavailable] = lambda _: NOT_LOOKED_AT
    """Omitted: no pipeline is a service of ECS."""
    kubernetes: Callable[[], KubernetesFacts | Unavailable] = lambda: NO_KUBECTL
    """Omitted: nobody gave an answer of kubectl."""


def aws_probes(
    chain: Mapping[str, Any], *, redpanda_profile: str | None = None, database_profile: str | None = None
) -> Probes:
    """The probes of both AWS accounts; a profile that is not given is the chain's."""
    begins, database = caller(chain), chain["database"]
    redpanda_account = Account(redpanda_profile or begins.profile, begins.region)
    database_account = Account(database_profile or database["profile"], database["region"])
    probes = Probes(
        redpanda_account=partial(account_id, redpanda_account),
        database_account=partial(account_id, database_account),
        pipeline_role=partial(identity_facts, redpanda_account, begins.role_arn),
        connect_role=partial(role_facts, database_account, login_role_arn(chain)),
        cluster=partial(
            instance_facts if is_instance(chain) else cluster_facts, database_account, database["cluster_identifier"]
        ),
        metrics=partial(
            cluster_metrics, database_account, database["cluster_identifier"], is_cluster=not is_instance(chain)
        ),
    )
    if names := [alarm["name"] for alarm in chain.get("alarms", ())]:
        probes = replace(probes, alarms=partial(alarm_states, database_account, names))
    probes = replace(probes, **_host_probes(chain, redpanda_account))
    if told := chain.get("peering"):
        sides: dict[str, Any] = {
            f"peering_{side}": partial(
                peering_facts, account, told["connection_id"], side, told[side]["route_table_ids"]
            )
            for side, account in (("requester", redpanda_account), ("accepter", database_account))
        }
        probes = replace(probes, **sides)
    if not chain.get("proxy"):
        return probes
    return replace(probes, proxy=partial(proxy_facts, database_account, chain["proxy"]["name"]))


def _host_probes(chain: Mapping[str, Any], account: Account) -> dict[str, Callable[..., Any]]:
    """Of the chain's runtime alone."""
    kind, told = runtime_kind(chain), chain.get("runtime")
    if kind == CLOUD_KEY:
        return {"access_keys": partial(access_keys, account, caller(chain).role_arn.rpartition("/")[2])}
    if kind == ECS:
        return {"service": partial(service_facts, account, chain["runtime"]["cluster_name"])}
    if isinstance(told, Mapping) and told.get("way") == "podIdentity":
        return {"associations": partial(associations, account, told["cluster_name"])}
    return {}


def gather(chain: Mapping[str, Any], probes: Probes, limit_s: float = 5.0) -> Facts:
    """Run all probes at once; one that takes longer than `limit_s` seconds gives no fact, and is left behind.

    What a profile shows of another account than the chain's is no fact of the chain.
    """
    once = {name: _ask(getattr(probes, name)) for name in ONCE}
    each = {
        (name, entry["name"]): _ask(partial(getattr(probes, name), entry))
        for name in FOR_EACH_PIPELINE
        for entry in (logins(chain) if name == "database" else chain.get("pipelines", []))
    }
    wait([*once.values(), *each.values()], timeout=limit_s)
    known = {name: _told(found, limit_s) for name, found in once.items()}
    expected = {"redpanda": caller_account(chain), "database": chain["database"]["account_id"]}
    for section, of_account in OF_ACCOUNT.items():
        account = known[f"{section}_account"]
        known |= {name: _of_account(account, expected[section], known[name]) for name in of_account}

    def of_each(probe: str) -> dict[str, Any]:
        return {pipeline: _told(found, limit_s) for (name, pipeline), found in each.items() if name == probe}

    pipelines = of_each("pipeline")
    in_account = partial(_of_account, known["redpanda_account"], expected["redpanda"])
    return Facts(
        chain=chain,
        **known,
        databases=of_each("database"),
        kafka=of_each("kafka"),
        own_words=of_each("own_words"),
        services={name: in_account(seen) for name, seen in of_each("service").items()},
        pipelines=pipelines,
        pipeline_configs={name: _configuration(seen) for name, seen in pipelines.items()},
    )


def _configuration(seen: PipelineFacts | Absent | Unavailable) -> Mapping[str, Any] | Unavailable:
    """The configuration that runs, parsed."""
    if isinstance(seen, Absent):
        return Unavailable(f"there is no {seen.what}")
    if isinstance(seen, Unavailable):
        return seen
    try:
        config = yaml.safe_load(seen.config_yaml)
    except yaml.YAMLError:
        config = None
    return config if isinstance(config, dict) else Unavailable("its configuration is no YAML mapping")


def _ask(probe: Callable[[], T]) -> Future[T]:
    """Start it on a thread that may be left behind: an executor's would be waited for when the program ends."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(probe())
        except Exception as error:  # noqa: BLE001  one broken probe must not hide what the others saw
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def _told(future: Future[T], limit_s: float) -> T | Unavailable:
    if not future.done():
        return Unavailable(f"took longer than {limit_s:g} s")
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, Unreadable):
        return Unavailable(str(error))
    # Its text may hold anything, a password too.
    place = extract_tb(error.__traceback__)[-1]
    return Unavailable(f"the doctor failed: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}")


def _of_account(account: str | Unavailable, expected: str | None, found: T) -> T | Unavailable:
    if isinstance(account, Unavailable):
        return Unavailable(f"whose account this is, is not known: {account.reason}")
    return (
        found if expected in (None, account) else Unavailable(f"the profile reaches account {account}, want {expected}")
    )
