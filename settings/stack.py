"""A stack file as one model, as every example has it."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError, model_validator

from settings import errors, reading
from settings.section import Section

AnyStack = TypeVar("AnyStack", bound="Stack")


class Stack(Section):
    """All sections of a stack file, and what they only get wrong together."""

    @model_validator(mode="after")
    def _fits(self) -> "Stack":
        problems = list(self.across_sections())
        if problems:
            raise ValueError("\n  ".join(problems))
        return self

    def across_sections(self) -> Iterator[str]:
        """Each problem as a whole line."""
        yield from ()


def load_as(model: type[AnyStack]) -> AnyStack:
    """The current stack's settings as this model; raises `pulumi.RunError` with every problem, one line each."""
    keys = [str(field.alias) for field in model.model_fields.values()]
    return reading.read(keys, partial(parse_as, model))


def parse_as(model: type[AnyStack], config: Mapping[str, Any]) -> AnyStack:
    """A model from a mapping of section name to plain data; raises ValueError with every problem, one line each."""
    try:
        return model.model_validate(config)
    except ValidationError as error:
        raise ValueError(reading.listed(list(errors.lines(error, model, "")))) from None
