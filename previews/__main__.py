"""`python -m previews`: the steps of the workflows that are more than a line; GitHub's variables are their input."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from previews import comment, stacks
from previews.github import PullRequest

NOTHING_LISTED = "The repository variable STACKS is empty: nothing is previewed or deployed; see docs/pull-requests.md."
SECRETS = ("PULUMI_ACCESS_TOKEN", "REDPANDA_CLIENT_ID", "REDPANDA_CLIENT_SECRET")
"""Variables of a job whose values must not show."""
GONE = (
    "`{file}` is gone, and with it every preview of **{stack}**: take it out of `STACKS`. What the stack made stays "
    "until `pulumi destroy`."
)
NOT_TOLD = "Which stacks this change concerns could not be told; the run's log says why."
EXIT_WRONG = 3


def main() -> int:
    """Do one step; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m previews", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    chosen = steps.add_parser("stacks", help="tell the workflow which stacks a change concerns")
    chosen.add_argument("--role", required=True, help="the name of the role in both accounts")
    chosen.add_argument("--only", default="", help="this stack, whatever changed")
    recorded = steps.add_parser("record", help="put a preview down for the comment")
    recorded.add_argument("stack")
    recorded.add_argument("exit_code", type=int)
    recorded.add_argument("output", type=Path)
    recorded.add_argument("record", type=Path)
    posted = steps.add_parser("comment", help="post or edit the comment of the pull request")
    posted.add_argument("records", type=Path)
    options = parser.parse_args()
    try:
        if options.step == "stacks":
            wrong = tell_stacks(os.environ, options.role, options.only)
            for problem in wrong:
                print(f"::error::{problem}", file=sys.stderr)
            return EXIT_WRONG if wrong else 0
        if options.step == "record":
            record(os.environ, options)
        else:
            post(os.environ, options.records)
    except stacks.StackError as error:
        print(f"::error::{error}", file=sys.stderr)
        return EXIT_WRONG
    return 0


def tell_stacks(environment: Mapping[str, str], role: str, only: str) -> list[str]:
    """Outputs `stacks`, a matrix, and `notes`, a list of sentences; returns what is wrong, for each stack by itself."""
    listed = [stacks.StackName.parse(text) for text in environment.get("STACKS", "").split()]
    if only:
        wanted = stacks.StackName.parse(only)
        if wanted not in listed:
            raise stacks.StackError(f"stack: got {only!r}, want one of STACKS: {', '.join(map(str, listed)) or 'none'}")
        changed, concerned, notes = [], [wanted], []
    else:
        changed = _changed(environment["BASE_SHA"], environment["HEAD_SHA"])
        concerned = stacks.concerned(Path(), listed, changed)
        notes = [f"`{file}` changed, but its stack is not in `STACKS`." for file in stacks.not_listed(listed, changed)]
    matrix, wrong = [], []
    for stack in concerned:
        if stack.file in changed and not Path(stack.file).exists():
            notes.append(GONE.format(file=stack.file, stack=stack))
            continue
        try:
            matrix.append(stacks.entry(Path(), stack, role))
        except stacks.StackError as error:
            wrong.append(str(error))
    notes += wrong
    with Path(environment["GITHUB_OUTPUT"]).open("a") as outputs:
        # Where nothing is set up, the summary of the run says so, not a comment in every pull request.
        outputs.write(f"stacks={json.dumps(matrix)}\nnotes={json.dumps(notes if listed else [])}\n")
    with Path(environment["GITHUB_STEP_SUMMARY"]).open("a") as summary:
        told = [*notes, *(f"- {stack['name']}" for stack in matrix)] if listed else [NOTHING_LISTED]
        summary.write("".join(f"{line}\n" for line in told))
    return wrong


def record(environment: Mapping[str, str], options: argparse.Namespace) -> None:
    """A preview as JSON, without what is secret in this job."""
    output = comment.without((environment.get(name, "") for name in SECRETS), options.output.read_text())
    kept = {"stack": options.stack, "exit_code": options.exit_code, "output": output}
    options.record.write_text(json.dumps(kept))


def post(environment: Mapping[str, str], records: Path) -> None:
    """One comment of all records, and what was not previewed; with nothing to say, only in place of an older one."""
    previews = [comment.Preview(**json.loads(file.read_text())) for file in sorted(records.rglob("*.json"))]
    # Empty where the job that tells them ended before it did.
    expected = [stack["name"] for stack in json.loads(environment["EXPECTED"] or "[]")]
    notes = json.loads(environment["NOTES"]) if environment["NOTES"] else [NOT_TOLD]
    for name in sorted(set(expected) - {preview.stack for preview in previews}):
        notes.append(f"**{name}** gave no preview; the run's log says why.")
    PullRequest(
        api_url=environment["GITHUB_API_URL"],
        repository=environment["GITHUB_REPOSITORY"],
        number=int(environment["PULL_REQUEST"]),
        token=environment["GITHUB_TOKEN"],
    ).comment(comment.text(previews, environment["HEAD_SHA"], notes), first=bool(previews or notes))


def _changed(base: str, head: str) -> list[str]:
    """Files that differ between the two commits' common ancestor and the second."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", f"{base}...{head}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise stacks.StackError(f"BASE_SHA: got {base!r}, want a commit that was fetched ({done.stderr.strip()})")
    return [file for file in done.stdout.split("\0") if file]


if __name__ == "__main__":
    sys.exit(main())
