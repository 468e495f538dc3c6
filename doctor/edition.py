"""Which edition of the doctor this is, and where its page of causes is to be read."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "redpanda-aurora-iam"
PAGE = "docs/causes.md"
PAGE_VARIABLE = "DOCTOR_CAUSES_URL"
"""Where the page is kept elsewhere, with `{version}` where that stands: it goes before whatever else is known."""

CHECKOUT = Path(__file__).resolve().parent.parent
GIT_TIMEOUT_S = 5
SSH = re.compile(r"(?:ssh://)?(?:[\w.-]+@)([\w.-]+)(?::\d+)?[:/](.+)")
"""`git@github.com:owner/name.git`, `ssh://git@github.com/owner/name.git` (Git documentation, "Git URLs")."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The code that speaks."""

    version: str
    """A tag or a commit where the code is of a repository, else the version of the package."""
    page: str | None
    """URL of its page of causes; None: none is known."""

    def url(self, cause_id: str) -> str | None:
        """Of a cause's own place on the page."""
        return None if self.page is None else f"{self.page}#{cause_id}"


def edition(environment: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Edition:
    """What is installed from a repository is known by its commit, a checkout by its own and its remote.

    Where neither has an address on the web, the page is the file beside the code.
    """
    repository, version = _installed() or _checked_out(checkout)
    version = version or metadata.version(DISTRIBUTION)
    file = checkout / PAGE
    page = file.as_uri() if file.is_file() else None
    if repository is not None:
        page = f"{repository}/blob/{version}/{PAGE}"
    if given := environment.get(PAGE_VARIABLE):
        page = given.replace("{version}", version)
    return Edition(version=version, page=page)


def web_address(remote: str) -> str | None:
    """`git@github.com:owner/name.git` to `https://github.com/owner/name`, without a login; None: it is on no web."""
    by_ssh = SSH.fullmatch(remote)
    by_web = re.fullmatch(r"https://(?:[^/@]*@)?([^/@]+/.+)", remote)
    place = f"{by_ssh[1]}/{by_ssh[2]}" if by_ssh else by_web[1] if by_web else None
    return None if place is None else "https://" + place.removesuffix("/").removesuffix(".git")


def _installed() -> tuple[str, str] | None:
    """Where pip had the code from, if from a repository (PEP 610, `direct_url.json`)."""
    try:
        told = json.loads(metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except metadata.PackageNotFoundError:
        return None
    address = web_address(str(told.get("url")))
    commit = told.get("vcs_info", {}).get("commit_id")
    return (address, commit) if address and commit else None


def _checked_out(checkout: Path) -> tuple[str | None, str | None]:
    """Address and tag or commit of a working copy."""
    if not (checkout / ".git").exists():
        return None, None
    remote = _git(checkout, "remote", "get-url", "origin")
    version = _git(checkout, "describe", "--tags", "--exact-match") or _git(checkout, "rev-parse", "HEAD")
    return (web_address(remote) if remote else None), version


def _git(checkout: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(checkout), *arguments], capture_output=True, text=True, timeout=GIT_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
