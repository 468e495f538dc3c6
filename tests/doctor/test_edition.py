"""The page of causes at the version in use: no host is made up."""

import json
import subprocess

import pytest

from doctor import edition
from doctor.edition import web_address


def git(home, *arguments):
    identity = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.com")
    done = subprocess.run(["git", "-C", str(home), *identity, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A working copy with the page in it, of which pip knows nothing."""
    monkeypatch.setattr(edition, "_installed", lambda: None)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "causes.md").write_text("# Causes\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    return tmp_path


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:owner/name.git", "https://github.com/owner/name"),
        ("ssh://git@github.com:22/owner/name.git", "https://github.com/owner/name"),
        ("https://github.com/owner/name", "https://github.com/owner/name"),
        ("https://someone:ghp_hunter2@github.com/owner/name.git", "https://github.com/owner/name"),
        ("file:///srv/name.git", None),
        ("/srv/name.git", None),
    ],
)
def test_a_remote_is_on_the_web_without_the_login_it_may_hold(remote, address):
    assert web_address(remote) == address


def test_a_working_copy_is_known_by_its_remote_and_commit_and_by_a_tag_before_that(checkout):
    git(checkout, "remote", "add", "origin", "git@github.com:owner/name.git")
    commit = git(checkout, "rev-parse", "HEAD")
    url = "https://github.com/owner/name/blob/{}/docs/causes.md#R5"
    assert edition.edition({}, checkout).url("R5") == url.format(commit)
    git(checkout, "tag", "v1.2.0")
    assert edition.edition({}, checkout).url("R5") == url.format("v1.2.0")


def test_without_a_remote_the_page_is_the_file_beside_the_code(checkout):
    assert edition.edition({}, checkout).url("R5") == f"file://{checkout}/docs/causes.md#R5"


def test_without_the_file_either_there_is_no_url(checkout):
    (checkout / "docs" / "causes.md").unlink()
    assert edition.edition({}, checkout).url("R5") is None


def test_a_page_that_is_kept_elsewhere_goes_first(checkout):
    git(checkout, "tag", "v1.2.0")
    given = {"DOCTOR_CAUSES_URL": "https://runbooks.example.com/{version}/causes"}
    assert edition.edition(given, checkout).url("R5") == "https://runbooks.example.com/v1.2.0/causes#R5"


def test_what_pip_installed_from_a_repository_is_known_by_its_commit(tmp_path, monkeypatch):
    class Installed:
        def read_text(self, _name):
            vcs = {"vcs": "git", "commit_id": "abc123"}
            return json.dumps({"url": "https://github.com/owner/name.git", "vcs_info": vcs})

    monkeypatch.setattr(edition.metadata, "distribution", lambda _: Installed())
    assert edition.edition({}, tmp_path).url("R5") == "https://github.com/owner/name/blob/abc123/docs/causes.md#R5"
