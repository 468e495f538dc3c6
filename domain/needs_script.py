"""The SQL to hand to whoever administers the database, where no program of ours may run it."""

from collections.abc import Sequence

from domain.database_need import Need, undo_statements
from domain.slots import drop_if_inactive
from domain.token_guard import guarded

HEADER = """\
-- {purpose}
-- Run it in the database {database} as the owner of the tables or a member of who is, who may make roles:
-- psql --set ON_ERROR_STOP=1 --file <this file>
-- It may run any number of times; it does all of it, or nothing."""


def make_script(database: str, needs: Sequence[Need]) -> str:
    """What makes everything that is missing."""
    return _script("What a pipeline needs in its database.", database, guarded([need.mend for need in needs]))


def undo_script(database: str, needs: Sequence[Need], slot: str) -> str:
    """What takes everything away again, the replication slot included, once the pipeline is stopped."""
    return _script("The end of a pipeline.", database, [drop_if_inactive(slot), *undo_statements(needs)])


def _script(purpose: str, database: str, statements: Sequence[str]) -> str:
    # A name may hold the end of a line, which would end the comment.
    header = HEADER.format(purpose=purpose, database=" ".join(database.split()))
    return "\n".join([header, "", *(f"{statement};" for statement in ("BEGIN", *statements, "COMMIT")), ""])
