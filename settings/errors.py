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
        key = _key(section, problem["loc"])
        field = _field(model, problem["loc"])
        if problem["type"] == "extra_forbidden":
            yield f"{key}: unknown key, want {_known_keys(model, problem['loc'])}"
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


def _key(section: str, location: Sequence[str | int]) -> str:
    """`("tables", 0)` in `pipelines[1]` is `pipelines[1].tables[0]`."""
    return section + "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in location if part != "[key]"
    )


def _field(model: type[BaseModel], location: Sequence[str | int]) -> str:
    """The description of the innermost described field on the way to a location."""
    description = ""
    for part in location:
        field = next((f for f in model.model_fields.values() if f.alias == part), None)
        if field is None:
            break
        description = field.description or ""
        model = _section_within(field.annotation) or model
    return description


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
