"""Link 5, as CloudWatch counts it: logins that the server itself did not manage, and refusals that point elsewhere.

A count without data is one that nothing added to: where nobody logged in by token there is nothing to judge, and a
pipeline that streams logs in rarely.
"""

from collections.abc import Iterator

from doctor.checks.fix_commands import APPLY_AGAIN, setting
from doctor.facts.facts import Facts, Unavailable
from doctor.facts.metrics import WINDOW, ClusterMetrics
from doctor.finding import Finding, failed, not_applicable, passed, unknown

LINK = 5
MINUTES = f"{WINDOW.seconds // 60} minutes"
LOGINS_A_SECOND = 200  # Aurora User Guide, "IAM database authentication", limitations
ENOUGH_MEMORY_BYTES = 1000 * 2**20
"""What IAM authentication takes at most, beside the database's own (same page)."""
FULL_PERCENT = 95.0


def check_throttling(facts: Facts) -> Iterator[Finding]:
    """I8: whether logins came faster than they are checked."""
    check, seen = "logins by token are not throttled", facts.metrics
    if isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif seen.throttling:
        saw = f"throttled in {MINUTES}: got {seen.throttling:.0f} of {_of(seen.requests)} logins, want none"
        fix = (
            f"have every client of the cluster pool its connections and wait a random time before it dials again: "
            f"fewer than {LOGINS_A_SECOND} logins a second are checked"
        )
        yield failed(LINK, check, saw, cause="I8", fix=fix)
    else:
        yield _fine(check, seen)


def check_server_errors(facts: Facts) -> Iterator[Finding]:
    """I9: whether the server erred over tokens, and whether it had the memory for them."""
    check, seen = "server checks tokens without errors", facts.metrics
    if isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif seen.server_error:
        saw = f"errors of the server in {MINUTES}: got {seen.server_error:.0f}, want none ({_resources(seen)})"
        more = f"in the stack's YAML, {setting(facts.chain, 'database: minAcu: 1 or more')}, then {APPLY_AGAIN}"
        fix = more if _tight(seen) else f"open a case with AWS; where memory gets short at times: {more}"
        yield failed(LINK, check, saw, cause="I9", fix=fix)
    else:
        yield _fine(check, seen)


def check_refusals(facts: Facts) -> Iterator[Finding]:
    """Refusals that are somebody's, by name nobody's: they narrow down what other checks find, and decide nothing."""
    check, seen = "logins by token that were refused", facts.metrics
    if isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
        return
    pointed = []
    if seen.invalid_token:
        pointed.append(f"{seen.invalid_token:.0f} for an invalid token, as with I6 and I7")
    if seen.insufficient_permissions:
        pointed.append(f"{seen.insufficient_permissions:.0f} for lack of permission, as with I3, I4, I5 and I13")
    if pointed:
        yield unknown(LINK, check, f"{'; '.join(pointed)}; whose they were CloudWatch does not tell")
    else:
        yield _fine(check, seen)


CHECKS = (check_throttling, check_server_errors, check_refusals)


def _fine(check: str, seen: ClusterMetrics) -> Finding:
    if seen.requests is None:
        return not_applicable(LINK, check, f"CloudWatch has no data: no login by token in {MINUTES}")
    return passed(LINK, check, f"none of {_of(seen.requests)} logins in {MINUTES}")


def _of(requests: float | None) -> str:
    return "an unknown number of" if requests is None else f"{requests:.0f}"


def _resources(seen: ClusterMetrics) -> str:
    memory, load = seen.lowest_memory_bytes, seen.highest_acu_utilization
    told = ["free memory not told" if memory is None else f"free memory down to {memory / 2**20:.0f} MiB"]
    told += [] if load is None else [f"capacity used up to {load:.0f} %"]
    return ", ".join(told)


def _tight(seen: ClusterMetrics) -> bool:
    memory, load = seen.lowest_memory_bytes, seen.highest_acu_utilization
    return (memory is not None and memory < ENOUGH_MEMORY_BYTES) or (load is not None and load >= FULL_PERCENT)
