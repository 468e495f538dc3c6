"""Section `pipelines`: one entry."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from domain import compute_grid
from settings.fields import Count, ExistingName, Flag, LoginRole, PipelineName, SchemaName, Slot, Text, Topic, each_once
from settings.section import Section


def key_for_each_table(columns: dict[str, list[str]], info: ValidationInfo) -> dict[str, list[str]]:
    """Columns for exactly the tables."""
    tables = set(info.data.get("tables", columns))
    if set(columns) != tables or not all(columns.values()):
        raise ValueError(
            f"want columns for exactly {', '.join(sorted(tables))} (without a key the changes of a row lose their "
            "order)"
        )
    return columns


def cpu_on_the_grid(cpu: str) -> str:
    """A size that Redpanda Cloud has."""
    compute_grid.memory_for(cpu)
    return cpu


def memory_for_cpu(memory: str, info: ValidationInfo) -> str:
    """The memory that goes with the cpu, also where none is given."""
    if "cpu" not in info.data:
        return memory
    memory = memory or compute_grid.memory_for(info.data["cpu"])
    compute_grid.check(info.data["cpu"], memory)
    return memory


class PipelineSettings(Section):
    """One pipeline: tables of one schema into one topic."""

    name: PipelineName = Field(description="the pipeline's name")
    schema_: SchemaName = Field(default="public", alias="schema", description="the schema of the tables")
    tables: Annotated[list[ExistingName], each_once("table")] = Field(
        min_length=1, description="a list of at least one table, named as in pg_class, without quotes"
    )
    user: LoginRole = Field(description="the pipeline's user, in the database and in Redpanda; default `cdc_<name>`")
    slot: Slot = Field(description="its replication slot; default `rpcn_<name>`")
    topic: Topic = Field(description="its topic; default `<database>.<schema>.<name>`")
    partitions: Count = Field(default=3, ge=1, description="how many partitions, 1 or more")
    replication_factor: Literal[1, 3, 5] = Field(default=3, description="1, 3 or 5 copies of each record")
    snapshot: Flag = Field(default=True, description="true when existing rows are streamed first")
    key_columns: dict[ExistingName, list[ExistingName]] = Field(
        description="for each table the columns of the record key, usually its primary key"
    )
    cpu: Text = Field(default="200m", description="the pipeline's CPU: 100m to 1500m in steps of 100m, 3300m or 7200m")
    memory: Text = Field(
        default="", description="its memory, 400M for each 100m of cpu; default: what the cpu asks for"
    )
    bootstrap_sql: Text | None = Field(
        default=None,
        description="the path of a repeatable SQL script, run before anything is granted by whoever database.sql "
        "names; not with script",
    )

    _key_for_each_table = field_validator("key_columns")(key_for_each_table)
    _on_the_grid = field_validator("cpu")(cpu_on_the_grid)
    _paired = field_validator("memory")(memory_for_cpu)

    @field_validator("bootstrap_sql")
    @classmethod
    def _script(cls, path: str | None) -> str | None:
        if path is not None and not Path(path).is_file():
            raise ValueError("want a file that exists; write the path relative to Pulumi.yaml")
        return path

    @property
    def bootstrap_sql_text(self) -> str | None:
        """The script itself."""
        return None if self.bootstrap_sql is None else Path(self.bootstrap_sql).read_text()
