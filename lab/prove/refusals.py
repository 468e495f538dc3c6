"""What must be refused of a pipeline's chain, each tried by the very client that would try it."""

from collections.abc import Iterator

from confluent_kafka import KafkaError, Producer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]  # exported, not by __all__

from lab.prove.attempts import Attempts, Refused, judge, try_all
from lab.prove.finding import Finding, Outcome
from lab.prove.identity_attempts import OF_RUNTIMES
from lab.prove.login_attempts import LoginAttempts
from lab.prove.pipeline_identity import own_session
from lab.prove.surroundings import Surroundings

TOPIC_WITHOUT_ACL = "lab.somebody_elses_topic"
PRODUCE_TIMEOUT_S = 20


def try_refusals(surroundings: Surroundings) -> Iterator[Finding]:
    """One finding per attempt."""
    pipeline = PipelineAttempts(surroundings)
    yield from try_all(pipeline.listed)
    subject = "topic without an ACL"
    if surroundings.state.without_brokers:
        yield Finding(subject=subject, outcome=Outcome.NOT_RUN, detail=surroundings.state.without_brokers)
    else:
        yield judge(subject, pipeline.topic_without_acl, ("TOPIC_AUTHORIZATION_FAILED",))


class PipelineAttempts:
    """Clients that must not get through to the database, and a pipeline where it must not write."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload
        self._user = surroundings.pipeline["user"]
        self._external_id = surroundings.state.chain["trust"]["external_id"]

    def listed(self) -> Attempts:
        """Who tries what, and the words of the refusal."""
        own = own_session(self._around)
        logins = LoginAttempts(
            workload=self._workload,
            own_role=own,
            connect_role=self._workload.connect_role(own, self._external_id),
            user=self._user,
            master_login=self._around.master_login,
        )
        return {
            **OF_RUNTIMES[self._workload.chain["runtime"]["kind"]](self._around, own),
            **logins.assumptions(),
            **logins.logins(),
        }

    def topic_without_acl(self) -> None:
        """The pipeline's own Redpanda user, at somebody else's topic."""
        admin = AdminClient(self._around.kafka_admin_config())
        if TOPIC_WITHOUT_ACL not in admin.list_topics(timeout=PRODUCE_TIMEOUT_S).topics:
            admin.create_topics([NewTopic(TOPIC_WITHOUT_ACL, 1, 1)])[TOPIC_WITHOUT_ACL].result()
        errors: list[KafkaError | None] = []
        login = {"sasl.username": self._user, "sasl.password": self._around.pipeline_password}
        producer = Producer(
            {**self._around.kafka_admin_config(), **login, "message.timeout.ms": PRODUCE_TIMEOUT_S * 1000}
        )
        producer.produce(TOPIC_WITHOUT_ACL, b"x", on_delivery=lambda error, _: errors.append(error))
        producer.flush(PRODUCE_TIMEOUT_S)
        for error in errors:
            if error is not None:
                raise Refused(f"{error.name()}: {error.str()}")
