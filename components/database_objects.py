"""Database account: what a pipeline needs in its database, made, watched and ended by a login that has no password."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, ReadResult, ResourceProvider, UpdateResult

from components import database_sql
from components.dynamic_changes import changed_keys
from components.sql_session import SqlRefused
from domain.database_need import Need, missing_query, undo_statements
from domain.sql_names import in_one
from domain.token_guard import guarded


class DatabaseObjectsProvider(ResourceProvider):
    """Makes needs in one transaction, sees in the catalog which are missing, and mends those.

    Pulumi stores it by reference to this module and runs its methods in a process of its own.
    """

    identity: Sequence[str] = ()
    """Properties that make it another thing when they change."""

    @abstractmethod
    def needs(self, props: Mapping[str, Any]) -> list[Need]:
        """In the order they are made in."""

    def refusals(self, _props: Mapping[str, Any]) -> list[str]:
        """Why they cannot be made, each as a sentence."""
        return []

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make them all or none; what exists already is somebody else's, and refused."""
        self._refuse(props)
        database_sql.run(props["login"], in_one(guarded([need.make for need in self.needs(props)])))
        return CreateResult(id_="/".join(str(props[key]) for key in self.identity), outs={**props, "missing": []})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Which of them the catalog does not have."""
        rows = database_sql.run(props["login"], missing_query(self.needs(props)))
        return ReadResult(id_, {**props, "missing": [what for (what,) in rows]})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """What is asked for, how it is reached, and what the last look at the catalog missed."""
        changed = changed_keys(olds, news)
        elsewhere = ["login"] if where(olds) != where(news) else []
        return DiffResult(
            changes=bool(changed),
            replaces=[*(key for key in changed if key in self.identity), *elsewhere],
            delete_before_replace=not elsewhere,  # on one server two of them would have one user
        )

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """End what is asked for no more, and mend what is."""
        self._refuse(news)
        wanted = self.needs(news)
        kept = {need.what for need in wanted}
        ended = undo_statements([need for need in self.needs(olds) if need.what not in kept])
        database_sql.run(news["login"], in_one(guarded([*ended, *(need.mend for need in wanted)])))
        return UpdateResult({**news, "missing": []})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """End them all."""
        database_sql.run(props["login"], in_one(undo_statements(self.needs(props))))

    def _refuse(self, props: Mapping[str, Any]) -> None:
        if refusals := self.refusals(props):
            raise SqlRefused("\n".join(refusals))


def where(props: Mapping[str, Any]) -> Any:
    """The cluster, or the endpoint, which is another one where the cluster is."""
    login = props["login"]
    return login.get("resource_arn") or login["host"]
