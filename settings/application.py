"""Section `application` of the stacks that bring a client to the database."""

from pydantic import Field

from settings.fields import AccountId, Profile, Region, SourceCidr
from settings.section import Section


class ApplicationSettings(Section):
    """The account a client runs in."""

    account_id: AccountId = Field(description="the id of the AWS account the client runs in, 12 digits")
    profile: Profile = Field(description="the AWS profile that reaches this account")
    region: Region = Field(description="the client's AWS region")
    source_cidrs: list[SourceCidr] = Field(
        default=[],
        description="a list of the networks its clients connect from; required when the database is public",
    )
