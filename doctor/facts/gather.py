"""Everything the checks look at, read once and at the same time."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

from doctor.chain import caller, caller_account, login_role_arn, logins
from doctor.facts.aws import Account, Unreadable, account_id
from doctor.facts.aws_cluster import cluster_facts
from doctor.facts.aws_roles import role_facts
from doctor.facts.endpoint import EndpointFacts
from doctor.facts.facts import (
    NO_CLOUD_LOGIN,
    Absent,
    ClusterFacts,
    DatabaseFacts,
    Facts,
    KafkaFacts,
    PipelineFacts,
    RedpandaClusterFacts,
    RoleFacts,
    Unavailable,
)

NO_DATABASE_LOGIN = Unavailable("no database login given: --admin-secret or --database-url")
NO_KAFKA_LOGIN = Unavailable("no broker credentials given: --kafka-config")
NO_PIPELINE_CONFIG = Unavailable("Redpanda Cloud tells it: REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET")
NOT_DIALLED = Unavailable("not looked at")

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
    pipeline_config: Callable[[Pipeline], Mapping[str, Any] | Unavailable] = lambda _: NO_PIPELINE_CONFIG
    """Omitted: no way to the configuration was given."""
    pipeline_state: Callable[[Pipeline], PipelineFacts | Absent | Unavailable] = lambda _: NO_CLOUD_LOGIN
    """Omitted: no Redpanda Cloud credentials were given."""
    redpanda_cluster: Callable[[], RedpandaClusterFacts | Unavailable] = lambda: NO_CLOUD_LOGIN
    """Omitted: no Redpanda Cloud credentials were given."""
    endpoint: Callable[[], EndpointFacts | Unavailable] = lambda: NOT_DIALLED
    """Omitted: the endpoint is not dialled."""


def aws_probes(
    chain: Mapping[str, Any], *, redpanda_profile: str | None = None, database_profile: str | None = None
) -> Probes:
    """The probes of both AWS accounts; a profile that is not given is the chain's."""
    begins, database = caller(chain), chain["database"]
    redpanda_account = Account(redpanda_profile or begins.profile, begins.region)
    database_account = Account(database_profile or database["profile"], database["region"])
    return Probes(
        redpanda_account=partial(account_id, redpanda_account),
        database_account=partial(account_id, database_account),
        pipeline_role=partial(role_facts, redpanda_account, begins.role_arn),
        connect_role=partial(role_facts, database_account, login_role_arn(chain)),
        cluster=partial(cluster_facts, database_account, database["cluster_identifier"]),
    )


def gather(chain: Mapping[str, Any], probes: Probes, limit_s: float = 5.0) -> Facts:
    """Run all probes at once; one that takes longer than `limit_s` seconds gives no fact, and is left behind.

    What a profile shows of another account than the chain's is no fact of the chain.
    """
    pipelines = chain.get("pipelines", [])
    redpanda_account = _ask(probes.redpanda_account)
    database_account = _ask(probes.database_account)
    pipeline_role = _ask(probes.pipeline_role)
    connect_role = _ask(probes.connect_role)
    cluster = _ask(probes.cluster)
    endpoint = _ask(probes.endpoint)
    databases = {login["name"]: _ask(partial(probes.database, login)) for login in logins(chain)}
    kafka = {pipeline["name"]: _ask(partial(probes.kafka, pipeline)) for pipeline in pipelines}
    states = {pipeline["name"]: _ask(partial(probes.pipeline_state, pipeline)) for pipeline in pipelines}
    redpanda_cluster = _ask(probes.redpanda_cluster)
    configs = {pipeline["name"]: _ask(partial(probes.pipeline_config, pipeline)) for pipeline in pipelines}
    once: list[Future[Any]] = [redpanda_account, database_account, pipeline_role, connect_role, cluster]
    once += [endpoint, redpanda_cluster]
    per_pipeline = [future for answers in (databases, kafka, states, configs) for future in answers.values()]
    wait([*once, *per_pipeline], timeout=limit_s)

    redpanda = _told(redpanda_account, limit_s)
    database = _told(database_account, limit_s)
    return Facts(
        chain=chain,
        redpanda_account=redpanda,
        database_account=database,
        pipeline_role=_of_account(redpanda, caller_account(chain), _told(pipeline_role, limit_s)),
        connect_role=_of_account(database, chain["database"]["account_id"], _told(connect_role, limit_s)),
        cluster=_of_account(database, chain["database"]["account_id"], _told(cluster, limit_s)),
        databases={name: _told(found, limit_s) for name, found in databases.items()},
        kafka={name: _told(found, limit_s) for name, found in kafka.items()},
        pipeline_configs={name: _told(found, limit_s) for name, found in configs.items()},
        pipelines={name: _told(found, limit_s) for name, found in states.items()},
        redpanda_cluster=_told(redpanda_cluster, limit_s),
        endpoint=_told(endpoint, limit_s),
    )


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


def _of_account(account: str | Unavailable, expected: str, found: T) -> T | Unavailable:
    if isinstance(account, Unavailable):
        return Unavailable(f"whose account this is, is not known: {account.reason}")
    return found if account == expected else Unavailable(f"the profile reaches account {account}, want {expected}")
