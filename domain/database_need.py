"""One thing that must be in a database: how to see it there, make it, and take it away."""

# ruff: noqa: S608 - names and texts in the SQL are quoted

from collections.abc import Sequence
from dataclasses import dataclass

from domain.sql_names import block, literal, only_if


@dataclass(frozen=True, kw_only=True)
class Need:
    """Data and SQL of one thing; its statements hold no `:`, which the Data API takes for a parameter's."""

    what: str
    """Completes `missing: `; no two of one list are the same."""
    there: str
    """An SQL condition: true where it is as it must be, false and never an error where it is not."""
    make: str
    """One statement, which fails where something of that name exists: what is somebody else's is not taken over."""
    undo: str
    """One statement; where there is nothing to undo it does nothing."""
    exists: str = ""
    """An SQL condition: true where it is there, as it must be or not; for what `alter` can mend."""
    alter: str = ""
    """One statement that makes of what exists what it must be."""

    @property
    def mend(self) -> str:
        """One statement that may run any number of times."""
        if not self.alter:
            return only_if(f"NOT ({self.there})", self.make)
        return block(
            f"IF {self.there} THEN\nRETURN;\nELSIF {self.exists} THEN\n{self.alter};\nELSE\n{self.make};\nEND IF;"
        )


def missing_query(needs: Sequence[Need]) -> str:
    """SQL whose rows are `what` of each need that is not there, in order."""
    rows = ",\n    ".join(f"({n}, {literal(need.what)}, {need.there})" for n, need in enumerate(needs))
    return f"SELECT what FROM (VALUES\n    {rows}\n) AS need (place, what, there) WHERE NOT there ORDER BY place"


def undo_statements(needs: Sequence[Need]) -> list[str]:
    """The last one made goes first."""
    return [need.undo for need in reversed(needs)]
