"""Database account: what a pipeline needs in its database, made by whoever administers it and looked for here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult

from components import database_sql, sql_session
from components.dynamic_changes import changed_keys
from components.sql_script import DatabaseLogin
from components.sql_session import SqlRefused
from domain.database_need import missing_query
from domain.needs_script import make_script, undo_script
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs

NO_SUCH_USER = "authentication failed"
"""Of a user that does not exist too, as of one without a right to log in (PostgreSQL, src/backend/libpq/auth.c)."""


class ScriptedObjectsProvider(ResourceProvider):
    """Writes the scripts and runs none of them; it goes on when a look at the catalog misses nothing.

    It looks as the pipeline's own user, by token, so the first login shows that user, membership and rights hold.
    """

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Write both scripts; refuse to go on until the first has been run."""
        _write(props)
        _await(props)
        return CreateResult(id_=f"{props['database']}/{props['user']}", outs=props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What is missing by now."""
        return ReadResult(id_, {**props, "missing": _missing(props)})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another script, or something that is missing."""
        changed = changed_keys(olds, news)
        return DiffResult(changes=bool(changed), replaces=[key for key in changed if key in ("database", "user")])

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Write the scripts again; refuse to go on until what they make is there."""
        _write(news)
        _await(news)
        return UpdateResult(news)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Refuse to forget a user that still logs in: its slot would keep WAL, and nobody would know of it."""
        _write(props)
        try:
            sql_session.rows(props["login"], "SELECT 1")
        except SqlRefused as refused:
            if NO_SUCH_USER in str(refused):
                return
            raise
        raise SqlRefused(f"{props['user']} still logs in; have {props['end_file']} run, and destroy again")


class ScriptedObjects(Resource, module="rpcn", name="ScriptedObjects"):
    """What depends on it starts once somebody has run the script, which is a file and an output."""

    sql: pulumi.Output[str]
    """What to run."""
    user: pulumi.Output[str]
    """The user's name, once it may log in and has every right."""
    publication: pulumi.Output[str]
    """The publication's name, `pglog_stream_<slot>`."""

    def __init__(
        self,
        name: str,
        pipeline: PipelineInDatabase,
        login: DatabaseLogin,
        file: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`login` is the pipeline's user's own, by token; `file` ends in `.sql`."""
        needs = pipeline_needs(pipeline)
        props = {
            "database": pipeline.database,
            "user": pipeline.user,
            "publication": pipeline.publication,
            "login": database_sql.given(login),
            "look": missing_query(needs),
            "sql": make_script(pipeline.database, needs),
            "end": undo_script(pipeline.database, needs, pipeline.slot),
            "file": file,
            "end_file": file.removesuffix(".sql") + ".end.sql",
            "missing": [],
        }
        super().__init__(ScriptedObjectsProvider(), name, props, opts)


def _write(props: Mapping[str, Any]) -> None:
    for file, text in ((props["file"], props["sql"]), (props["end_file"], props["end"])):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(text)


def _missing(props: Mapping[str, Any]) -> list[str]:
    try:
        return [str(what) for (what,) in sql_session.rows(props["login"], props["look"])]
    except SqlRefused as refused:
        return [f"the login of {props['user']} ({refused})"]


def _await(props: Mapping[str, Any]) -> None:
    if missing := _missing(props):
        raise SqlRefused(
            f"{props['database']}: missing: {'; '.join(missing)}; have {props['file']} run by whoever administers the "
            "database, and update again"
        )
