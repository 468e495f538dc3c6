import datetime
import http.server
import json
import ssl
import threading
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from doctor.facts.aws import Missing, Unreadable
from doctor.redpanda_cloud import RedpandaCloud

CLUSTER = {"id": "abc", "state": "STATE_READY", "nat_gateways": ["198.51.100.17"]}
PIPELINE = {"id": "pipe-1", "state": "STATE_RUNNING", "config_yaml": "input: {}"}
SECRET, TOKEN = "s3cret", "t0ken"
GRANT = {
    "grant_type": "client_credentials",
    "client_id": "id",
    "client_secret": SECRET,
    "audience": "cloudv2-production.redpanda.cloud",
}
GRANTED = (200, {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})
CLUSTER_PATH, PIPELINE_PATH, TOKEN_PATH = "/v1/clusters/abc", "/v1/redpanda-connect/pipelines/pipe-1", "/oauth/token"
LIST_PATH = "/v1/redpanda-connect/pipelines"


class Api(http.server.ThreadingHTTPServer):
    """Answers as documented; `answers` by path stand in for its own, `seen` are the requests in order."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.seen = []
        self.over = threading.Event()
        self.answers = {
            TOKEN_PATH: GRANTED,
            CLUSTER_PATH: (200, {"cluster": CLUSTER}),
            PIPELINE_PATH: (200, {"pipeline": PIPELINE}),
        }

    def cloud(self, **options):
        options = {"api_url": self.url, "auth_url": f"{self.url}{TOKEN_PATH}", "timeout_s": 20} | options
        return RedpandaCloud("id", SECRET, **options)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(self.headers["Authorization"] == f"Bearer {TOKEN}")

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer({name: value for name, (value,) in form.items()} == GRANT)

    def _answer(self, known):
        self.server.seen.append(f"{self.command} {self.path}")
        status, content = self.server.answers.get(self.path, (404, {"code": 5}))
        if content == "never":
            self.server.over.wait(30)
            return
        self.send_response(status if known else 401)
        self.send_header("Location", f"{self.server.url}{CLUSTER_PATH}")
        self.end_headers()
        self.wfile.write((content if isinstance(content, str) else json.dumps(content)).encode())

    def log_message(self, *_):
        pass


@contextmanager
def serving(tls=None):
    server = Api()
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def api(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as server:
        yield server


def refusal(call, error=Unreadable):
    with pytest.raises(error) as refused:
        call()
    assert SECRET not in str(refused.value)
    assert TOKEN not in str(refused.value)
    return str(refused.value)


def test_a_cluster_is_read_with_a_token_of_the_service_account(api):
    assert api.cloud().cluster("abc") == CLUSTER
    assert api.seen == [f"POST {TOKEN_PATH}", f"GET {CLUSTER_PATH}"]


@pytest.mark.parametrize("answer", [{"pipeline": PIPELINE}, PIPELINE], ids=["as its message", "as its reference"])
def test_a_pipeline_is_read_from_its_own_cluster_in_either_documented_shape(api, answer):
    api.answers[PIPELINE_PATH] = (200, answer)
    assert api.cloud(api_url="http://127.0.0.1:1").pipeline(f"{api.url}/", "pipe-1") == PIPELINE


def test_pipelines_are_listed_page_by_page(api):
    api.answers[LIST_PATH] = (200, {"pipelines": [PIPELINE], "next_page_token": "a b"})
    api.answers[f"{LIST_PATH}?page_token=a%20b"] = (200, {"pipelines": [{"id": "pipe-2"}], "next_page_token": ""})
    assert api.cloud().pipelines(api.url) == [PIPELINE, {"id": "pipe-2"}]


def test_a_list_that_never_ends_is_given_up(api):
    for path in (LIST_PATH, f"{LIST_PATH}?page_token=again"):
        api.answers[path] = (200, {"pipelines": [], "next_page_token": "again"})
    assert "more than 20 pages" in refusal(lambda: api.cloud().pipelines(api.url))


@pytest.mark.parametrize("answer", [{}, {"pipelines": TOKEN}, {"pipelines": [TOKEN]}])
def test_a_list_of_another_shape_is_told_without_its_text(api, answer):
    api.answers[LIST_PATH] = (200, answer)
    assert "without pipelines" in refusal(lambda: api.cloud().pipelines(api.url))


def test_one_token_serves_all_calls(api):
    cloud = api.cloud()
    cloud.cluster("abc")
    cloud.pipeline(api.url, "pipe-1")
    assert api.seen.count(f"POST {TOKEN_PATH}") == 1


@pytest.mark.parametrize("lifetime", [{}, {"expires_in": 30}], ids=["unknown", "nearly over"])
def test_a_token_that_may_have_ended_is_not_used_again(api, lifetime):
    api.answers[TOKEN_PATH] = (200, {"access_token": TOKEN, **lifetime})
    cloud = api.cloud()
    cloud.cluster("abc")
    cloud.cluster("abc")
    assert api.seen.count(f"POST {TOKEN_PATH}") == 2


def test_a_wrong_secret_is_named_as_such_and_nothing_more_is_asked(api):
    wrong = RedpandaCloud("id", "another", api.url, f"{api.url}{TOKEN_PATH}")
    text = refusal(lambda: wrong.cluster("abc"))
    assert text.endswith("refused the login (401): REDPANDA_CLIENT_ID or REDPANDA_CLIENT_SECRET is wrong")
    assert "another" not in text
    assert api.seen == [f"POST {TOKEN_PATH}"]


@pytest.mark.parametrize(
    ("status", "said"), [(401, "does not take the service account's token"), (403, "lacks the right to read it")]
)
def test_a_refused_read_says_what_is_lacking(api, status, said):
    api.answers[CLUSTER_PATH] = (status, {"message": f"{TOKEN} {SECRET}"})
    text = refusal(lambda: api.cloud().cluster("abc"))
    assert f"refused ({status})" in text
    assert said in text


def test_what_does_not_exist_is_missing(api):
    assert "found nothing (404)" in refusal(lambda: api.cloud().pipeline(api.url, "other"), Missing)


def test_an_id_stays_one_part_of_the_path(api):
    refusal(lambda: api.cloud().cluster("../abc?x"), Missing)
    assert api.seen[-1] == "GET /v1/clusters/..%2Fabc%3Fx"


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (CLUSTER_PATH, (500, {"message": TOKEN}), "status 500"),
        (CLUSTER_PATH, (302, {}), "status 302"),
        (CLUSTER_PATH, (200, f"<html>{TOKEN}"), "something other than a JSON object"),
        (CLUSTER_PATH, (200, [TOKEN]), "something other than a JSON object"),
        (CLUSTER_PATH, (200, {"cluster": TOKEN}), "without a cluster"),
        (TOKEN_PATH, (200, {"token": TOKEN}), "gave no token (200)"),
        (TOKEN_PATH, (429, {}), "status 429"),
    ],
)
def test_an_unusable_answer_is_told_by_its_kind_and_never_by_its_text(api, path, answer, said):
    api.answers[path] = answer
    assert said in refusal(lambda: api.cloud().cluster("abc"))


@pytest.mark.parametrize("path", [TOKEN_PATH, CLUSTER_PATH])
def test_a_server_that_does_not_answer_is_named(api, path):
    api.answers[path] = (200, "never")
    text = refusal(lambda: api.cloud(timeout_s=0.2).cluster("abc"))
    assert f"{api.url}{path} got no answer (ReadTimeout)" in text


def test_a_host_that_cannot_be_reached_is_named():
    cloud = RedpandaCloud("id", SECRET, "http://127.0.0.1:1", f"http://127.0.0.1:1{TOKEN_PATH}")
    assert "got no answer (ConnectError)" in refusal(lambda: cloud.cluster("abc"))


@pytest.mark.parametrize("url", ["http://api.invalid", "ftp://127.0.0.1", "api.invalid", "", "http://[", None])
def test_nothing_is_sent_without_tls_to_another_machine(api, url):
    if url is None:
        text = refusal(lambda: api.cloud(auth_url="http://auth.invalid/token").cluster("abc"))
    else:
        text = refusal(lambda: api.cloud().pipeline(url, "pipe-1"))
        assert api.seen == []
    assert "want https" in text


def test_a_certificate_that_nobody_vouches_for_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(self_signed(tmp_path)) as server:
        cloud = server.cloud(auth_url=f"https://127.0.0.1:{server.server_port}{TOKEN_PATH}")
        assert "got no answer (ConnectError)" in refusal(lambda: cloud.cluster("abc"))
        assert server.seen == []


def self_signed(directory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    file = directory / "server.pem"
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*private) + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
