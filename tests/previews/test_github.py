"""The comment against a GitHub of the test's own, on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from previews.comment import MARKER
from previews.github import AUTHOR, PullRequest

TOKEN = "ghs_token"


def comment(number, author=AUTHOR, body=MARKER):
    return {"id": number, "user": {"login": author}, "body": body}


class GitHub:
    """Keeps the comments of one pull request."""

    def __init__(self):
        self.comments = []
        self.asked = []

    def answer(self, method, url, body):
        self.asked.append((method, urlsplit(url).path, body))
        if method != "GET":
            return {}
        query = parse_qs(urlsplit(url).query)
        page, size = int(query["page"][0]), int(query["per_page"][0])
        return self.comments[(page - 1) * size : page * size]

    @property
    def written(self):
        return [asked for asked in self.asked if asked[0] != "GET"]


@pytest.fixture
def github():
    state = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            assert self.headers["Authorization"] == f"Bearer {TOKEN}"
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            answer = json.dumps(state.answer(self.command, self.path, body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_PATCH = do_GET  # noqa: N815  as http.server calls them

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def pull_request(github):
    return PullRequest(api_url=github.url, repository="acme/shop", number=7, token=TOKEN)


def test_the_first_run_posts(github):
    pull_request(github).comment(f"{MARKER} text")
    assert github.written == [("POST", "/repos/acme/shop/issues/7/comments", {"body": f"{MARKER} text"})]


@pytest.mark.parametrize("before", [0, 99, 100, 250])
def test_the_next_run_edits_the_same_comment(github, before):
    github.comments = [comment(n, "reviewer", "hello") for n in range(before)] + [comment(4711)]
    pull_request(github).comment("new")
    assert github.written == [("PATCH", "/repos/acme/shop/issues/comments/4711", {"body": "new"})]


@pytest.mark.parametrize(
    "other", [comment(1, author="stranger"), comment(1, body=f"quotes {MARKER}"), comment(1, body="another workflow's")]
)
def test_nobody_elses_comment_is_edited(github, other):
    github.comments = [other]
    pull_request(github).comment("new")
    assert [asked[0] for asked in github.written] == ["POST"]


def test_with_nothing_to_say_only_a_comment_of_before_is_edited(github):
    pull_request(github).comment("nothing", first=False)
    assert github.written == []
    github.comments = [comment(4711)]
    pull_request(github).comment("nothing", first=False)
    assert github.written == [("PATCH", "/repos/acme/shop/issues/comments/4711", {"body": "nothing"})]


def test_comments_of_accounts_that_are_gone_are_passed_over(github):
    github.comments = [{"id": 1, "user": None, "body": MARKER}, comment(4711)]
    pull_request(github).comment("new")
    assert github.written == [("PATCH", "/repos/acme/shop/issues/comments/4711", {"body": "new"})]


def test_the_token_does_not_show(github):
    assert TOKEN not in repr(pull_request(github))
