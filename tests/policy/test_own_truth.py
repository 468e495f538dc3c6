"""A rule that took what it wants from the code it judges would want a wrong value, too."""

import runpy
from dataclasses import replace

import pytest

from domain import cluster_parameters, mysql_parameters
from policy.rules import parameter_group


@pytest.mark.parametrize(
    ("program", "family", "wrong"),
    [
        (cluster_parameters, "aurora-postgresql17", "rds.force_ssl: got 0, want 1"),
        (mysql_parameters, "aurora-mysql8.0", "require_secure_transport: got 0, want ON"),
    ],
)
def test_a_wrong_value_in_the_program_is_not_what_the_rule_wants(monkeypatch, program, family, wrong):
    made = [replace(parameter, value="0") for parameter in program.cluster_parameters(1)]
    monkeypatch.setattr(program, "cluster_parameters", lambda pipelines: made)
    rule = runpy.run_path(parameter_group.__file__)["forced_tls"]  # as it is read where the program is wrong
    group = {"family": family, "parameters": [{"name": of_one.name, "value": of_one.value} for of_one in made]}
    assert list(rule(parameter_group.PARAMETER_GROUP, group)) == [wrong]


def test_fewer_slots_a_pipeline_in_the_program_are_not_enough_for_the_rule(monkeypatch):
    monkeypatch.setattr(cluster_parameters, "SLOTS_PER_PIPELINE", 1)
    assert runpy.run_path(parameter_group.__file__)["SLOTS_PER_PIPELINE"] == 2
