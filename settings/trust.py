"""Section `trust`."""

import re
from typing import Annotated, Literal

from pydantic import Field

from settings.fields import Text, matching
from settings.section import Section

ExternalId = Annotated[Text, matching(re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII), "STS AssumeRole, ExternalId")]


class TrustSettings(Section):
    """How the database account trusts the pipeline role."""

    principal: Literal["account", "role"] = Field(
        default="account",
        description="account (survives a role that is made again) or role (the role itself; for credentials "
        "pipelineRole and for own)",
    )
    external_id: ExternalId | None = Field(
        default=None, description="an identifier the pipeline must present; required, but for credentials pipelineRole"
    )


class ClientTrustSettings(Section):
    """How the database account trusts a client's role: by that role's ARN and an ExternalId."""

    external_id: ExternalId = Field(description="an identifier the client must present")
