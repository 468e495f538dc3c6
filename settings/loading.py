"""Reads the stack's configuration and checks it as a whole: all problems in one message."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from domain.connect_config import dead_letter_topic
from settings import errors, reading
from settings.alarms import AlarmSettings
from settings.database import DatabaseSettings
from settings.peering import PeeringSettings
from settings.pipeline import PipelineSettings
from settings.redpanda import RedpandaSettings
from settings.runtime import CHOICE, RuntimeSettings
from settings.runtime_fit import across_runtime
from settings.section import Section
from settings.streamed_database import StreamedDatabaseSettings
from settings.trust import TrustSettings

SECTIONS = ("runtime", "redpanda", "database", "trust", "pipelines", "alarms", "peering", "sameAccount")

AnySection = TypeVar("AnySection", bound=Section)

_IN_LOWER_CASE = re.compile(r"[a-z_][a-z0-9_]{0,44}")
_NAMED = {"name": _IN_LOWER_CASE, "schema": re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,44}"), "database": _IN_LOWER_CASE}
"""What a default name is made of."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the program needs to know from outside."""

    runtime: RuntimeSettings
    redpanda: RedpandaSettings
    database: StreamedDatabaseSettings
    trust: TrustSettings
    pipelines: tuple[PipelineSettings, ...]
    alarms: AlarmSettings
    peering: PeeringSettings | None = None


def load() -> Settings:
    """The settings of the current stack; raises `pulumi.RunError` with every problem, one line each."""
    return reading.read(SECTIONS, parse)


def parse(config: Mapping[str, Any]) -> Settings:
    """Settings from a mapping of section name to plain data; raises ValueError with every problem, one line each."""
    problems = [
        f"{errors.printable(key)}: unknown key, want {errors.one_of(key, SECTIONS)}"
        for key in sorted(config)
        if key not in SECTIONS
    ]
    runtime = _runtime(config.get("runtime"), problems)
    redpanda = _section(RedpandaSettings, config.get("redpanda"), "redpanda", problems)
    database = _section(StreamedDatabaseSettings, config.get("database"), "database", problems)
    trust = _section(TrustSettings, config.get("trust", {}), "trust", problems)
    pipelines = _pipelines(config, problems)
    alarms = _section(AlarmSettings, config.get("alarms", {}), "alarms", problems)
    peering = _section(PeeringSettings, config["peering"], "peering", problems) if "peering" in config else None
    same_account = config.get("sameAccount", False)
    if not isinstance(same_account, bool):
        problems.append(f"sameAccount: got {errors.shown(same_account)}, want true or false")
    if database:
        problems += _against_database(database, pipelines)
    if redpanda and database:
        problems += across_accounts(redpanda, database, same_account=same_account is True)
    if runtime and redpanda and database and trust:
        names = {f"{key}.name": pipeline.name for key, pipeline in pipelines.items()}
        problems += across_runtime(runtime, redpanda, database, trust, names)
    if peering and database:
        problems += peering.against(database, made_here=not database.existing and not database.network.existing)
    problems += _repeated(pipelines)
    if database and alarms:
        problems += alarms.against(database)
    if problems or runtime is None or redpanda is None or database is None or trust is None or alarms is None:
        raise ValueError(reading.listed(problems))
    return Settings(
        runtime=runtime,
        redpanda=redpanda,
        database=database,
        trust=trust,
        pipelines=tuple(pipelines.values()),
        alarms=alarms,
        peering=peering,
    )


def _runtime(data: Any, problems: list[str]) -> RuntimeSettings | None:
    if isinstance(data, Mapping):
        return _section(RuntimeSettings, data, "runtime", problems)
    problems.append(f"runtime: {'missing' if data is None else f'got {errors.shown(data)}'}, want {CHOICE}")
    return None


def _section(model: type[AnySection], data: Any, key: str, problems: list[str]) -> AnySection | None:
    if data is None:
        problems.append(f"{key}: missing, want a section; see Pulumi.dev.yaml")
        return None
    if not isinstance(data, Mapping):
        problems.append(f"{key}: got {errors.shown(data)}, want a section; see Pulumi.dev.yaml")
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems.extend(errors.lines(error, model, key))
        return None


def _pipelines(config: Mapping[str, Any], problems: list[str]) -> dict[str, PipelineSettings]:
    """The valid pipelines by their place in the file."""
    entries = config.get("pipelines")
    if not isinstance(entries, list) or not entries:
        problems.append(f"pipelines: got {errors.shown(entries)}, want a list of at least one pipeline")
        return {}
    database = config.get("database")
    database_name = database.get("name") if isinstance(database, Mapping) else None
    parsed = {}
    for index, entry in enumerate(entries):
        data = _with_names(entry, database_name) if isinstance(entry, Mapping) else entry
        pipeline = _section(PipelineSettings, data, f"pipelines[{index}]", problems)
        if pipeline:
            parsed[f"pipelines[{index}]"] = pipeline
    return parsed


def _with_names(entry: Mapping[str, Any], database: Any) -> dict[str, Any]:
    """Fill in what is named after the pipeline; a bad name is reported once, not again for each name made of it."""
    parts = {"name": entry.get("name"), "schema": entry.get("schema", "public"), "database": database}
    clean = {
        part: value if isinstance(value, str) and _NAMED[part].fullmatch(value) else "unnamed"
        for part, value in parts.items()
    }
    return {
        "user": f"cdc_{clean['name']}",
        "slot": f"rpcn_{clean['name']}",
        "topic": f"{clean['database']}.{clean['schema']}.{clean['name']}",
        **entry,
    }


def _against_database(database: StreamedDatabaseSettings, pipelines: Mapping[str, PipelineSettings]) -> Iterator[str]:
    yield from database.across_keys()
    for key, pipeline in pipelines.items():
        yield from database.against_pipeline(key, pipeline.user, pipeline.bootstrap_sql)


def across_accounts(
    redpanda: RedpandaSettings, database: DatabaseSettings, *, same_account: bool | None = None
) -> Iterator[str]:
    """What the two accounts only get wrong together, each problem as a whole line.

    `same_account`: whether one is meant; None: the program serves no single account.
    """
    if redpanda.account_id == database.account_id and not same_account:
        advice = "" if same_account is None else "; set sameAccount: true if one account is meant"
        yield f"database.accountId: got {database.account_id!r}, want another account than redpanda.accountId{advice}"
    if database.network.exposure == "public" and not redpanda.nat_cidrs:
        yield (
            "redpanda.natCidrs: got none, want the NAT addresses of the Redpanda cluster (the database is public, and "
            "nobody else is let in); read them from the cluster's page or the Cloud API"
        )
    yield from database.too_wide("redpanda.natCidrs", redpanda.nat_cidrs)


def _repeated(pipelines: Mapping[str, PipelineSettings]) -> Iterator[str]:
    """Names that two pipelines share; dead-letter topics count as topics."""
    for field, why in (
        ("name", "resources are named after it"),
        ("user", "each pipeline has rights of its own"),
        ("slot", "a slot has one consumer"),
        ("topic", "each pipeline has a topic of its own"),
    ):
        counts = Counter(getattr(pipeline, field) for pipeline in pipelines.values())
        if field == "topic":
            counts.update(dead_letter_topic(pipeline.topic) for pipeline in pipelines.values())
        for key, pipeline in pipelines.items():
            if counts[getattr(pipeline, field)] > 1:
                yield f"{key}.{field}: got {getattr(pipeline, field)!r} twice, want a different one each ({why})"
