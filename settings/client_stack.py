"""Stacks that bring a client to the database instead of a pipeline: one model holds the whole stack file."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, ClassVar, TypeVar

from pydantic import Field, ValidationError, model_validator

from settings import errors, reading
from settings.application import ApplicationSettings
from settings.database import DatabaseSettings
from settings.section import Section

AnyStack = TypeVar("AnyStack", bound=Section)


class ClientStack(Section):
    """What every such stack has: the account of the application and the account of the database."""

    may_share_account: ClassVar[bool] = False
    """Whether the program also serves a client in the database's own account."""
    clients_by_address: ClassVar[bool] = True
    """Whether clients are let in by the networks they connect from, `application.sourceCidrs`."""

    application: ApplicationSettings = Field(description="a section with the account the client runs in")
    database: DatabaseSettings = Field(description="a section with the account and the cluster it logs in to")

    @model_validator(mode="after")
    def _accounts_fit(self) -> "ClientStack":
        problems = [*self.across_sections(), *self.database.across_keys()]
        if problems:
            raise ValueError("\n  ".join(problems))
        return self

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


def load_as(model: type[AnyStack]) -> AnyStack:
    """The current stack's settings as this model; raises `pulumi.RunError` with every problem, one line each."""
    keys = [str(field.alias) for field in model.model_fields.values()]
    return reading.read(keys, partial(parse_as, model))


def parse_as(model: type[AnyStack], config: Mapping[str, Any]) -> AnyStack:
    """A model from a mapping of section name to plain data; raises ValueError with every problem, one line each."""
    try:
        return model.model_validate(config)
    except ValidationError as error:
        raise ValueError(reading.listed(list(errors.lines(error, model, "")))) from None
