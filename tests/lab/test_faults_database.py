"""Each fault of the database, the cluster and the brokers is really there, alone, and really gone once mended."""

import subprocess
import sys

import pytest

from doctor.checks import link_5, link_6, link_7, own_slot, password_users, publication, replica_identity, slots
from doctor.database_login import by_managed_secret
from doctor.facts.aws import Account
from doctor.facts.aws_cluster import cluster_facts
from doctor.facts.database import database_facts
from doctor.facts.facts import Facts, Unavailable
from doctor.facts.kafka import kafka_facts
from doctor.finding import Result
from lab.backends.backend import LabError
from lab.connect.pipelines import pipelines_of
from lab.faults import cluster, database, kafka
from lab.faults.fault import FaultContext
from lab.lifecycle.state import LabState
from lab.paths import REPOSITORY
from lab.prove.finding import Outcome
from lab.prove.links import walk_links

CHECKED = (link_5, password_users, link_6, publication, replica_identity, own_slot, slots, link_7)
FAULTS = {**database.FAULTS, **cluster.FAULTS}

PROVEN_AT = {"I2": "4", "N4": "4", "L1": "6", "L2": "6", "L3": "6", "L7": "6", "L13": "6"}
"""The link at which the workload itself is stopped, where a new login shows it."""


RESTART = """
import sys
from pathlib import Path
from lab.paths import LabPaths
from lab.connect.pipelines import pipelines_of
paths = LabPaths(Path(sys.argv[1]))
pipelines_of(paths).start(sys.argv[2])
"""


@pytest.fixture(scope="module")
def context(running_lab):
    context = FaultContext(running_lab.paths, LabState.load(running_lab.paths))
    yield context
    # A pipeline that was started here would stay a zombie of these tests to whoever ends it.
    pipelines, pipeline_id = pipelines_of(context.paths), context.surroundings.pipeline["id"]
    pipelines.stop(pipeline_id)
    subprocess.run([sys.executable, "-c", RESTART, str(context.paths.home), pipeline_id], cwd=REPOSITORY, check=True)
    pipelines.await_running(pipeline_id)


@pytest.fixture
def findings(context, monkeypatch):
    """Reads everything about links 5 to 7 and judges it."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(context.paths.aws_config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(context.paths.aws_credentials))
    chain, elsewhere = context.chain, Unavailable("another link")
    account = Account(chain["database"]["profile"], chain["database"]["region"])
    login = by_managed_secret(chain, account, "127.0.0.1")
    (pipeline,) = chain["pipelines"]

    def read():
        without_brokers = context.state.without_brokers
        brokers = Unavailable(without_brokers) if without_brokers else None
        facts = Facts(
            chain=chain,
            redpanda_account=elsewhere,
            database_account=elsewhere,
            pipeline_role=elsewhere,
            connect_role=elsewhere,
            cluster=cluster_facts(account, chain["database"]["cluster_identifier"]),
            databases={pipeline["name"]: database_facts(login, chain["database"]["master_username"], pipeline)},
            kafka={
                pipeline["name"]: brokers or kafka_facts(context.surroundings.kafka_admin_config(), pipeline),
            },
        )
        return [finding for link in CHECKED for check in link.CHECKS for finding in check(facts)]

    return read


def causes(found):
    return [finding.cause for finding in found if finding.result is Result.FAIL]


def unknown_links(found):
    return {finding.link for finding in found if finding.result is Result.UNKNOWN}


def assert_comes_and_goes(fault, context, findings):
    fault.breaks(context)
    try:
        assert causes(findings()) == [fault.id]
        if fault.id in PROVEN_AT:
            walked = next(step for step in walk_links(context.surroundings) if step.outcome is not Outcome.HOLDS)
            assert (walked.outcome, walked.subject[0]) == (Outcome.BROKEN, PROVEN_AT[fault.id])
    finally:
        fault.mends(context)
    mended = findings()
    assert causes(mended) == []
    assert unknown_links(mended) <= ({7} if context.state.without_brokers else set())


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_there_alone_and_then_gone(fault, context, findings):
    assert_comes_and_goes(fault, context, findings)


@pytest.mark.parametrize("fault", kafka.FAULTS.values(), ids=kafka.FAULTS)
def test_a_fault_of_the_brokers_is_there_alone_and_then_gone(fault, context, findings, with_brokers):
    assert_comes_and_goes(fault, context, findings)


@pytest.mark.parametrize("fault", [*FAULTS.values(), *kafka.FAULTS.values()], ids=[*FAULTS, *kafka.FAULTS])
def test_a_fault_that_is_not_there_is_not_mended(fault, context):
    with pytest.raises(LabError, match="nothing to mend"):
        fault.mends(context)


def test_every_fault_that_was_mended_is_forgotten(context):
    assert context.broken == []


def test_rules_keep_the_ids_by_which_the_stack_knows_them(context):
    def ids():
        rules = context.database.client("ec2").describe_security_group_rules()["SecurityGroupRules"]
        return sorted(rule["SecurityGroupRuleId"] for rule in rules)

    before = ids()
    for fault_id in ("N2", "N7"):
        FAULTS[fault_id].breaks(context)
        FAULTS[fault_id].mends(context)
    assert ids() == before
