"""One look at a stack, to be repeated: with an operator's eyes, or as the workload itself."""

import json
import os
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from doctor.chain import KUBERNETES, reads_mysql, runtime_kind
from doctor.commands.choice import Choice
from doctor.database_login import Connect, by_managed_secret, by_token, by_url
from doctor.facts.aws import Account
from doctor.facts.database import database_facts
from doctor.facts.endpoint import endpoint_facts
from doctor.facts.facts import Facts
from doctor.facts.gather import Probes, aws_probes, gather
from doctor.facts.kafka import kafka_facts
from doctor.facts.kubernetes import kubernetes_facts, kubernetes_file
from doctor.facts.own_words import own_words
from doctor.facts.pipeline import cloud_login, cloud_probes
from doctor.facts.timed import timed
from doctor.finding import Finding
from doctor.outputs import Stack
from doctor.selection import Selection
from doctor.walk import walk
from doctor.workload import walk_as_workload


@dataclass(frozen=True, kw_only=True)
class Eyes:
    """Who looks, and what the last look took."""

    look: Callable[[], list[Finding]]
    probes_ms: MutableMapping[str, float] = field(default_factory=dict)


def eyes(stack: Stack, choice: Choice, chosen: Selection) -> Eyes:
    """Of an operator, or with `--as workload` of the workload; raises ValueError for a login nobody can use."""
    refuse_login_to_mysql(stack, choice)
    if choice.kubernetes is not None and runtime_kind(stack.chain) != KUBERNETES:
        raise ValueError(
            f"--kubernetes: got a file, want none for a chain of runtime {runtime_kind(stack.chain)} (nothing of it "
            "is in Kubernetes); leave it out"
        )
    if choice.as_workload and "redpanda" not in stack.chain:
        raise ValueError("--as workload: got a chain without Redpanda's section, want one of a stack with pipelines")
    if choice.as_workload:
        if stack.pod is not None:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                del os.environ[name]  # a pod has none of the operator's
            os.environ.update(stack.pod)
        return Eyes(look=lambda: chosen.of(walk_as_workload(stack.chain, os.environ, stack.address)))
    took: dict[str, float] = {}
    gathered = operator(stack, choice, took)
    return Eyes(look=lambda: walk(gathered(), chosen), probes_ms=took)


def operator(stack: Stack, choice: Choice, took_ms: MutableMapping[str, float]) -> Callable[[], Facts]:
    """Gathers the facts that an operator may see, each time it is called."""
    os.environ.update(stack.environment)
    probes = timed(_probes(stack, choice), took_ms)
    return lambda: gather(stack.chain, probes, choice.limit_s)


def refuse_login_to_mysql(stack: Stack, choice: Choice) -> None:
    """The doctor does not log in to MySQL: a login that is passed over would look like one that was used."""
    if reads_mysql(stack.chain) and (choice.database_url is not None or choice.admin_secret or choice.admin_token):
        raise ValueError(
            "--database-url (DOCTOR_DATABASE_URL), --admin-secret, --admin-token: got a login, want none for a chain "
            "of Aurora MySQL (the doctor does not log in to MySQL); leave it out"
        )


def database_login(stack: Stack, choice: Choice) -> Connect | None:
    """How to log in to the database; None: no login was given."""
    if choice.database_url is not None:
        return by_url(choice.database_url)
    if not choice.admin_secret and not choice.admin_token:
        return None
    database = stack.chain["database"]
    account = Account(choice.database_profile or database["profile"], database["region"])
    token = choice.admin_token or (choice.lab and database.get("administrator"))
    login = by_token if token else by_managed_secret
    return login(stack.chain, account, stack.address)


def broker_config(stack: Stack, choice: Choice) -> Mapping[str, Any] | None:
    """librdkafka's configuration; None: none was given. Raises ValueError for a file that holds none."""
    if choice.kafka_config is None:
        return stack.broker_config
    try:
        config = json.loads(choice.kafka_config.read_text())
    except OSError as error:
        raise ValueError(f"--kafka-config: got {str(choice.kafka_config)!r}, want a file ({error.strerror})") from None
    except ValueError:
        config = None
    if not isinstance(config, dict):
        raise ValueError("--kafka-config: got no JSON object, want librdkafka's configuration as one")
    return config


def _probes(stack: Stack, choice: Choice) -> Probes:
    database = stack.chain["database"]
    probes = replace(
        aws_probes(stack.chain, redpanda_profile=choice.redpanda_profile, database_profile=choice.database_profile),
        endpoint=partial(
            endpoint_facts,
            *(database["endpoint"], database["port"], database["ca_bundle"], stack.address),
            mysql=reads_mysql(stack.chain),
        ),
        **cloud_probes(stack.chain, stack.cloud or cloud_login(os.environ)),
    )
    connect = database_login(stack, choice)
    if connect is not None:
        probes = replace(probes, database=partial(database_facts, connect, database.get("master_username")))
    broker = broker_config(stack, choice)
    if broker is not None:
        probes = replace(probes, kafka=partial(kafka_facts, broker), own_words=partial(own_words, broker))
    told = stack.kubernetes if choice.kubernetes is None else kubernetes_file(choice.kubernetes)
    if told is not None and runtime_kind(stack.chain) == KUBERNETES:
        probes = replace(probes, kubernetes=partial(kubernetes_facts, told, stack.chain["runtime"]["namespace"]))
    return stack.with_what_is_known(probes)
