"""What `python -m previews comment` says, from what the jobs before it left."""

import json

import pytest

from previews import __main__ as steps

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ENVIRONMENT = {
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_TOKEN": "ghs_token",
    "PULL_REQUEST": "7",
    "HEAD_SHA": COMMIT,
    "EXPECTED": "[]",
    "NOTES": "[]",
}


@pytest.fixture
def said(monkeypatch, tmp_path):
    posted = []
    monkeypatch.setattr(
        steps.PullRequest, "comment", lambda self, body, *, first=True: posted.append((body.split("\n\n", 1)[1], first))
    )

    def run(**variables):
        steps.post(ENVIRONMENT | variables, tmp_path)
        return posted[-1]

    return run


def test_a_change_that_concerns_no_stack_starts_no_comment(said):
    assert said() == ("This change concerns no stack.", False)


def test_a_note_is_a_comment(said):
    assert said(NOTES='["a note"]') == ("a note", True)


def test_a_stack_without_a_record_is_named(said):
    assert said(EXPECTED='[{"name": "dev"}]') == ("**dev** gave no preview; the run's log says why.", True)


def test_where_the_stacks_could_not_be_told_the_comment_of_before_does_not_stay(said):
    wrong = "Which stacks this change concerns could not be told; the run's log says why."
    assert said(EXPECTED="", NOTES="") == (wrong, True)


def test_a_preview_is_told(said, tmp_path):
    record = {"stack": "dev", "exit_code": 0, "output": "    41 unchanged"}
    (tmp_path / "record.json").write_text(json.dumps(record))
    text, first = said(EXPECTED='[{"name": "dev"}]')
    assert (text.partition("\n")[0], first) == ("**dev** changes no resource: 41 unchanged", True)
