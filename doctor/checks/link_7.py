"""Link 7, change → topic: the topics are there, and the pipeline's user may write to them."""

from collections.abc import Iterator
from shlex import join

from doctor.chain import kafka_user, topics_of
from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Facts, KafkaFacts
from doctor.finding import Finding, failed, passed

LINK = 7
TOPIC_OPERATIONS = ("WRITE", "DESCRIBE")
CHECKPOINT_OPERATIONS = ("READ", *TOPIC_OPERATIONS)
"""A cache reads its topic from the beginning, in no consumer group (redpanda-data/connect, cache redpanda)."""
IDEMPOTENT_WRITE = ("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE")


def check_topics(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's topics exist; the pipeline makes none itself."""

    def judge(check: str, pipeline: Pipeline, kafka: KafkaFacts) -> Finding:
        missing = [topic for topic in topics_of(pipeline) if topic not in kafka.topics]
        if missing:
            return failed(LINK, check, f"there is no topic {', '.join(missing)}", cause="K7", fix=APPLY_AGAIN)
        return passed(LINK, check, ", ".join(topics_of(pipeline)))

    yield from each_pipeline(facts.chain, facts.kafka, link=LINK, what="topics exist", judge=judge)


def check_topic_rights(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's user may write to its topics, and read what it remembers there."""

    def judge(check: str, pipeline: Pipeline, kafka: KafkaFacts) -> Finding:
        missing = {
            topic: [operation for operation in operations if ("TOPIC", topic, operation) not in kafka.acls]
            for topic, operations in _rights(pipeline).items()
        }
        lacking = {topic: operations for topic, operations in missing.items() if operations}
        if not lacking:
            told = "; ".join(
                f"{' and '.join(operations)} on {topic}" for topic, operations in _rights(pipeline).items()
            )
            return passed(LINK, check, f"{kafka_user(pipeline)} has {told}")
        described = "; ".join(f"no {' and no '.join(operations)} on {topic}" for topic, operations in lacking.items())
        fix = " && ".join(
            _allow(kafka_user(pipeline), operations, "--topic", topic) for topic, operations in lacking.items()
        )
        return failed(LINK, check, f"{kafka_user(pipeline)} has {described}", cause="K5", fix=fix)

    yield from each_pipeline(facts.chain, facts.kafka, link=LINK, what="rights on the topics", judge=judge)


def check_idempotent_write(facts: Facts) -> Iterator[Finding]:
    """K6: whether the brokers give each pipeline's user a producer's id, which its idempotent writes ask for first.

    They do to whoever may WRITE to any topic, or has IDEMPOTENT_WRITE on the cluster (KIP-679, Kafka 3.0; Redpanda's
    `init_producer_id` likewise).
    """

    def judge(check: str, pipeline: Pipeline, kafka: KafkaFacts) -> Finding:
        user = kafka_user(pipeline)
        if kafka.may_write:
            return passed(LINK, check, f"{user} may WRITE to a topic, which is enough")
        if IDEMPOTENT_WRITE in kafka.acls:
            return passed(LINK, check, f"{user} has IDEMPOTENT_WRITE on the cluster")
        saw = f"{user} may WRITE to no topic and has no IDEMPOTENT_WRITE on the cluster"
        fix = _allow(user, ["WRITE", "DESCRIBE"], "--topic", pipeline["topic"])
        return failed(LINK, check, saw, cause="K6", fix=f"{fix}  # which is enough for the producer's id too")

    yield from each_pipeline(facts.chain, facts.kafka, link=LINK, what="idempotent writes", judge=judge)


CHECKS = (check_topics, check_topic_rights, check_idempotent_write)


def _rights(pipeline: Pipeline) -> dict[str, tuple[str, ...]]:
    """By topic."""
    checkpoints = pipeline.get("checkpoint_topic")
    return {topic: CHECKPOINT_OPERATIONS if topic == checkpoints else TOPIC_OPERATIONS for topic in topics_of(pipeline)}


def _allow(user: str, operations: list[str], *resource: str) -> str:
    """Redpanda documentation, "rpk security acl create"."""
    wanted = ",".join(operation.lower() for operation in operations)
    return join(
        ["rpk", "security", "acl", "create", "--allow-principal", f"User:{user}", "--operation", wanted, *resource]
    )
