"""Which stacks a change concerns, and how a workflow gets into the accounts of each."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from domain import arns

SHARED = (
    "assembly/",
    "components/",
    "domain/",
    "policy/",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements-kubernetes.txt",
    "requirements.txt",
    "sdks/",
    "settings/",
)
"""What every program is made of."""

OWN = ("Pulumi.yaml", "__main__.py", "redpanda_aurora_iam/")
"""What the repository's own program has beside its stack files; an example has its whole directory."""

PROGRAMS = (".", "examples/aurora-mysql", "examples/ec2-client")
"""Directories whose resources all have their actions in `domain.resource_actions`; the roles may deploy no other."""


class StackError(Exception):
    """A stack cannot be previewed; the message says what to change."""


@dataclass(frozen=True, kw_only=True)
class StackName:
    """A stack of a program: `dev` is the repository's own, `examples/ec2-client/dev` an example's."""

    directory: str
    """Of the program; `.` for the repository's own."""
    stack: str

    @classmethod
    def parse(cls, text: str) -> "StackName":
        """`examples/ec2-client/dev` to its parts; raises `StackError` for what leads out of the repository."""
        path = PurePosixPath(text)
        if path.is_absolute() or ".." in path.parts or not path.name:
            raise StackError(f"STACKS: got {text!r}, want <stack> or <directory>/<stack>")
        return cls(directory=str(path.parent), stack=path.name)

    def __str__(self) -> str:
        return str(PurePosixPath(self.directory) / self.stack)

    @property
    def file(self) -> str:
        """Its stack file, from the repository's root."""
        return str(PurePosixPath(self.directory) / f"Pulumi.{self.stack}.yaml")

    def is_concerned_by(self, changed: str) -> bool:
        """Whether a changed file may change what this stack makes, by where it is."""
        path = PurePosixPath(changed)
        if path.match("Pulumi.*.yaml"):
            return changed == self.file
        own = OWN if self.directory == "." else (f"{self.directory}/",)
        return changed.startswith((*own, *SHARED)) and path.suffix != ".md"


def concerned(root: Path, stacks: Iterable[StackName], changed: Iterable[str]) -> list[StackName]:
    """The stacks to preview for these changed files."""
    files = list(changed)
    return [
        stack
        for stack in stacks
        if any(stack.is_concerned_by(file) for file in files) or not _named_files(root, stack).isdisjoint(files)
    ]


def not_listed(stacks: Iterable[StackName], changed: Iterable[str]) -> list[str]:
    """Stack files that changed although no stack of theirs is listed; the lab's are nobody's."""
    listed = {stack.file for stack in stacks}
    return sorted(
        file
        for file in changed
        if PurePosixPath(file).match("Pulumi.*.yaml") and not PurePosixPath(file).match("Pulumi.lab*.yaml")
        if file not in listed
    )


def entry(root: Path, stack: StackName, role_name: str) -> dict[str, Any]:
    """The stack as a workflow's matrix has it: where it is, and the profile, Region and role of both accounts.

    The roles are built from the stack file's own account ids, so that they cannot lead into another account.
    """
    if stack.directory not in PROGRAMS:
        raise StackError(
            f"STACKS: got {str(stack)!r}, want a stack of the repository's own program or of {', '.join(PROGRAMS[1:])} "
            "(the workflows' roles have no rights for others); deploy it by hand"
        )
    try:
        config = yaml.safe_load((root / stack.file).read_text())["config"]
        accounts = dict(_accounts(config, role_name))
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        why = " ".join(str(error).split())
        raise StackError(f"STACKS: got {str(stack)!r}, want a stack with a file {stack.file} ({why})") from None
    if len(accounts) != 2:
        raise StackError(f"{stack.file}: got {len(accounts)} sections with an account, want two; previews need both")
    first, second = accounts.values()
    if first["account_id"] == second["account_id"]:
        raise StackError(
            f"{stack.file}: got account {first['account_id']!r} twice, want two accounts (the roles of both would have "
            "the same names); deploy it by hand"
        )
    return {
        "name": str(stack),
        # For names of artifacts and files, which have no slash.
        "slug": str(stack).replace("/", "-"),
        "directory": stack.directory,
        "stack": stack.stack,
        "first": first,
        "second": second,
        "certificates": (accounts.get("database") or first)["region"],
    }


def _named_files(root: Path, stack: StackName) -> set[str]:
    """Every text of the stack file as a path from the repository's root: one is `bootstrapSql`, run as master."""
    try:
        content = yaml.safe_load((root / stack.file).read_text())
    except (OSError, yaml.YAMLError):
        return set()  # `entry` says so, of a stack that is concerned
    return {posixpath.normpath(f"{stack.directory}/{text}") for text in _texts(content)}


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)


def _accounts(config: Mapping[str, Any], role_name: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key, section in config.items():
        if isinstance(section, Mapping) and {"accountId", "profile", "region"} <= section.keys():
            account, region = str(section["accountId"]), str(section["region"])
            role = arns.role_arn_in(region, account, role_name)
            yield (
                key.partition(":")[2],
                {"account_id": account, "profile": str(section["profile"]), "region": region, "role": role},
            )
