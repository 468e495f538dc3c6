"""Access keys: how long they have been there."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from policy.props import UNKNOWN, get
from policy.rule import DatedRule, Resource
from policy.rules.access_key import KEY

OLD_DAYS = 90  # AWS Security Hub, control IAM.3
ADVICE = "make another one (keyGeneration of the stack's runtime raised by one)"


def not_too_old(resources: Sequence[Resource], today: date, limit_days: int) -> Iterator[tuple[Resource, str]]:
    """A key that exists is younger than the limit; of one that is yet to be made there is no day."""
    for key in (resource for resource in resources if resource.kind == KEY):
        told = get(key.props, "createDate")
        if told is None or told is UNKNOWN:
            continue
        made = _day(told)
        if made is None:
            yield key, "createDate: got what is no day, want the day on which the key was made"
        elif (age := (today - made).days) > limit_days:
            yield key, f"createDate: got {made}, {age} days ago, want {limit_days} or less; {ADVICE}"


def _day(told: Any) -> date | None:
    """The day in UTC of a time as IAM tells it, `2027-01-31T09:00:00Z`."""
    try:
        return datetime.fromisoformat(told).astimezone(UTC).date()
    except (TypeError, ValueError):
        return None


RULES = (
    DatedRule(
        id="access-key-age",
        title="An access key is not older than the limit",
        why="who has found a key, or has left with it, goes on using it for as long as it is there",
        source='IAM User Guide, "Update access keys"; AWS Security Hub, IAM.3; Terraform AWS provider, '
        "aws_iam_access_key: create_date",
        check=not_too_old,
        limit_days=OLD_DAYS,
    ),
)
