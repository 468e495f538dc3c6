"""Link 7, change → topic: the topics are there, and the pipeline's user may write to them."""

from collections.abc import Iterator
from shlex import join

from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Facts, KafkaFacts
from doctor.finding import Finding, failed, passed

LINK = 7
TOPIC_OPERATIONS = ("WRITE", "DESCRIBE")
IDEMPOTENT_WRITE = ("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE")


def check_topics(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's topic and dead-letter topic exist; the pipeline makes none itself."""

    def judge(check: str, pipeline: Pipeline, kafka: KafkaFacts) -> Finding:
        missing = [topic for topic in _topics(pipeline) if topic not in kafka.topics]
        if missing:
            return failed(LINK, check, f"there is no topic {', '.join(missing)}", cause="K7", fix=APPLY_AGAIN)
        return passed(LINK, check, ", ".join(_topics(pipeline)))

    yield from each_pipeline(facts.chain, facts.kafka, link=LINK, what="topics exist", judge=judge)


def check_topic_rights(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's user may write to both topics."""

    def judge(check: str, pipeline: Pipeline, kafka: KafkaFacts) -> Finding:
        missing = {
            topic: [operation for operation in TOPIC_OPERATIONS if ("TOPIC", topic, operation) not in kafka.acls]
            for topic in _topics(pipeline)
        }
        lacking = {topic: operations for topic, operations in missing.items() if operations}
        if not lacking:
            return passed(LINK, check, f"{pipeline['user']} has {' and '.join(TOPIC_OPERATIONS)} on both topics")
        described = "; ".join(f"no {' and no '.join(operations)} on {topic}" for topic, operations in lacking.items())
        fix = " && ".join(
            _allow(pipeline["user"], operations, "--topic", topic) for topic, operations in lacking.items()
        )
        return failed(LINK, check, f"{pipeline['user']} has {described}", cause="K5", fix=fix)

    yield from each_pipeline(facts.chain, facts.kafka, link=LINK, what="rights on the topics", judge=judge)


def check_idempotent_write(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's user may write idempotently, as its pipeline does."""

    def judge(check: str, pipeline: Pipeline, kafka: KafkaFacts) -> Finding:
        user = pipeline["user"]
        if IDEMPOTENT_WRITE in kafka.acls:
            return passed(LINK, check, f"{user} has IDEMPOTENT_WRITE on the cluster")
        fix = _allow(user, ["IDEMPOTENT_WRITE"], "--cluster")
        return failed(LINK, check, f"{user} has no IDEMPOTENT_WRITE on the cluster", cause="K6", fix=fix)

    yield from each_pipeline(facts.chain, facts.kafka, link=LINK, what="idempotent writes", judge=judge)


CHECKS = (check_topics, check_topic_rights, check_idempotent_write)


def _topics(pipeline: Pipeline) -> tuple[str, str]:
    return pipeline["topic"], pipeline["dead_letter_topic"]


def _allow(user: str, operations: list[str], *resource: str) -> str:
    """Redpanda documentation, "rpk security acl create"."""
    wanted = ",".join(operation.lower() for operation in operations)
    return join(
        ["rpk", "security", "acl", "create", "--allow-principal", f"User:{user}", "--operation", wanted, *resource]
    )
