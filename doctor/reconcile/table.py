"""A table as it is compared: its columns, and those that make a record's key."""

from collections.abc import Sequence
from dataclasses import dataclass

from doctor.reconcile import forms


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    type_name: str
    """pg_type's name, such as `int4`; of a generated column `generated`, as the stream does not carry it."""
    toastable: bool = False
    """Whether a long value may be stored out of line: an update that leaves it alone does not carry it."""

    @property
    def is_compared(self) -> bool:
        """Whether the JSON of its type is known."""
        return forms.is_known(self.type_name)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a pipeline."""

    name: str
    columns: Sequence[Column]
    key_columns: Sequence[str]
    """As in the pipeline's `keyColumns`, in this order."""
    one_in: int = 1
    """Of how many rows one is compared; 1: of every one."""

    @property
    def key(self) -> tuple[Column, ...]:
        """The columns of the key; raises KeyError for one that the table has not."""
        by_name = {column.name: column for column in self.columns}
        return tuple(by_name[name] for name in self.key_columns)

    @property
    def compared(self) -> tuple[Column, ...]:
        """The columns whose values are compared."""
        return tuple(column for column in self.columns if column.is_compared)
