"""What only one program uses lies with that program: the rooms that programs share hold what several of them do."""

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PROGRAMS = [REPOSITORY / "__main__.py", *sorted(REPOSITORY.glob("examples/*/__main__.py"))]
SHARED = ("components", "doctor", "evaluation", "lab", "policy", "previews")
"""Rooms of which each is one thing for all programs."""
CHOSEN_WHEN_RUN = "assembly.runtimes"
"""Imports the runtime that the stack file names."""
SEARCHED = [REPOSITORY, *(program.parent for program in PROGRAMS[1:])]


def module_files():
    """File by module name, of everything that is imported by name here."""
    found = {}
    for place in SEARCHED:
        for file in place.rglob("*.py"):
            parts = file.relative_to(place).with_suffix("").parts
            if not {".venv", "build", "examples", "tests"} & set(parts) or place != REPOSITORY:
                found[".".join(parts).removesuffix(".__init__")] = file
    return found


MODULES = module_files()


def imported(file):
    """The modules of ours that a file imports, late imports too."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                if inner in MODULES:
                    yield inner
                elif node.module in MODULES:
                    yield node.module


def reached(files):
    """Every module that is imported from these files on."""
    seen, left = set(), list(files)
    while left:
        for module in imported(left.pop()):
            chosen = {name for name in MODULES if module == CHOSEN_WHEN_RUN and name.startswith(f"{module}.")}
            for new in {module, *chosen} - seen:
                seen.add(new)
                left.append(MODULES[new])
    return seen


USED_BY = [reached([program]) for program in PROGRAMS]
USED_BY_ROOMS = reached([file for room in SHARED for file in (REPOSITORY / room).rglob("*.py")])


def of_room(room):
    return sorted(name for name in MODULES if name.startswith(f"{room}.") and not name.endswith("__main__"))


@pytest.mark.parametrize("module", of_room("assembly"))
def test_what_programs_share_is_used_by_two_or_more(module):
    assert sum(module in used for used in USED_BY) > 1


@pytest.mark.parametrize("module", of_room("domain"))
def test_a_rule_is_the_repositorys_own_programs_or_is_used_by_a_room_or_by_two_programs(module):
    root, *_ = USED_BY
    assert module in root | USED_BY_ROOMS or sum(module in used for used in USED_BY) > 1
