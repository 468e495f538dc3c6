"""Database account: the user a pipeline logs in as and its publication, as one resource."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, Resource

from components import database_sql
from components.data_api import DataApiLogin
from components.database_objects import DatabaseObjectsProvider, where
from components.release import until_released
from components.sql_script import DatabaseLogin
from components.sql_session import SqlRefused
from domain import slots
from domain.database_need import Need
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs
from domain.table_owners import foreign_table, foreign_tables_query


class CdcObjectsProvider(DatabaseObjectsProvider):
    """The needs of one pipeline. Another user or schema is granted in place: the slot stays, and nothing is lost."""

    identity = ("database", "slot")

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse another slot in the same server: the old one cannot be dropped while its pipeline reads it."""
        if not olds or where(olds) != where(news):
            return CheckResult(news, [])
        return CheckResult(
            news,
            [
                CheckFailure(
                    key,
                    f"got {news[key]!r}, want {olds[key]!r} (the slot {olds['slot']} cannot be dropped while its "
                    "pipeline reads it); end both first: pulumi destroy --target '**::<pipeline>-objects' "
                    "--target-dependents, then pulumi up",
                )
                for key in self.identity
                if olds[key] != news[key]
            ],
        )

    def needs(self, props: Mapping[str, Any]) -> list[Need]:
        """All of them."""
        return pipeline_needs(_pipeline(props))

    def refusals(self, props: Mapping[str, Any]) -> list[str]:
        """Tables that the login does not own, with the grant that is missing."""
        rows = database_sql.run(props["login"], foreign_tables_query(props["schema"], props["tables"]))
        return [foreign_table(props["schema"], table, owner, login) for table, owner, login in rows]

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Drop the slot first, which Redpanda Connect made and does not drop."""
        login, slot = props["login"], props["slot"]
        try:
            until_released(lambda: database_sql.run(login, slots.drop_if_inactive(slot)))
        except SqlRefused as refused:
            by_hand = slots.drop_statement(slot)
            raise SqlRefused(f"{refused}; run by hand on {login['database']}: {by_hand}") from refused
        super().delete(id_, props)


class CdcObjects(Resource, module="rpcn", name="CdcDatabaseObjects"):
    """What the component below is made of."""

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(CdcObjectsProvider(), name, {**props, "missing": []}, opts)


class CdcDatabaseObjects(pulumi.ComponentResource):
    """The same user, rights and publication as `CdcDatabaseUser` makes, over the Data API or by login token.

    A refresh looks for each of them in the catalog; the next update mends what is missing.
    """

    user: pulumi.Output[str]
    """The user's name, once every right of it is granted."""
    publication: pulumi.Output[str]
    """The publication's name, `pglog_stream_<slot>`."""

    def __init__(
        self,
        name: str,
        pipeline: PipelineInDatabase,
        login: DataApiLogin | DatabaseLogin,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("rpcn:index:CdcDatabaseObjects", name, None, opts)
        data = {**vars(pipeline), "tables": list(pipeline.tables), "signal_table": pipeline.signal_table or ""}
        props = {**data, "login": database_sql.given(login)}
        kept = opts.protect if opts else None
        objects = CdcObjects(f"{name}-objects", props, pulumi.ResourceOptions(parent=self, protect=kept))
        made = objects.urn
        self.user = made.apply(lambda _: pipeline.user)
        self.publication = made.apply(lambda _: pipeline.publication)
        self.register_outputs({"user": self.user, "publication": self.publication})


def _pipeline(props: Mapping[str, Any]) -> PipelineInDatabase:
    return PipelineInDatabase(
        database=props["database"],
        user=props["user"],
        schema=props["schema"],
        tables=props["tables"],
        slot=props["slot"],
        signal_table=props["signal_table"] or None,
    )
