"""The pipelines as objects of Redpanda Cloud: their compute units, the password they know, and doubles of them."""

from collections.abc import Iterator

from doctor.chain import reads_mysql
from doctor.checks.each_pipeline import NOT_READ, Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, pipeline_setting
from doctor.facts.facts import Absent, Facts, ListedPipeline, PipelineFacts, Unavailable
from doctor.finding import Finding, failed, passed, unknown
from domain import compute_grid
from domain.secret_versions import noted_password_version

LINK = 7


def check_resources(facts: Facts) -> Iterator[Finding]:
    """K15: whether CPU and memory are one of the pairs that Redpanda Cloud has."""

    def judge(check: str, pipeline: Pipeline, seen: PipelineFacts) -> Finding:
        if seen.cpu is None or seen.memory is None:
            return unknown(LINK, check, "Redpanda Cloud does not tell cpu_shares and memory_shares")
        try:
            compute_grid.check(seen.cpu, seen.memory)
        except ValueError as error:
            saw = f"cpu_shares, memory_shares: got {seen.cpu}, {seen.memory}, {error}"
            fix = (
                f"in the stack's YAML, {pipeline_setting(facts.chain, pipeline)}: a cpu "
                f"of the grid, such as 200m, and no memory, which follows from it; then {APPLY_AGAIN}"
            )
            return failed(LINK, check, saw, cause="K15", fix=fix)
        return passed(LINK, check, f"{seen.cpu} with {seen.memory}")

    yield from each_pipeline(facts.chain, _there(facts), link=LINK, what="compute units", judge=judge)


def check_password_version(facts: Facts) -> Iterator[Finding]:
    """K3: whether the pipeline was started with the password that its user has: it reads secrets only at a start."""

    def judge(check: str, pipeline: Pipeline, seen: PipelineFacts) -> Finding:
        noted, wanted = noted_password_version(seen.config_yaml), pipeline.get("password_version")
        if wanted is None:
            return unknown(LINK, check, f"the chain tells no version; {APPLY_AGAIN} adds it")
        if noted is None:
            return unknown(LINK, check, "the configuration that runs notes no version, so it is not the program's")
        if noted == wanted:
            return passed(LINK, check, f"version {noted}, as the user's")
        saw = f"password version: got {noted} in the configuration that runs, want {wanted:.0f}, the user's"
        fix = f"{APPLY_AGAIN}  # writes the configuration anew, which restarts pipeline {pipeline['id']}"
        return failed(LINK, check, saw, cause="K3", fix=fix)

    yield from each_pipeline(facts.chain, _there(facts), link=LINK, what="password version", judge=judge)


def check_doubles(facts: Facts) -> Iterator[Finding]:
    """C5: whether the cluster has another pipeline by the same name: one that the stack's state has lost."""
    for pipeline in facts.chain["pipelines"]:
        check, listed = f"{pipeline['name']}: the only pipeline by its name", facts.listed_pipelines
        if isinstance(listed, Unavailable):
            yield unknown(LINK, check, listed.reason)
            continue
        others = [one for one in listed if one.display_name == pipeline["name"] and one.id != pipeline["id"]]
        if others:
            yield _double(facts, check, pipeline, others[0], known={one.id for one in listed})
        else:
            yield passed(LINK, check, f"{len(listed)} on the cluster, no other is named {pipeline['name']}")


CHECKS = (check_resources, check_password_version, check_doubles)


def _there(facts: Facts) -> dict[str, PipelineFacts | Unavailable]:
    """Of each pipeline; that there is none is a finding of its own (K1)."""
    seen = {pipeline["name"]: facts.pipelines.get(pipeline["name"], NOT_READ) for pipeline in facts.chain["pipelines"]}
    return {
        name: Unavailable(f"there is no {found.what}") if isinstance(found, Absent) else found
        for name, found in seen.items()
    }


def _double(facts: Facts, check: str, pipeline: Pipeline, other: ListedPipeline, known: set[str]) -> Finding:
    name = pipeline["name"]
    saw = f"pipelines named {name}: got {other.id} too, want {pipeline['id']} alone, which the stack knows"
    cluster_id, api = facts.chain["redpanda"]["cluster_id"], facts.chain["redpanda"]["cluster_api_url"]
    adopt = f"pulumi import redpanda:index/pipeline:Pipeline {name}-pipeline {other.id},{cluster_id}"
    shared = "keep their position in one topic" if reads_mysql(facts.chain) else "want the slot"
    remove = f"delete the other, DELETE {api}/v1/redpanda-connect/pipelines/{other.id}: both {shared}"
    fix = f"{remove}; keep redpanda.allowDeletion: false" if pipeline["id"] in known else adopt
    return failed(LINK, check, saw, cause="C5", fix=fix)
