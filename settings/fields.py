"""The kinds of values that sections share, each with the words its refusal is made of."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StrictBool, StrictInt, StrictStr

from domain import alarm_thresholds, networks, reserved_names, slots
from domain.arns import ACCOUNT_ID

LONGEST_ROLE_NAME = 64  # IAM User Guide, "IAM and AWS STS quotas"


def matching(pattern: re.Pattern[str], why: str) -> AfterValidator:
    """A text that matches as a whole; `why` completes `want <pattern> (<why>`."""

    def check(value: str) -> str:
        if pattern.fullmatch(value) is None:
            raise ValueError(f"want {pattern.pattern} ({why})")
        return value

    return AfterValidator(check)


def passing(check: Callable[[Any], object]) -> AfterValidator:
    """A value that a domain rule accepts; the rule's ValueError says what it wants."""

    def validate(value: Any) -> Any:
        check(value)
        return value

    return AfterValidator(validate)


def each_once(what: str) -> AfterValidator:
    """A list in which nothing stands twice; `what` is one entry of it."""

    def check(values: list[str]) -> None:
        if len(set(values)) < len(values):
            raise ValueError(f"want each {what} once")

    return passing(check)


def _account_id(value: Any) -> Any:
    # YAML reads unquoted digits as a number, which is fine unless it lost a leading zero on the way.
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or ACCOUNT_ID.fullmatch(text) is None:
        raise ValueError("want 12 digits (an AWS account id); copy it from the account's console and put it in quotes")
    return text


def _half_steps(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("want a number of Aurora capacity units")
    if value * 2 % 1:  # exact: halves are whole in binary, and infinity leaves no number
        raise ValueError("want a multiple of 0.5 (Aurora Serverless v2 capacity units)")
    return float(value)


def _above_zero(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ValueError("want a number above 0")
    return value


Text = StrictStr
Flag = StrictBool
Count = StrictInt
AccountId = Annotated[StrictStr, BeforeValidator(_account_id)]
CapacityUnits = Annotated[float, BeforeValidator(_half_steps)]
AboveZero = Annotated[float, BeforeValidator(_above_zero)]
Minutes = Annotated[StrictInt, passing(alarm_thresholds.check_minutes)]
RoleName = Annotated[
    StrictStr,
    matching(re.compile(rf"[\w+=,.@-]{{1,{LONGEST_ROLE_NAME}}}", re.ASCII), "the name of an IAM role, not its ARN"),
]
Region = Annotated[
    StrictStr, matching(re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]"), "an AWS region; us-east-2, for example")
]
Profile = Annotated[StrictStr, matching(re.compile(r"\S+"), "the name of an AWS profile in ~/.aws/config")]
SourceCidr = Annotated[StrictStr, passing(networks.source_network)]
VpcId = Annotated[StrictStr, matching(re.compile(r"vpc-[0-9a-f]+"), "the id of a VPC")]
SubnetId = Annotated[StrictStr, matching(re.compile(r"subnet-[0-9a-f]+"), "the id of a subnet")]
RouteTableId = Annotated[StrictStr, matching(re.compile(r"rtb-[0-9a-f]+"), "the id of a route table")]
_WITHOUT_QUOTES = matching(slots.IDENTIFIER, "a PostgreSQL identifier in lower case, as it stands without quotes")
Identifier = Annotated[StrictStr, _WITHOUT_QUOTES]
"""Of a role, which the program names."""
ExistingName = Annotated[
    StrictStr,
    passing(slots.check_quotes),
    matching(slots.IDENTIFIER_IN_ANY_CASE, "a PostgreSQL identifier as pg_class has it, its capitals kept"),
]
"""Of a table, a column or a schema, which somebody else has named."""
DatabaseName = Annotated[Identifier, passing(reserved_names.check_database)]
SchemaName = Annotated[ExistingName, passing(reserved_names.check_schema)]
LoginRole = Annotated[Identifier, passing(reserved_names.check_role)]
Slot = Annotated[
    StrictStr, matching(slots.SLOT_NAME, "a replication slot; longer names do not fit into the publication's")
]
Topic = Annotated[
    StrictStr,
    matching(re.compile(r"[a-zA-Z0-9._-]{1,245}"), "a Kafka topic, short enough for its dead-letter topic's suffix"),
    passing(reserved_names.check_topic),
]
PipelineName = Annotated[
    StrictStr, matching(re.compile(r"[a-z][a-z0-9_]{2,44}"), "slot, user and secret are named after it")
]
