"""The one comment of a pull request: what each of its stacks would change, and nothing secret."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARKER = "<!-- previews of this pull request -->"
"""Begins the comment, so that the next run finds and edits it."""
LONGEST_COMMENT = 65_536  # GitHub REST API, issue comments: "body is too long (maximum is 65536 characters)"
HIDDEN = "[hidden]"
NO_STACK = "This change concerns no stack."
_FENCE = re.compile(r"`{3,}")
# pulumi/pulumi pkg/backend/display: the summary at the end of a preview.
_COUNT = re.compile(r"^ +(?:[-+~=]+ )?(\d+ (?:to \w+|changes?|unchanged).*?) *$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How the preview of one stack ended."""

    stack: str
    exit_code: int
    output: str
    """Of `pulumi preview --diff`, which shows secrets as `[secret]`."""


def without(secrets: Iterable[str], output: str) -> str:
    """The output without these values, should a program print one in spite of all."""
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        output = output.replace(secret, HIDDEN)
    return output


def text(previews: Sequence[Preview], commit: str, notes: Sequence[str] = (), longest: int = LONGEST_COMMENT) -> str:
    """The whole comment, cut to GitHub's limit: every stack keeps its verdict and the end of its output."""
    head = "\n".join([MARKER, f"### Preview of {commit[:12]}", *(f"\n{note}" for note in notes)])
    if not previews and not notes:
        head += f"\n\n{NO_STACK}"
    frames = [_section(preview, "") for preview in previews]
    room = longest - len(head) - sum(len(frame) + 2 for frame in frames)
    share = room // len(previews) if previews else 0
    sections = [_section(preview, _shortened(preview.output, share)) for preview in previews]
    return "\n\n".join([head, *sections])[:longest]


def _section(preview: Preview, output: str) -> str:
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCE.findall(preview.output))])
    counts = _COUNT.findall(preview.output) if preview.exit_code == 0 else []
    if preview.exit_code != 0:
        verdict = f"**failed** (exit code {preview.exit_code})"
    elif counts and all(count.endswith("unchanged") for count in counts):
        verdict = "changes no resource"
    else:
        verdict = "would change"
    told = f"**{preview.stack}** {verdict}" + (f": {', '.join(counts)}" if counts else "")
    return f"{told}\n\n<details><summary>diff</summary>\n\n{fence}diff\n{output}\n{fence}\n\n</details>"


def _shortened(output: str, longest: int) -> str:
    """The beginning and the end, which holds policy violations and the summary."""
    output = output.strip("\n")
    if len(output) <= longest:
        return output
    left_out = f"\n… {len(output) - longest} characters or more left out; the run's log has all of it …\n"
    kept = max(0, longest - len(left_out))
    beginning = kept // 3
    return output[:beginning] + left_out + output[len(output) - (kept - beginning) :]
