"""The comment in the pull request, posted once and edited from then on (GitHub REST API, issue comments)."""

import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from previews.comment import MARKER

AUTHOR = "github-actions[bot]"  # whom a workflow's own token speaks for
PAGE = 100
MOST_PAGES = 50
TIMEOUT_S = 30


@dataclass(frozen=True, kw_only=True)
class PullRequest:
    """One pull request, as the workflow's token sees it."""

    api_url: str
    """`https://api.github.com`."""
    repository: str
    number: int
    token: str = field(repr=False)

    def comment(self, body: str, *, first: bool = True) -> None:
        """Edit the comment of the run before, or post the first where one is wanted."""
        existing = self._own_comment()
        if existing is not None:
            self._ask("PATCH", f"issues/comments/{existing}", {"body": body})
        elif first:
            self._ask("POST", f"issues/{self.number}/comments", {"body": body})

    def _own_comment(self) -> int | None:
        """By marker and author: anybody may write the marker, but nobody else's comment is touched."""
        for page in range(1, MOST_PAGES + 1):
            comments = self._ask("GET", f"issues/{self.number}/comments?per_page={PAGE}&page={page}")
            for comment in comments:
                author = (comment["user"] or {}).get("login")  # null: an account that is gone
                if author == AUTHOR and comment["body"].startswith(MARKER):
                    return int(comment["id"])
            if len(comments) < PAGE:
                break
        return None

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310  the URL is the one GitHub gives its runners
            f"{self.api_url}/repos/{self.repository}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Accept": "application/vnd.github+json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310  as above
            return json.loads(answer.read())
