"""The stack file of `examples/aurora-mysql`."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from domain import mysql_parameters
from domain.connect_config import CHECKPOINT_SUFFIX
from domain.database_engines import AURORA_MYSQL, DatabaseEngine
from settings.database import DatabaseSettings
from settings.fields import Count, Flag, PipelineName, Text, each_once, matching
from settings.loading import across_accounts
from settings.pipeline import cpu_on_the_grid, key_for_each_table, memory_for_cpu
from settings.redpanda import RedpandaSettings
from settings.runtime import CHOICE, RuntimeSettings
from settings.runtime_fit import across_runtime
from settings.section import Section
from settings.stack import Stack
from settings.trust import TrustSettings

LONGEST_TOPIC = 249 - len(CHECKPOINT_SUFFIX)  # redpanda_topic, name

DatabaseName = Annotated[
    Text,
    matching(
        mysql_parameters.DATABASE_NAME, "letters and digits: in MySQL's grants an underscore stands for any character"
    ),
]
User = Annotated[Text, matching(mysql_parameters.USER_NAME, "a MySQL user, 32 characters at most")]
Table = Annotated[Text, matching(mysql_parameters.TABLE_NAME, "a MySQL table as it stands without quotes")]
Column = Annotated[Text, matching(mysql_parameters.COLUMN_NAME, "a MySQL column as it stands without quotes")]
Topic = Annotated[
    Text,
    matching(
        re.compile(rf"[a-zA-Z0-9._-]{{1,{LONGEST_TOPIC}}}"),
        "a Kafka topic, short enough for its checkpoint topic's suffix",
    ),
]


class MysqlDatabaseSettings(DatabaseSettings):
    """The account and the Aurora MySQL cluster whose changes are streamed."""

    engine: ClassVar[DatabaseEngine] = AURORA_MYSQL

    name: DatabaseName = Field(description="the name of the database")
    engine_version: Text = Field(default="8.0.mysql_aurora.3.10.4", description="a version of Aurora MySQL")
    port: Count = Field(default=3306, ge=1150, le=65535, description="a port from 1150 to 65535")
    master_username: Annotated[
        Text, matching(re.compile(r"[a-zA-Z][a-zA-Z0-9]{0,15}"), "letters and digits, RDS CreateDBCluster")
    ] = Field(default="dbadmin", description="the master's name; Secrets Manager keeps its password")
    binlog_retention_hours: Count = Field(
        default=72, description="how many hours the binary log is to be kept, 1 to 2160; longer than an outage lasts"
    )
    existing: None = Field(
        default=None,
        description="none (this program makes its cluster; redpanda-aurora-iam attaches to a database that exists, of "
        "PostgreSQL); remove it",
    )

    @field_validator("binlog_retention_hours")
    @classmethod
    def _retained(cls, hours: int) -> int:
        mysql_parameters.retention_statement(hours)
        return hours


class MysqlPipelineSettings(Section):
    """The pipeline: tables of the database into one topic."""

    name: PipelineName = Field(description="the pipeline's name")
    tables: Annotated[list[Table], each_once("table")] = Field(min_length=1, description="a list of at least one table")
    user: User = Field(description="the pipeline's user, in the database and in Redpanda")
    topic: Topic = Field(description="its topic")
    partitions: Count = Field(default=3, ge=1, description="how many partitions, 1 or more")
    replication_factor: Literal[1, 3, 5] = Field(default=3, description="1, 3 or 5 copies of each record")
    snapshot: Flag = Field(default=True, description="true when existing rows are streamed first")
    key_columns: dict[Table, list[Column]] = Field(
        description="for each table the columns of the record key, usually its primary key"
    )
    cpu: Text = Field(default="200m", description="the pipeline's CPU: 100m to 1500m in steps of 100m, 3300m or 7200m")
    memory: Text = Field(
        default="", description="its memory, 400M for each 100m of cpu; default: what the cpu asks for"
    )

    _key_for_each_table = field_validator("key_columns")(key_for_each_table)
    _on_the_grid = field_validator("cpu")(cpu_on_the_grid)
    _paired = field_validator("memory")(memory_for_cpu)


class AuroraMysqlSettings(Stack):
    """Everything `examples/aurora-mysql` needs to know from outside."""

    runtime: RuntimeSettings = Field(description=CHOICE)
    redpanda: RedpandaSettings = Field(description="a section with the account and the cluster that run the pipeline")
    database: MysqlDatabaseSettings = Field(description="a section with the account and the cluster it reads")
    trust: TrustSettings = Field(
        default=TrustSettings(), description="a section on how the database account trusts the pipeline role"
    )
    pipeline: MysqlPipelineSettings = Field(description="a section with the pipeline")

    def across_sections(self) -> Iterator[str]:
        """Also: a user of its own, two accounts, and what the runtime asks for."""
        yield from self.database.across_keys()
        if self.pipeline.user == self.database.master_username:
            yield (
                f"pipeline.user: got {self.pipeline.user!r}, want another user than the master (it would lose its "
                "password)"
            )
        yield from across_accounts(self.redpanda, self.database)
        names = {"pipeline.name": self.pipeline.name}
        yield from across_runtime(self.runtime, self.redpanda, self.database, self.trust, names)

    @property
    def pipelines(self) -> tuple[MysqlPipelineSettings, ...]:
        """As in a stack that may have several."""
        return (self.pipeline,)
