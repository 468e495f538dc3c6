"""The stack's own alarms: what CloudWatch has noticed already, by the cause that each is about."""

from collections.abc import Iterator, Mapping

from doctor.causes import CAUSES
from doctor.checks.fix_commands import APPLY_AGAIN, in_database_account
from doctor.facts.alarms import AlarmState
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown

CHECK = "alarms"
LINK = 6
"""Of what is said about all of them; one that is on is told under its cause's link."""


def check_alarms(facts: Facts) -> Iterator[Finding]:
    """A failure for each alarm that is on, and a line for the others."""
    wanted = {alarm["name"]: alarm["cause"] for alarm in facts.chain.get("alarms", ())}
    if not wanted:
        return
    if isinstance(facts.alarms, Unavailable):
        yield unknown(LINK, CHECK, facts.alarms.reason)
        return
    for name, cause in wanted.items():
        seen = facts.alarms.get(name)
        if seen is not None and seen.state == "ALARM":
            history = in_database_account(
                facts.chain, "cloudwatch", "describe-alarm-history", "--alarm-name", name, "--max-records", "5"
            )
            fix = f"python -m doctor explain {cause}; since when: {history}"
            link = CAUSES[cause].link or LINK
            yield failed(link, f"alarm {name}", f"got ALARM, want OK: {seen.reason}", cause=cause, fix=fix)
    yield _the_others(wanted, facts.alarms)


CHECKS = (check_alarms,)


def _the_others(wanted: Mapping[str, str], seen: Mapping[str, AlarmState]) -> Finding:
    gone = [name for name in wanted if name not in seen]
    silent = [name for name, alarm in seen.items() if alarm.state == "INSUFFICIENT_DATA"]
    quiet = [name for name, alarm in seen.items() if alarm.state == "OK"]
    if gone:
        return unknown(LINK, CHECK, f"there is no {', no '.join(gone)}; {APPLY_AGAIN} makes them anew")
    if quiet:
        return passed(LINK, CHECK, f"{len(quiet)} are OK, {len(silent)} have no data")
    if silent:
        return not_applicable(LINK, CHECK, f"CloudWatch has no data yet for {len(silent)} alarms")
    return unknown(LINK, CHECK, "all of them are on")
