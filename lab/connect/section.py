"""What every section of the configuration has in common."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_DURATION = re.compile(r"(?=.*[1-9])(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+")


class Section(BaseModel):
    """Knows its fields and refuses every other: a field that is ignored would look as if it worked."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


def _duration(value: str) -> str:
    if _DURATION.fullmatch(value) is None:
        raise ValueError("want a duration above zero such as '5m'")
    return value


Text = Annotated[str, Field(min_length=1)]
Duration = Annotated[str, AfterValidator(_duration)]
