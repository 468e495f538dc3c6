"""A pipeline's configuration: read, filled in and checked as a whole."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from lab.connect.errors import ConfigError
from lab.connect.input_config import PostgresCdc
from lab.connect.interpolation import interpolate
from lab.connect.key_mapping import KeyExpression, parse_key_mapping
from lab.connect.output_config import Output
from lab.connect.section import Section, Text

_NEVER_SHOWN = frozenset({"dsn", "password", "root_cas", "secret"})


def _mapping(text: str) -> str:
    parse_key_mapping(text)
    return text


class Input(Section):
    """Where changes come from."""

    label: Text
    postgres_cdc: PostgresCdc


class Processor(Section):
    """Sets the record key."""

    mapping: Annotated[str, AfterValidator(_mapping)]


class Processors(Section):
    """Exactly one processor, in one thread: with more, batches would overtake each other."""

    threads: Literal[1]
    processors: Annotated[list[Processor], Field(min_length=1, max_length=1)]


class PipelineConfig(Section):
    """One input, one mapping, one topic with its dead letters."""

    input: Input
    pipeline: Processors
    output: Output

    @model_validator(mode="after")
    def _every_table_has_a_key(self) -> "PipelineConfig":
        if missing := sorted(set(self.source.tables) - self.keys.keys()):
            raise ValueError(
                f"pipeline.processors[0].mapping: got no case for {', '.join(missing)}, want one per table"
            )
        return self

    @property
    def source(self) -> PostgresCdc:
        """What is read."""
        return self.input.postgres_cdc

    @property
    def keys(self) -> dict[str, KeyExpression]:
        """How the records of each table are keyed."""
        return parse_key_mapping(self.pipeline.processors[0].mapping)


def parse_config(text: str, environment: Mapping[str, str | None], secrets: Mapping[str, str]) -> PipelineConfig:
    """Read the YAML of a pipeline; raises `ConfigError` with all problems, a line each, and no secret in any."""
    try:
        document = yaml.safe_load(interpolate(text, environment, secrets))
    except yaml.MarkedYAMLError as error:  # its own text would quote the line, and a secret may stand there
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"pipeline: line {line} is not YAML once variables and secrets are filled in") from None
    try:
        return PipelineConfig.model_validate(document)
    except ValidationError as refused:
        problems = [_problem(error) for error in refused.errors(include_url=False, include_context=False)]
        raise ConfigError("\n".join(problems)) from None


def _problem(error: Any) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).lstrip(".")
    message = error["msg"].removeprefix("Value error, ")
    if not path:
        return str(message)
    if error["type"] == "extra_forbidden":
        return f"{path}: the stand-in does not know this field"
    if error["type"] == "missing":
        return f"{path}: missing"
    shown = "" if _NEVER_SHOWN & set(error["loc"]) or isinstance(error["input"], dict | list) else repr(error["input"])
    return f"{path}: got {shown or 'something else'}, {message[0].lower()}{message[1:]}"
