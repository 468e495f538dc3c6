"""The doctor on `examples/aurora-mysql`: its checks on the YAML and the parameters that the program makes."""

import json
from dataclasses import replace

import pytest
import yaml

from doctor.checks import pipeline_mysql, pipeline_output
from doctor.finding import Result
from doctor.outputs import OutputsError, from_file
from tests.doctor.healthy_chain import CLUSTER, facts


@pytest.fixture
def dev(run_example):
    return run_example("aurora-mysql", "dev")


def doctors_findings(engine, change=lambda config, parameters: None):
    """What the doctor's checks say of the pipeline and the parameters that the program made, once changed."""
    config = yaml.safe_load(engine.inputs("orders-pipeline")["configYaml"])
    parameters = {p["name"]: p["value"] for p in engine.inputs("cdc-parameters")["parameters"]}
    change(config, parameters)
    known = replace(
        facts(),
        chain=engine.outputs["chain"],
        cluster=replace(CLUSTER, parameters=parameters),
        pipeline_configs={"orders": config},
    )
    return [found for check in (*pipeline_mysql.CHECKS, *pipeline_output.CHECKS) for found in check(known)]


def test_it_finds_nothing_wrong_with_the_pipeline(dev):
    findings = doctors_findings(dev)
    assert {finding.check: finding.result for finding in findings if finding.result is not Result.PASS} == {}
    assert {"orders: configured checkpoint cache", "orders: configured reconnects", "orders: binlog_format"} <= {
        finding.check for finding in findings
    }


def in_memory(config, _parameters):
    config["cache_resources"] = [{"label": config["input"]["mysql_cdc"]["checkpoint_cache"], "memory": {}}]


def for_ever(config, _parameters):
    config["input"]["mysql_cdc"]["max_reconnect_attempts"] = 0


def of_statements(_config, parameters):
    parameters["binlog_format"] = "MIXED"


@pytest.mark.parametrize(("change", "cause"), [(in_memory, "L21"), (for_ever, "L22"), (of_statements, "L23")])
def test_it_would_name_what_loses_the_position_the_login_or_the_rows(dev, change, cause):
    assert [found.cause for found in doctors_findings(dev, change) if found.result is Result.FAIL] == [cause]


def test_it_does_not_walk_the_chain_as_if_it_were_postgresqls(dev, tmp_path):
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"chain": dev.outputs["chain"]}))
    with pytest.raises(
        OutputsError, match=r"got aurora-mysql-cdc chain, want a `chain` output of kind aurora-postgresql"
    ):
        from_file(file)
