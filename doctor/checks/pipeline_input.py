"""The configuration's input, for links 2 to 6: it assumes the role, logs in with a good token, and replicates.

Of MySQL only the first two; how it replicates is pipeline_mysql's matter.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from doctor.checks import pipeline_login
from doctor.checks.database_input import input_kind, known_later
from doctor.checks.each_component import Verdict, Wrong, each_component
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding
from domain.connect_names import in_configuration, in_database
from domain.pipeline_config import POSTGRES, Component, duration_s, get, is_interpolated, shown
from domain.postgres_input import HEARTBEAT_INTERVAL, TOKEN_LIFETIME_S
from domain.slots import SLOT_NAME


def check_role(facts: Facts) -> Iterator[Finding]:
    """Whether a role is assumed at all, and the connect role last: its session signs the token."""

    def judge(_: Pipeline, component: Component) -> Verdict:
        wanted = facts.chain["trust"]["connect_role_arn"]
        external_id = facts.chain["trust"]["external_id"]
        asked = "" if external_id is None else f", role_external_id: {external_id}"
        aws, roles = component.key("aws"), f"[{{role: {wanted}{asked}}}]"
        if component.get("aws", "enabled") is not True:
            got = shown(component.get("aws", "enabled"))
            why = "without it no role is assumed and no token is made"
            return Wrong(cause="R13", key=f"{aws}.enabled", got=got, want="true", why=why)
        hops = _roles(component)
        if not hops:
            got = shown(component.get("aws", "role"))
            why = "a lone role without role_external_id is not assumed"
            return Wrong(cause="R13", key=f"{aws}.roles", got=f"nothing, and role {got}", want=roles, why=why)
        last = hops[-1].get("role")
        if is_interpolated(last):
            return known_later(f"{aws}.roles")
        if last != wanted:
            why = "the pipeline role may assume no other"
            return Wrong(cause="R1", key=f"{aws}.roles", got=shown(last), want=roles, why=why)
        return str(wanted)

    yield from each_component(facts, input_kind(facts.chain), link=2, what="configured role", judge=judge)


def check_external_id(facts: Facts) -> Iterator[Finding]:
    """Whether the last role is assumed with the ExternalId that its trust asks for."""

    def judge(_: Pipeline, component: Component) -> Verdict:
        wanted, hops = facts.chain["trust"]["external_id"], _roles(component)
        if wanted is None:
            return "the trust asks for none"
        if not hops or hops[-1]["role"] != facts.chain["trust"]["connect_role_arn"]:
            return Unavailable("the connect role is not the last that is assumed")
        got = hops[-1].get("role_external_id")
        if is_interpolated(got):
            return known_later("role_external_id")
        if got == wanted:
            return str(wanted)
        listed = component.get("aws", "roles")
        where = f"roles.{len(listed) - 1}.role_external_id" if listed else "role_external_id"
        return Wrong(cause="R4", key=component.key("aws", where), got=shown(got), want=wanted)

    yield from each_component(facts, input_kind(facts.chain), link=3, what="configured ExternalId", judge=judge)


def check_heartbeat(facts: Facts) -> Iterator[Finding]:
    """Whether the heartbeat's connection is first dialled while its token lives."""

    def judge(_: Pipeline, component: Component) -> Verdict:
        interval = component.get("heartbeat_interval")
        seconds = duration_s("1h" if interval is None else interval)
        wrong = partial(Wrong, key=component.key("heartbeat_interval"), got=shown(interval), want=HEARTBEAT_INTERVAL)
        if seconds is None:
            return Unavailable(f"heartbeat_interval: got {shown(interval)}, want a duration such as 5m")
        if seconds <= 0:
            return wrong(cause="L12", why="the input does not start with it")
        if seconds >= TOKEN_LIFETIME_S and component.get("aws", "enabled") is True:
            return wrong(cause="L11", why="a token lives 15 minutes, the default is 1h")
        return shown(interval)

    yield from each_component(facts, POSTGRES, link=6, what="configured heartbeat", judge=judge)


def check_slot(facts: Facts) -> Iterator[Finding]:
    """Whether the slot outlives a restart and has a name that PostgreSQL and Redpanda Connect both take."""

    def judge(pipeline: Pipeline, component: Component) -> Verdict:
        name = component.get("slot_name")
        if component.get("temporary_slot") is True:
            why = "changes made while the pipeline is away are lost"
            return Wrong(cause="L16", key=component.key("temporary_slot"), got="true", want="false", why=why)
        if is_interpolated(name):
            return known_later(component.key("slot_name"))
        if not _is_slot_name(name):
            key, want, why = component.key("slot_name"), pipeline["slot"], f"it has to match {SLOT_NAME.pattern}"
            return Wrong(cause="L17", key=key, got=shown(name), want=want, why=why)
        return f"{name} is permanent"

    yield from each_component(facts, POSTGRES, link=6, what="configured slot", judge=judge)


def check_publication(facts: Facts) -> Iterator[Finding]:
    """Whether slot and tables are those the publication was made for: any difference needs rights the user lacks."""

    def judge(pipeline: Pipeline, component: Component) -> Verdict:
        made = f"publication {pipeline['publication']} is made for it"
        slot, schema, tables = (component.get(name) for name in ("slot_name", "schema", "tables"))
        if not _is_slot_name(slot):
            return Unavailable(f"slot_name: got {shown(slot)}, which gives no publication's name")
        if slot != pipeline["slot"]:
            want = pipeline["slot"]
            return Wrong(cause="L7", key=component.key("slot_name"), got=slot, want=want, why=made)
        if _meant(schema) != pipeline["schema"]:
            want = _yaml(in_configuration(pipeline["schema"]))
            return Wrong(cause="L7", key=component.key("schema"), got=shown(schema), want=want, why=made)
        got = tables if isinstance(tables, list) else []
        if sorted(map(_meant, got)) != sorted(pipeline["tables"]):
            listed = ", ".join(sorted(map(shown, got))) or "nothing"
            want = f"[{', '.join(_yaml(in_configuration(table)) for table in pipeline['tables'])}]"
            return Wrong(cause="L7", key=component.key("tables"), got=listed, want=want, why=made)
        return f"they are those of {pipeline['publication']}"

    yield from each_component(facts, POSTGRES, link=6, what="configured tables", judge=judge)


def _meant(name: object) -> str:
    """A name of the configuration as the database has it."""
    return in_database(name) if isinstance(name, str) else shown(name)


def _yaml(name: str) -> str:
    """A name as it is typed: the quotes of `"Orders"` are part of the text, so that it stands in others."""
    return f"'{name}'" if name.startswith('"') else name


LOGIN_CHECKS = (check_role, check_external_id, *pipeline_login.CHECKS)
"""Of either engine."""

CHECKS = (*LOGIN_CHECKS, check_heartbeat, check_slot, check_publication)
"""Of PostgreSQL."""


def _roles(component: Component) -> list[Mapping[str, Any]]:
    """The roles that are assumed, in order: a lone `role` without `role_external_id` is not one of them."""
    first = {"role": component.get("aws", "role"), "role_external_id": component.get("aws", "role_external_id")}
    listed = component.get("aws", "roles")
    hops = listed if isinstance(listed, list) else []
    return [hop for hop in ([first] if all(first.values()) else []) + hops if get(hop, "role")]


def _is_slot_name(value: Any) -> bool:
    return isinstance(value, str) and SLOT_NAME.fullmatch(value) is not None
