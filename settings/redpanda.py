"""Section `redpanda`."""

import re
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from settings.fields import LONGEST_ROLE_NAME, AccountId, Flag, Profile, Region, SourceCidr, Text, matching
from settings.section import Section


class RedpandaSettings(Section):
    """The account and the BYOC cluster that run the pipelines."""

    account_id: AccountId = Field(
        description="the id of the AWS account that pipelines run in, 12 digits: the Redpanda cluster's, or yours on "
        "ecs, kubernetes and own"
    )
    profile: Profile = Field(description="the AWS profile that reaches this account")
    region: Region = Field(description="the AWS region of the same")
    cluster_id: Annotated[Text, matching(re.compile(r"[a-z0-9]{3,29}"), "shown in the Redpanda console")] = Field(
        description="the id of the Redpanda cluster"
    )
    allow_wide_nat: Flag = Field(default=False, description="true when natCidrs may hold networks wider than /32")
    nat_cidrs: list[SourceCidr] = Field(
        default=[],
        description="a list of the addresses that pipelines come from, each a /32; "
        "required for a public database, and for credentials accessKey",
    )
    pipeline_role_name: Text = Field(
        default="",
        description="for credentials pipelineRole: the name of the role pipelines run as; "
        "default `redpanda-<clusterId>-redpanda-connect-pipeline`",
    )
    scope_tag: Annotated[Text, matching(re.compile(r"[\w.:/=+@-]{1,128}"), "an AWS tag key")] = Field(
        default="redpanda_scope_redpanda_connect",
        description="for credentials pipelineRole: the key of the tag, with the value `true`, that lets pipelines "
        "assume a role",
    )
    allow_deletion: Flag = Field(
        default=False,
        description="true when what a pipeline holds may be destroyed or replaced: topics, users, ACLs, secrets, the "
        "pipeline itself, and in the database its user, publication and slot",
    )

    @field_validator("nat_cidrs")
    @classmethod
    def _one_address_each(cls, cidrs: list[str], info: ValidationInfo) -> list[str]:
        wide = [cidr for cidr in cidrs if not cidr.endswith("/32")]
        if wide and not info.data.get("allow_wide_nat"):
            raise ValueError("want a /32 each (a NAT gateway has one address); set allowWideNat: true for a network")
        return cidrs

    @field_validator("pipeline_role_name")
    @classmethod
    def _role_name(cls, name: str, info: ValidationInfo) -> str:
        name = name or f"redpanda-{info.data.get('cluster_id', 'cluster')}-redpanda-connect-pipeline"
        if re.fullmatch(rf"[\w+=,.@-]{{1,{LONGEST_ROLE_NAME}}}", name, re.ASCII) is None:
            raise ValueError(f"want the name of an IAM role, not its ARN, {LONGEST_ROLE_NAME} characters at most")
        return name
