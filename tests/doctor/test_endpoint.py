"""What a client without a login meets at the endpoint, against a server of the test's own; and what the checks say."""

import socket
from contextlib import contextmanager
from dataclasses import replace

import pytest

from doctor.checks import endpoint
from doctor.facts import endpoint as endpoint_probe
from doctor.facts.endpoint import SSL_REQUEST, EndpointFacts, Obstacle, endpoint_facts
from doctor.facts.facts import Unavailable
from doctor.finding import Result
from lab.services.certificates import CertificateAuthority
from tests.doctor.healthy_chain import CHAIN, CLUSTER, facts, with_cluster
from tests.tls_server import HERE, serving, show

HOST = CHAIN["database"]["endpoint"]
pytestmark = pytest.mark.usefixtures("_patient")


@contextmanager
def server(answer, leaf=None):
    """The port of a server that takes one connection, gives `answer` to SSLRequest and shows the certificate `leaf`."""

    def speak(connection):
        assert connection.recv(len(SSL_REQUEST)) == b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
        connection.sendall(answer)
        if leaf:
            show(connection, leaf)

    with serving(speak) as port:
        yield port


def seen(answer, authority, leaf=None, ca_bundle=None):
    with server(answer, leaf) as port:
        return endpoint_facts(HOST, port, str(ca_bundle or authority.ca_file), HERE)


def test_a_certificate_of_the_bundles_authority_for_the_endpoint_verifies(authority):
    found = seen(b"S", authority, authority.leaf(HOST))
    assert (found.obstacle, found.resolves, found.connects, found.address) == (None, True, True, HERE)
    assert found.valid_until.endswith("GMT")


def test_a_certificate_for_another_name_is_told_from_one_of_another_authority(authority, tmp_path):
    assert seen(b"S", authority, authority.leaf("other.invalid")).obstacle is Obstacle.OTHER_NAME
    stranger = CertificateAuthority(tmp_path)
    assert seen(b"S", authority, stranger.leaf(HOST)).obstacle is Obstacle.NOT_TRUSTED


@pytest.mark.parametrize(("answer", "obstacle"), [(b"N", Obstacle.NO_TLS), (b"", Obstacle.SILENT)])
def test_a_server_without_tls_is_told_from_one_that_hangs_up(authority, answer, obstacle):
    found = seen(answer, authority)
    assert (found.obstacle, found.connects) == (obstacle, True)


def test_a_handshake_that_breaks_off_says_nothing_of_the_certificate(authority):
    assert seen(b"S", authority).obstacle is Obstacle.NO_HANDSHAKE


def test_without_a_bundle_nothing_is_said_of_the_certificate_and_the_rest_is(authority, tmp_path):
    found = seen(b"S", authority, ca_bundle=tmp_path / "none.pem")
    assert (found.obstacle, found.connects) == (Obstacle.NO_BUNDLE, True)
    assert "none.pem" in found.problem


def test_a_port_that_nobody_listens_on_refuses(authority):
    with socket.create_server((HERE, 0)) as listener:
        port = listener.getsockname()[1]
    found = endpoint_facts(HOST, port, str(authority.ca_file), HERE)
    assert (found.obstacle, found.resolves, found.connects) == (Obstacle.REFUSED, True, False)


def test_a_server_that_says_nothing_is_silent_and_a_connect_without_answer_is_a_timeout(authority, monkeypatch):
    monkeypatch.setattr(endpoint_probe, "STEP_TIMEOUT_S", 0.05)
    with socket.create_server((HERE, 0)) as listener:
        found = endpoint_facts(HOST, listener.getsockname()[1], str(authority.ca_file), HERE)
    assert found.obstacle is Obstacle.SILENT

    def swallowed(*_, **__):
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", swallowed)
    assert endpoint_facts(HOST, 1, "", HERE).obstacle is Obstacle.NO_ANSWER


@pytest.mark.parametrize(
    ("code", "obstacle"),
    [(socket.EAI_NONAME, Obstacle.NO_SUCH_NAME), (socket.EAI_AGAIN, Obstacle.RESOLVER_FAILED)],
)
def test_a_name_that_does_not_exist_is_told_from_a_resolver_that_fails(monkeypatch, code, obstacle):
    def resolve(*_, **__):
        raise socket.gaierror(code, "said")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    found = endpoint_facts(HOST, 5432, "")
    assert (found.obstacle, found.problem, found.resolves, found.connects) == (obstacle, "said", False, False)


OPEN = with_cluster(let_in=("0.0.0.0/0",))
PRIVATE = facts(cluster=CLUSTER, database_section={"exposure": "private"})
STOPPED = with_cluster(let_in=("0.0.0.0/0",), status="stopped")
CLOUDLESS = facts(cluster=Unavailable("no rights"))


def findings(known, obstacle):
    seen = EndpointFacts(address=HERE, obstacle=obstacle, problem="said", valid_until="then")
    return [finding for check in endpoint.CHECKS for finding in check(replace(known, endpoint=seen))]


P, F, U = Result.PASS, Result.FAIL, Result.UNKNOWN


@pytest.mark.parametrize(
    ("known", "obstacle", "results", "cause"),
    [
        (facts(), None, [P, P, P], None),
        (facts(), Obstacle.NO_SUCH_NAME, [F, U, U], "N1"),
        (PRIVATE, Obstacle.NO_SUCH_NAME, [U, U, U], None),
        (facts(), Obstacle.RESOLVER_FAILED, [U, U, U], None),
        (facts(), Obstacle.NO_ANSWER, [P, U, U], None),
        (OPEN, Obstacle.NO_ANSWER, [P, F, U], "N2"),
        (STOPPED, Obstacle.NO_ANSWER, [P, U, U], None),
        (CLOUDLESS, Obstacle.NO_ANSWER, [P, U, U], None),
        (facts(), Obstacle.REFUSED, [P, F, U], "N4"),
        (PRIVATE, Obstacle.REFUSED, [P, U, U], None),
        (OPEN, Obstacle.NO_ROUTE, [P, U, U], None),
        (facts(), Obstacle.SILENT, [P, P, U], None),
        (facts(), Obstacle.NO_GREETING, [P, P, U], None),
        (facts(), Obstacle.NO_BUNDLE, [P, P, U], None),
        (facts(), Obstacle.NO_HANDSHAKE, [P, P, U], None),
        (facts(), Obstacle.NO_TLS, [P, P, F], "T1"),
        (PRIVATE, Obstacle.NOT_TRUSTED, [P, P, F], "T2"),
        (PRIVATE, Obstacle.OTHER_NAME, [P, P, F], "T3"),
    ],
)
def test_only_what_is_no_matter_of_the_doctors_place_is_a_failure(known, obstacle, results, cause):
    found = findings(known, obstacle)
    assert [finding.result for finding in found] == results
    assert {finding.cause for finding in found} - {None} == ({cause} if cause else set())


def test_an_endpoint_that_was_not_looked_at_is_unknown():
    found = [finding for check in endpoint.CHECKS for finding in check(facts())]
    assert [(finding.result, finding.saw) for finding in found] == [(U, "not looked at")] * 3
