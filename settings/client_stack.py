"""Stacks that bring a client to the database instead of a pipeline."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from settings import errors
from settings.application import ApplicationSettings
from settings.database import DatabaseSettings
from settings.stack import Stack


class ClientStack(Stack):
    """What every such stack has: the account of the application and the account of the database."""

    may_share_account: ClassVar[bool] = False
    """Whether the program also serves a client in the database's own account."""
    clients_by_address: ClassVar[bool] = True
    """Whether clients are let in by the networks they connect from, `application.sourceCidrs`."""

    application: ApplicationSettings = Field(description="a section with the account the client runs in")
    database: DatabaseSettings = Field(description="a section with the account and the cluster it logs in to")

    @property
    def one_account(self) -> bool:
        """Whether application and database share an account."""
        return self.application.account_id == self.database.account_id

    def across_sections(self) -> Iterator[str]:
        """What two sections only get wrong together, each problem as a whole line."""
        if self.one_account and not self.may_share_account:
            yield (
                f"database.accountId: got {self.database.account_id!r}, want another account than "
                "application.accountId (within one account no role has to be assumed in between)"
            )
        sources = self.application.source_cidrs
        if sources and not self.clients_by_address:
            yield (
                f"application.sourceCidrs: got {errors.shown(sources)}, want it left out (clients are let in by their "
                "security group)"
            )
        if self.database.network.exposure == "public" and self.clients_by_address and not sources:
            yield (
                "application.sourceCidrs: got none, want the networks its clients connect from (the database is "
                "public, and nobody else is let in)"
            )
        yield from self.database.too_wide("application.sourceCidrs", sources)
        yield from self.database.across_keys()
