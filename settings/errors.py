"""Says what is wrong in a stack file: one line per problem, beginning with the key as typed."""

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

import pydantic
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

LONGEST_SHOWN_VALUE = 80


def lines(error: ValidationError, model: type[BaseModel], section: str) -> Iterator[str]:
    """The problems of one section, each as `<key>: got <value>, want <allowed>`."""
    for problem in error.errors():
        location, field = _as_typed(model, problem["loc"])
        key = _key(section, location)
        if problem["type"] == "extra_forbidden":
            yield f"{key}: unknown key, want {_known_keys(model, location)}"
        elif not key:
            yield _want(problem, field)  # what two sections only get wrong together names its key itself
        elif problem["type"] == "missing":
            yield f"{key}: missing, want {field}"
        else:
            yield f"{key}: got {shown(problem['input'])}, {_want(problem, field)}"


def shown(value: Any) -> str:
    """A value as the operator would recognise it, shortened."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= LONGEST_SHOWN_VALUE else f"{text[: LONGEST_SHOWN_VALUE - 3]}..."


def _want(problem: ErrorDetails, field: str) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    return f"want {field}"


def _as_typed(model: type[BaseModel], location: Sequence[str | int]) -> tuple[list[str | int], str]:
    """A location with the keys as they stand in YAML, and the description of the innermost key that has one.

    pydantic names a key by its alias, except where it complains about a default: there by the field's name.
    """
    typed: list[str | int] = []
    description = ""
    section: type[BaseModel] | None = model
    for part in location:
        fields = section.model_fields if section else {}  # below a plain value there are no keys of ours
        field = next((f for name, f in fields.items() if part in (name, f.alias)), None)
        typed.append(part if field is None else str(field.alias))
        if field is not None:
            description = field.description or ""
            section = _section_within(field.annotation)
    return typed, description


def _key(section: str, location: Sequence[str | int]) -> str:
    """`("tables", 0)` in `pipelines[1]` is `pipelines[1].tables[0]`."""
    parts = (part for part in location if part != "[key]")
    typed = section + "".join(f"[{part}]" if isinstance(part, int) else f".{printable(part)}" for part in parts)
    return typed.removeprefix(".")


def printable(key: str) -> str:
    """A key as typed, unless it would break the line it is told in."""
    return key if key.isprintable() else repr(key)


def _known_keys(model: type[BaseModel], location: Sequence[str | int]) -> str:
    for part in location[:-1]:
        field = next(f for f in model.model_fields.values() if f.alias == part)
        model = _section_within(field.annotation) or model
    known = sorted(str(field.alias) for field in model.model_fields.values())
    return one_of(str(location[-1]), known)


def one_of(typed: str, known: Sequence[str]) -> str:
    """The known keys, the most similar one first: it is probably a slip of the keyboard."""
    similar = difflib.get_close_matches(typed, known, n=1)
    return f"`{similar[0]}`" if similar else f"one of {', '.join(known)}"


def _section_within(annotation: Any) -> type[BaseModel] | None:
    """The model in an annotation like `ExistingNetwork | None`."""
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, pydantic.BaseModel)), None)
