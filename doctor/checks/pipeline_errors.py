"""What a pipeline's last error means: its well-known texts, and the cause or the links that each stands for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from doctor.checks.each_pipeline import Pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_master

Fix = Callable[[Mapping[str, Any], Pipeline], str]
"""From the chain and an entry of its `pipelines`."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A text that only one cause brings about."""

    text: re.Pattern[str]
    cause: str
    link: int
    """The link of the cause."""
    fix: Fix


def _text(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _in_yaml(line: str) -> Fix:
    return lambda _chain, pipeline: (
        f"in the YAML of pipeline {pipeline['name']}, input.postgres_cdc: {line}; {APPLY_AGAIN} restores it"
    )


def _endpoint(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    database = chain["database"]
    return _in_yaml(f"aws: {{endpoint: '{database['endpoint']}:{database['port']}'}}")(chain, pipeline)


def _apply_again(_chain: Mapping[str, Any], _pipeline: Pipeline) -> str:
    return APPLY_AGAIN


def _new_password(_chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    return f"pulumi up --refresh --replace '**::{pipeline['name']}-password'"


def _free_a_slot(chain: Mapping[str, Any], _pipeline: Pipeline) -> str:
    idle = as_master(chain, "SELECT slot_name FROM pg_replication_slots WHERE NOT active")
    return f"{idle}; drop each that nobody needs: SELECT pg_drop_replication_slot('<slot_name>')"


def _stop_the_other(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    holders = as_master(
        chain,
        "SELECT slot_name, pid, application_name, client_addr, backend_start "
        "FROM pg_replication_slots JOIN pg_stat_activity ON pid = active_pid",
    )
    return f"{holders} tells who holds {pipeline['slot']}: stop that one, then {APPLY_AGAIN}"


def _same_tables(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    tables = ", ".join(f"{pipeline['schema']}.{table}" for table in pipeline["tables"])
    return as_master(chain, f"ALTER PUBLICATION {pipeline['publication']} SET TABLE {tables}")


# Sources: redpanda-data/connect internal/impl/postgresql; PostgreSQL's slot.c and aclchk.c; Kafka protocol guide,
# "Error Codes". The heartbeat comes first: its text holds that of a refused login, which is another matter.
KNOWN = (
    Known(text=_text("unable to write heartbeat message"), cause="L11", link=6, fix=_in_yaml("heartbeat_interval: 5m")),
    Known(text=_text("provided endpoint is missing a port"), cause="I11", link=5, fix=_endpoint),
    Known(text=_text(r"replication slot .* is active for PID \d+"), cause="L5", link=6, fix=_stop_the_other),
    Known(text=_text("all replication slots are in use"), cause="L4", link=6, fix=_free_a_slot),
    Known(text=_text("must be owner of (publication|table|relation)"), cause="L7", link=6, fix=_same_tables),
    Known(text=_text("SASL[ _]authentication[ _]failed"), cause="K4", link=7, fix=_new_password),
    Known(text=_text("TOPIC_AUTHORIZATION_FAILED"), cause="K5", link=7, fix=_apply_again),
    Known(text=_text("CLUSTER_AUTHORIZATION_FAILED"), cause="K6", link=7, fix=_apply_again),
    Known(text=_text("UNKNOWN_TOPIC_OR_PARTITION"), cause="K7", link=7, fix=_apply_again),
)

# Many causes share these texts; the checks of the links they come from tell which it is.
POINTERS = (
    (_text("verifying role assumption for .*AccessDenied"), "it points to links 2 and 3: a role was not assumed"),
    (_text("PAM authentication failed"), "it points to links 4 and 5: the token did not log in"),
)


def known_error(error: str) -> Known | None:
    """The one cause that brings this text about, if there is one."""
    return next((known for known in KNOWN if known.text.search(error)), None)


def hints(error: str) -> list[str]:
    """The links that this text points to, in words; empty: it points to none."""
    return [hint for text, hint in POINTERS if text.search(error)]


def pointed_out(error: str) -> str:
    """The error, with the links it points to."""
    return "; ".join([error, *hints(error)])
