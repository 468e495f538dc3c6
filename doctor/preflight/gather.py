"""Everything the checks look at, read at the same time; what cannot be read is unavailable."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

from doctor.facts.aws import Account, Unreadable, account_id
from doctor.facts.aws_roles import role_facts
from doctor.facts.facts import NOT_LOOKED_AT, NOT_ON_CLOUD, Facts, Unavailable
from doctor.facts.pipeline import redpanda_cluster_facts
from doctor.preflight import accounts
from doctor.preflight.configurations import configurations
from doctor.preflight.facts import PreflightFacts
from doctor.preflight.stack_file import StackFile
from doctor.redpanda_cloud import RedpandaCloud
from domain import arns
from domain.pipeline_config import get

MADE_BY_THE_PROGRAM = Unavailable("the program makes it")

T = TypeVar("T")


def gather(stack_file: StackFile, cloud: RedpandaCloud | Unavailable) -> PreflightFacts:
    """Of both accounts by the stack file's profiles, and of Redpanda Cloud."""
    chain = stack_file.chain
    redpanda, database = (Account(chain[name]["profile"], chain[name]["region"]) for name in ("redpanda", "database"))
    makes_cluster = stack_file.engine_version is not None
    of_database = accounts.database_actions(makes_vpc=stack_file.makes_vpc, makes_cluster=makes_cluster)
    asked: dict[str, Callable[[], Any]] = {
        "redpanda_account": partial(account_id, redpanda),
        "database_account": partial(account_id, database),
        "identity": partial(_identity, redpanda, stack_file.identity_arn),
        "cluster": partial(
            _of_cloud, cloud, lambda told: redpanda_cluster_facts(told, chain["redpanda"]["cluster_id"])
        ),
        "versions": partial(accounts.versions, database),
        "quotas iam": partial(accounts.iam_quotas, database),
        "rights redpanda": partial(accounts.rights, redpanda, accounts.redpanda_actions()),
        "rights database": partial(accounts.rights, database, of_database),
        "hints": partial(_of_cloud, cloud, partial(_hints, stack_file)),
    }
    if makes_cluster:
        readers = stack_file.told("database", "readers") or 0
        asked["quotas rds"] = partial(accounts.rds_quotas, database, readers)
    if stack_file.makes_vpc:
        asked["quotas vpc"] = partial(accounts.vpc_quotas, database)
    with ThreadPoolExecutor(len(asked)) as threads:
        told = dict(zip(asked, threads.map(_told, asked.values()), strict=True))
    hints = told["hints"]
    names = [pipeline.get("name", "?") for pipeline in stack_file.told("pipelines") or ()]
    return PreflightFacts(
        stack_file=stack_file,
        facts=Facts(
            chain=chain,
            redpanda_account=told["redpanda_account"],
            database_account=told["database_account"],
            pipeline_role=NOT_LOOKED_AT,
            connect_role=NOT_LOOKED_AT,
            cluster=NOT_LOOKED_AT,
            redpanda_cluster=told["cluster"],
        ),
        identity=told["identity"],
        versions=told["versions"],
        quotas={name.removeprefix("quotas "): found for name, found in told.items() if name.startswith("quotas ")},
        rights={name.removeprefix("rights "): found for name, found in told.items() if name.startswith("rights ")},
        hints=dict.fromkeys(names, hints) if isinstance(hints, Unavailable) else hints,
    )


def _identity(account: Account, arn: str | None) -> Any:
    if arn is None:
        return MADE_BY_THE_PROGRAM
    if arns.parse(arn).resource.startswith("user/"):
        return Unavailable(f"{arn} is a user: its policies are not read")
    return role_facts(account, arn)


def _of_cloud(cloud: RedpandaCloud | Unavailable, ask: Callable[[RedpandaCloud], T]) -> T | Unavailable:
    return cloud if isinstance(cloud, Unavailable) else ask(cloud)


def _hints(stack_file: StackFile, cloud: RedpandaCloud) -> Mapping[str, tuple[str, ...] | Unavailable] | Unavailable:
    if not stack_file.on_cloud:
        return NOT_ON_CLOUD
    url = get(cloud.cluster(stack_file.sections["redpanda"]["clusterId"]), "dataplane_api", "url")
    if not isinstance(url, str) or not url:
        return Unavailable("Redpanda Cloud tells no address of the cluster's Data Plane API")
    return {
        name: text if isinstance(text, Unavailable) else tuple(_said(hint) for hint in cloud.lint(url, text))
        for name, text in configurations(stack_file).items()
    }


def _said(hint: Mapping[str, Any]) -> str:
    return f"line {hint.get('line', '?')}: {hint.get('hint', 'no text')}"


def _told(probe: Callable[[], Any]) -> Any:
    try:
        return probe()
    except Unreadable as error:
        return Unavailable(str(error))
    except Exception as error:  # noqa: BLE001  one broken probe must not hide what the others saw
        place = extract_tb(error.__traceback__)[-1]  # its text may hold anything, a password too
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return Unavailable(f"the doctor failed: {type(error).__name__} in {where}")
