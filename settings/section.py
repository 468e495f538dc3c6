"""What every section of the stack file has in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Section(BaseModel):
    """camelCase in YAML, snake_case here; unknown keys are errors; nothing changes after loading.

    Each field's description completes "want ..." in errors, and stands in docs/configuration.md.
    """

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, validate_default=True)
