"""Link 7 of a pipeline on ECS: its service keeps exactly one task, and if there is none, why."""

from collections.abc import Iterator

from doctor.chain import ECS, caller, runtime_kind
from doctor.checks.each_pipeline import NOT_READ, Pipeline
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Absent, Facts, Unavailable
from doctor.facts.hosts import ServiceFacts
from doctor.finding import Finding, changing, failed, passed, unknown
from doctor.symptoms import seen_in

LINK = 7


def check_task_runs(facts: Facts) -> Iterator[Finding]:
    """K1, E7, E8, E9, E10, E16: one task, and the reason of the last one that stopped."""
    if runtime_kind(facts.chain) != ECS:
        return
    for pipeline in facts.chain["pipelines"]:
        check, seen = f"{pipeline['name']}: task runs", facts.services.get(pipeline["name"], NOT_READ)
        if isinstance(seen, Absent):
            yield failed(LINK, check, f"there is no {seen.what}", cause="K1", fix=APPLY_AGAIN)
        elif isinstance(seen, Unavailable):
            yield unknown(LINK, check, seen.reason)
        elif seen.desired != 1 or seen.running > 1:
            saw = f"got {seen.desired} desired and {seen.running} running, want one: a slot has one reader"
            one = _aws(facts, pipeline, "update-service", "service", "--desired-count 1")
            yield failed(LINK, check, saw, cause="E10", fix=f"{one}; {APPLY_AGAIN}  # keeps it so")
        elif seen.running:
            yield passed(LINK, check, "one")
        elif seen.pending:
            yield changing(LINK, check, _saw(seen))
        else:
            yield _stopped(facts, check, pipeline, seen)


CHECKS = (check_task_runs,)


def _saw(seen: ServiceFacts) -> str:
    last = seen.stopped[0] if seen.stopped else "none stopped within the hour that ECS remembers"
    return f"got no task, want one; the last one: {last}"


def _stopped(facts: Facts, check: str, pipeline: Pipeline, seen: ServiceFacts) -> Finding:
    log = (
        f"aws logs tail {pipeline['host']['log_group_name']} --profile {caller(facts.chain).profile} "
        f"--region {caller(facts.chain).region}"
    )
    text = seen.stopped[0] if seen.stopped else ""
    image = facts.chain["runtime"]["image"]
    fixes = {
        "E8": f"have the task reach the registry, and runtime: ecs: imageVersion name an image of it ({image})",
        "E9": f"let the execution role read {pipeline['host']['password_secret_arn']} and the task reach "
        f"Secrets Manager: {APPLY_AGAIN}",
        "E16": f"{APPLY_AGAIN}  # makes the log group anew; the task needs a way to CloudWatch Logs too",
    }
    cause = next((one.symptom.causes[0] for one in seen_in(text)), None)
    if cause in fixes:
        return failed(LINK, check, _saw(seen), cause=cause, fix=fixes[cause])
    return failed(LINK, check, _saw(seen), cause="E7", fix=f"{log}  # mend what it names, then {APPLY_AGAIN}")


def _aws(facts: Facts, pipeline: Pipeline, operation: str, option: str, rest: str) -> str:
    who, cluster = caller(facts.chain), facts.chain["runtime"]["cluster_name"]
    name = pipeline["host"]["service_name"]
    where = f"--profile {who.profile} --region {who.region} --cluster {cluster}"
    return f"aws ecs {operation} {where} --{option} {name} {rest}"
