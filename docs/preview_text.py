"""`python -m docs.preview_text`: what the dev stack would make, as a text to compare; `--check` only compares.

`--print` shows it, or that of another stack: `--print ec2-client/lab`.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.cloud import Registered
from evaluation.programs import ROOT, Program, evaluate, programs

PAGE = Path(__file__).resolve().parent / "preview-dev.txt"
NO_PROVIDER = "no provider of its own"


def text(program: Program, stack: str) -> str:
    """A tree of providers with their accounts, components and resources, with counts; a line for each resource."""
    registered = evaluate(program, stack, preview=True)
    providers = {resource.name: resource for resource in registered if _is_provider(resource)}
    made = [resource for resource in registered if resource.custom and not _is_provider(resource)]
    lines = [f"{program.project}/{stack} would make {_counted(made)}"]
    for provider, resources in _grouped((resource.provider or NO_PROVIDER, resource) for resource in made):
        account = _account(providers.get(provider))
        lines += ["", f"{provider}{account}: {_counted(resources)}"]
        for component, children in _grouped((_component(resource), resource) for resource in resources):
            lines.append(f"  {component}: {_counted(children)}")
            lines += sorted(f"    {_short(child.kind)} {child.name}" for child in children)
    return "\n".join(lines) + "\n"


def _grouped(pairs: Iterable[tuple[str, Registered]]) -> list[tuple[str, list[Registered]]]:
    groups: dict[str, list[Registered]] = defaultdict(list)
    for name, resource in pairs:
        groups[name].append(resource)
    return sorted(groups.items(), key=lambda group: group[0])


def _component(resource: Registered) -> str:
    kind, name = resource.component or (":no component", "")
    return f"{kind.rpartition(':')[2]} {name}".strip()


def _counted(resources: Sequence[Registered]) -> str:
    return f"{len(resources)} resource{'' if len(resources) == 1 else 's'}"


def _short(kind: str) -> str:
    """`aws:rds/cluster:Cluster` to `aws:rds:Cluster`, `redpanda:index/topic:Topic` to `redpanda:Topic`."""
    return f"{kind.partition('/')[0].removesuffix(':index')}:{kind.rpartition(':')[2]}"


def _is_provider(resource: Registered) -> bool:
    return resource.kind.startswith("pulumi:providers:")


def _account(provider: Registered | None) -> str:
    """Of an aws provider, the one account that it allows."""
    allowed = provider.properties.get("allowedAccountIds") if provider else None
    return f" in account {', '.join(json.loads(allowed))}" if allowed else ""


def main() -> int:
    """Write, show, or with `--check` compare: exit code 1 when the file differs."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--print"]:
        wanted = arguments[1] if arguments[1:] else f"{ROOT.project}/dev"
        stacks = {f"{program.project}/{stack}": (program, stack) for program in programs() for stack in program.stacks}
        if wanted not in stacks:
            print(f"STACK: got {wanted!r}, want one of {', '.join(stacks)}", file=sys.stderr)
            return 2
        print(text(*stacks[wanted]), end="")
        return 0
    page = text(ROOT, "dev")
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text() == page else 1
    PAGE.write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
