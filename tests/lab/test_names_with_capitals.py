"""Tables that an ORM has named: capitals in the schema's, the tables' and the columns' names."""

import pytest
import yaml

from lab.lifecycle.state import LabState
from lab.prove.records import TopicEnd
from lab.prove.surroundings import Surroundings
from tests.lab.commands_here import diagnose
from tests.lab.conftest import LabCommand

TABLES = """
CREATE SCHEMA IF NOT EXISTS "Sales";
CREATE TABLE IF NOT EXISTS "Sales"."OrderLines" ("orderId" integer, line integer, "Text" text,
    PRIMARY KEY ("orderId", line));
GRANT USAGE ON SCHEMA "Sales" TO postgres;
GRANT INSERT ON "Sales"."OrderLines" TO postgres;
"""
"""By whom they belong to, who with `sql: iam` is not the master that writes to them."""
TOPIC = "lab_db.Sales.lines"


@pytest.fixture(scope="module", params=["master", "iam"])
def lab(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp(f"capitals-{request.param}")
    lab = LabCommand(directory)
    script = directory / "tables.sql"
    script.write_text(TABLES)
    pipeline = {
        "name": "lines",
        "schema": "Sales",
        "tables": ["OrderLines"],
        "keyColumns": {"OrderLines": ["orderId", "line"]},
        "partitions": 1,
        "bootstrapSql": str(script),
    }
    lab.write(pipelines=[pipeline])
    lab.answer(lambda sections: sections["database"].update(sql=request.param))
    with lab.running():
        yield lab


def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def test_connect_is_told_them_in_quotes(lab):
    written = yaml.safe_load((surroundings(lab).process.directory / "pipeline.yaml").read_text())
    source = written["input"]["postgres_cdc"]
    assert (source["schema"], source["tables"]) == ('"Sales"', ['"OrderLines"'])


def test_a_change_arrives_under_its_key(lab, with_brokers):
    here = surroundings(lab)
    with TopicEnd(here, TOPIC) as topic, here.workload.login(*here.master_login) as connection:
        connection.execute("""INSERT INTO "Sales"."OrderLines" VALUES (7, 2, 'new')""")
        operation, key, row = topic.next_with("[7,2]")
    assert (operation, key, row) == ("insert", "[7,2]", {"orderId": 7, "line": 2, "Text": "new"})


def test_nothing_is_wrong_with_them(lab, with_brokers):
    code, report = diagnose(lab)
    assert (code, report["first_cause"]) == (0, None)
    passed = {finding["check"] for finding in report["findings"] if finding["result"] == "pass"}
    assert {"lines: publication", "lines: configured tables"} <= passed


def test_a_second_up_changes_nothing(lab):
    assert "create" not in lab.up().stdout
