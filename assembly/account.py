"""The provider of an account."""

from typing import Any, Protocol

import pulumi

from domain import tags


class Account(Protocol):
    """A section of the stack file that names an account."""

    @property
    def account_id(self) -> str:
        """12 digits."""

    @property
    def profile(self) -> str:
        """The AWS profile that reaches it."""

    @property
    def region(self) -> str:
        """Where its resources are."""


def aws_provider_args(account: Account) -> dict[str, Any]:
    """An aws provider that refuses every account but its own: swapped profiles stop at preview."""
    return {
        "profile": account.profile,
        "region": account.region,
        "allowed_account_ids": [account.account_id],
        "default_tags": {"tags": {tags.PROJECT: pulumi.get_project(), tags.STACK: pulumi.get_stack()}},
    }
