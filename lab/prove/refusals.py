"""What must be refused, each tried by the very client that would try it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import boto3
import psycopg
from botocore.exceptions import BotoCoreError, ClientError
from confluent_kafka import KafkaError, Producer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]  # exported, not by __all__
from psycopg import sql

from domain import iam_documents
from lab.prove.finding import Finding, Outcome
from lab.prove.surroundings import Surroundings

OTHER_POD = "system:serviceaccount:default:somebody-else"
STRANGER = "lab_stranger"
TOPIC_WITHOUT_ACL = "lab.somebody_elses_topic"
PRODUCE_TIMEOUT_S = 20
TOKEN_LIFETIME = timedelta(minutes=15)  # Aurora User Guide, "IAM database authentication"

ACCESS_DENIED = ("AccessDenied",)
PAM_FAILED = ("PAM authentication failed for user",)

Attempt = Callable[[], None]


class Refused(Exception):
    """The other side said no; the message is how."""


def try_refusals(surroundings: Surroundings) -> Iterator[Finding]:
    """One finding per attempt; one that goes through, or that fails in another way, is broken.

    Most attempts begin with roles that a healthy chain gives; where it gives none, nothing is tried.
    """
    try:
        attempts = Attempts(surroundings)
    except (BotoCoreError, ClientError) as error:
        yield Finding(subject="refusals", outcome=Outcome.NOT_RUN, detail=f"the chain itself is broken: {error}")
        return
    for subject, (attempt, words) in attempts.listed().items():
        yield _judge(subject, attempt, words)
    subject = "topic without an ACL"
    if surroundings.state.without_brokers:
        yield Finding(subject=subject, outcome=Outcome.NOT_RUN, detail=surroundings.state.without_brokers)
    else:
        yield _judge(subject, attempts.topic_without_acl, ("TOPIC_AUTHORIZATION_FAILED",))


def _judge(subject: str, attempt: Attempt, words: tuple[str, ...]) -> Finding:
    try:
        attempt()
    except (ClientError, psycopg.OperationalError, Refused) as error:
        said = _last_words(error)
        expected = any(word in said for word in words)
        return Finding(subject=subject, outcome=Outcome.REFUSED if expected else Outcome.BROKEN, detail=said)
    return Finding(subject=subject, outcome=Outcome.BROKEN, detail="it was let in")


def _last_words(error: Exception) -> str:
    """What the other side answered, without how the client leads up to it."""
    if isinstance(error, ClientError):
        answer = error.response["Error"]
        return f"{answer['Code']}: {answer['Message']}"
    return " ".join(str(error).split()).rpartition("FATAL: ")[2]


class Attempts:
    """Clients that must not get through."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload
        self._user = surroundings.pipeline["user"]
        self._external_id = surroundings.state.chain["trust"]["external_id"]
        self._pipeline_role = self._workload.web_identity(surroundings.pod_token)
        self._connect_role = self._workload.connect_role(self._pipeline_role, self._external_id)

    def listed(self) -> dict[str, tuple[Attempt, tuple[str, ...]]]:
        """Who tries what, and the words of the refusal."""
        host, port = self._workload.database["endpoint"], self._workload.database["port"]
        return {
            "another pod's web identity": (self._another_pod, ACCESS_DENIED),
            "connect role without its scope tag": (self._untagged, ACCESS_DENIED),
            "no ExternalId": (lambda: self._assume(None), ACCESS_DENIED),
            "wrong ExternalId": (lambda: self._assume(f"{self._external_id}-wrong"), ACCESS_DENIED),
            "another database user": (self._another_user, PAM_FAILED),
            "Redpanda account's credentials, no assume": (lambda: self._log_in(self._pipeline_role), PAM_FAILED),
            "token for another host": (lambda: self._log_in(host=f"other-{host}"), PAM_FAILED),
            "token for another port": (lambda: self._log_in(port=port + 1), PAM_FAILED),
            "token for another region": (lambda: self._log_in(region="eu-west-1"), PAM_FAILED),
            "expired token": (self._expired, PAM_FAILED),
            "a password for an IAM user": (lambda: self._present("a-password"), PAM_FAILED),
            "no TLS": (self._without_tls, ("no encryption",)),
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

    def _assume(self, external_id: str | None) -> None:
        self._workload.connect_role(self._pipeline_role, external_id)

    def _another_pod(self) -> None:
        self._workload.web_identity(self._around.issuer.issue(OTHER_POD))

    def _untagged(self) -> None:
        iam = self._around.operator("database").client("iam")
        role = self._around.state.chain["trust"]["connect_role_arn"].rpartition("/")[2]
        tag = self._around.state.chain["redpanda"]["scope_tag"]
        iam.untag_role(RoleName=role, TagKeys=[tag])
        try:
            self._assume(self._external_id)
        finally:
            iam.tag_role(RoleName=role, Tags=[{"Key": tag, "Value": iam_documents.SCOPE_TAG_VALUE}])

    def _another_user(self) -> None:
        with self._stranger():
            token = self._workload.login_token(self._connect_role, STRANGER)
            self._present(token, user=STRANGER)

    def _log_in(self, session: boto3.Session | None = None, **signed_for: object) -> None:
        token = self._workload.login_token(session or self._connect_role, self._user, **signed_for)  # type: ignore[arg-type]
        self._present(token)

    def _expired(self) -> None:
        long_ago = datetime.now(UTC) - TOKEN_LIFETIME - timedelta(minutes=1)
        # The signer has no argument for it: its clock is set back.
        with mock.patch("botocore.auth.get_current_datetime", return_value=long_ago.replace(tzinfo=None)):
            token = self._workload.login_token(self._connect_role, self._user)
        self._present(token)

    def _present(self, password: str, user: str | None = None, **options: object) -> None:
        with self._workload.login(user or self._user, password, **options):
            pass

    def _without_tls(self) -> None:
        token = self._workload.login_token(self._connect_role, self._user)
        self._present(token, sslmode="disable", sslrootcert="")

    @contextmanager
    def _stranger(self) -> Iterator[None]:
        """An IAM user of the database that no policy names."""
        name = sql.Identifier(STRANGER)
        with self._workload.login(*self._around.master_login) as master:
            master.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            try:
                master.execute(sql.SQL("GRANT rds_iam TO {}").format(name))
                yield
            finally:
                master.execute(sql.SQL("DROP ROLE {}").format(name))
