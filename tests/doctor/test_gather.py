import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from doctor.facts.aws import Unreadable
from doctor.facts.facts import NOT_LOOKED_AT, Absent, PipelineFacts, Unavailable
from doctor.facts.gather import Probes, aws_probes, gather

CHAIN = {
    "redpanda": {
        "account_id": "111111111111",
        "profile": "chain-redpanda",
        "region": "us-east-2",
        "pipeline_role_arn": "arn:aws:iam::111111111111:role/pipeline",
    },
    "database": {
        "account_id": "222222222222",
        "profile": "chain-database",
        "region": "eu-west-1",
        "cluster_identifier": "cdc",
    },
    "trust": {"connect_role_arn": "arn:aws:iam::222222222222:role/connect"},
    "pipelines": [{"name": "orders"}, {"name": "bills"}],
}


def running(name):
    return PipelineFacts(state="STATE_RUNNING", error=None, config_yaml=f"of: {name}")


# Facts are only passed on here: a word stands for each, but for what is parsed.
HEALTHY = Probes(
    redpanda_account=lambda: "111111111111",
    database_account=lambda: "222222222222",
    pipeline_role=lambda: "the pipeline role",
    connect_role=lambda: "the connect role",
    cluster=lambda: Absent("cluster"),
    database=lambda pipeline: f"the database of {pipeline['name']}",
    kafka=lambda pipeline: f"the topics of {pipeline['name']}",
    own_words=lambda pipeline: f"the words of {pipeline['name']}",
    pipeline=lambda pipeline: running(pipeline["name"]),
    redpanda_cluster=lambda: "the Redpanda cluster",
    listed_pipelines=lambda: "every pipeline",
    proxy=lambda: "the proxy",
    peering_requester=lambda: "the pipelines' side",
    peering_accepter=lambda: "the database's side",
    alarms=lambda: "the alarms",
    metrics=lambda: "the metrics",
    endpoint=lambda: "the endpoint",
    access_keys=lambda: "the keys",
    associations=lambda: "the associations",
    service=lambda pipeline: f"the service of {pipeline['name']}",
    kubernetes=lambda: "the objects",
)
TOLD = {
    "redpanda_account": "111111111111",
    "database_account": "222222222222",
    "pipeline_role": "the pipeline role",
    "connect_role": "the connect role",
    "cluster": Absent("cluster"),
    "databases": {"orders": "the database of orders", "bills": "the database of bills"},
    "kafka": {"orders": "the topics of orders", "bills": "the topics of bills"},
    "own_words": {"orders": "the words of orders", "bills": "the words of bills"},
    "pipelines": {"orders": running("orders"), "bills": running("bills")},
    "pipeline_configs": {"orders": {"of": "orders"}, "bills": {"of": "bills"}},
    "redpanda_cluster": "the Redpanda cluster",
    "listed_pipelines": "every pipeline",
    "proxy": "the proxy",
    "peering_requester": "the pipelines' side",
    "peering_accepter": "the database's side",
    "alarms": "the alarms",
    "metrics": "the metrics",
    "endpoint": "the endpoint",
    "access_keys": "the keys",
    "associations": "the associations",
    "services": {"orders": "the service of orders", "bills": "the service of bills"},
    "kubernetes": "the objects",
}


def told(limit_s=20, **probes):
    facts = vars(gather(CHAIN, replace(HEALTHY, **probes), limit_s))
    assert facts.pop("chain") is CHAIN
    return facts


def raises(error):
    def probe(*_):
        raise error

    return probe


def test_every_probe_tells_its_own_fact():
    assert told() == TOLD


def test_all_probes_run_at_the_same_time():
    together = threading.Barrier(26, timeout=20)  # 16 of the chain, 5 of each of the 2 pipelines

    def meeting(answer):
        def probe(*arguments):
            together.wait()
            return answer(*arguments)

        return probe

    assert told(**{name: meeting(probe) for name, probe in vars(HEALTHY).items()}) == TOLD


@pytest.fixture
def never():
    """A probe that does not answer before the test is over."""
    over = threading.Event()
    yield lambda *_: over.wait(30)
    over.set()


def test_a_probe_that_takes_too_long_is_the_only_one_without_a_fact(never):
    assert told(limit_s=0.5, cluster=never) == {**TOLD, "cluster": Unavailable("took longer than 0.5 s")}


def test_a_probe_of_one_pipeline_leaves_the_other_pipelines_their_facts():
    def broken(pipeline):
        return Unavailable("no network path") if pipeline["name"] == "orders" else HEALTHY.database(pipeline)

    databases = {**TOLD["databases"], "orders": Unavailable("no network path")}
    assert told(database=broken) == {**TOLD, "databases": databases}


def test_what_cannot_be_read_is_unavailable_with_its_reason():
    assert told(cluster=raises(Unreadable("no rights")))["cluster"] == Unavailable("no rights")


def test_a_fault_of_the_doctor_is_told_by_its_place_and_never_by_its_text():
    found = told(kafka=raises(ValueError("password=s3cret")))["kafka"]["orders"]
    assert found.reason.startswith("the doctor failed: ValueError in test_gather.py, line ")
    assert "s3cret" not in found.reason


def test_a_timeout_of_a_probe_itself_is_not_the_doctors_limit():
    assert told(cluster=raises(TimeoutError()))["cluster"].reason.startswith("the doctor failed: TimeoutError")


def test_what_a_swapped_profile_shows_is_no_fact_of_the_chain():
    facts = told(database_account=lambda: "111111111111")
    stranger = Unavailable("the profile reaches account 111111111111, want 222222222222")
    of_account = dict.fromkeys(("connect_role", "cluster", "metrics", "alarms", "proxy", "peering_accepter"), stranger)
    assert facts == {**TOLD, "database_account": "111111111111", **of_account}


def test_without_knowing_the_account_nothing_of_it_is_known():
    facts = told(redpanda_account=lambda: Unavailable("no profile"))
    stranger = Unavailable("whose account this is, is not known: no profile")
    of_account = dict.fromkeys(("pipeline_role", "access_keys", "associations", "peering_requester"), stranger)
    services = dict.fromkeys(("orders", "bills"), stranger)
    assert facts == {**TOLD, "redpanda_account": Unavailable("no profile"), **of_account, "services": services}


def test_without_a_login_database_and_brokers_are_unavailable_and_say_which_option_is_missing():
    facts = gather(CHAIN, aws_only(), limit_s=20)
    assert {found.reason for found in facts.databases.values()} == {
        "no database login given: --admin-token, --admin-secret or --database-url"
    }
    assert all(found.reason.startswith("no broker credentials given: --kafka-config") for found in facts.kafka.values())
    assert facts.databases.keys() == facts.kafka.keys() == {"orders", "bills"}


def aws_only():
    return Probes(**{name: probe for name, probe in vars(HEALTHY).items() if name not in ("database", "kafka")})


@pytest.mark.parametrize(
    ("given", "redpanda", "database"),
    [
        ({}, "chain-redpanda", "chain-database"),
        ({"redpanda_profile": "mine"}, "mine", "chain-database"),
        ({"database_profile": "mine"}, "chain-redpanda", "mine"),
    ],
)
def test_each_account_is_read_with_its_own_profile_in_its_own_region(given, redpanda, database):
    probes = aws_probes(CHAIN, **given)
    in_aws = ("redpanda_account", "pipeline_role", "database_account", "connect_role", "cluster", "metrics")
    asked = {name: vars(probes)[name].args for name in in_aws}
    places = {name: (arguments[0].profile, arguments[0].region) for name, arguments in asked.items()}
    assert places == {
        "redpanda_account": (redpanda, "us-east-2"),
        "pipeline_role": (redpanda, "us-east-2"),
        "database_account": (database, "eu-west-1"),
        "connect_role": (database, "eu-west-1"),
        "cluster": (database, "eu-west-1"),
        "metrics": (database, "eu-west-1"),
    }
    assert {name: arguments[1:] for name, arguments in asked.items()} == {
        "redpanda_account": (),
        "database_account": (),
        "pipeline_role": ("arn:aws:iam::111111111111:role/pipeline",),
        "connect_role": ("arn:aws:iam::222222222222:role/connect",),
        "cluster": ("cdc",),
        "metrics": ("cdc",),
    }


def test_alarms_are_asked_for_by_the_names_that_the_stack_tells():
    assert aws_probes(CHAIN).alarms() == NOT_LOOKED_AT
    probes = aws_probes({**CHAIN, "alarms": [{"name": "cdc-alarm-slot-lag", "cause": "L9"}]})
    account, names = probes.alarms.args
    assert (account.profile, names) == ("chain-database", ["cdc-alarm-slot-lag"])


def test_a_pipeline_is_asked_for_once_and_its_configuration_parsed():
    asked = []

    def once(pipeline):
        asked.append(pipeline["name"])
        return running(pipeline["name"])

    assert told(pipeline=once) == TOLD
    assert sorted(asked) == ["bills", "orders"]


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Absent("pipeline p"), "there is no pipeline p"),
        (Unavailable("no rights"), "no rights"),
        (PipelineFacts(state="", error=None, config_yaml="a: ["), "its configuration is no YAML mapping"),
        (PipelineFacts(state="", error=None, config_yaml="- a"), "its configuration is no YAML mapping"),
    ],
)
def test_a_pipeline_without_a_configuration_says_why(seen, reason):
    assert told(pipeline=lambda _: seen)["pipeline_configs"]["orders"] == Unavailable(reason)


def test_a_proxy_is_asked_for_only_where_the_chain_has_one():
    assert aws_probes(CHAIN).proxy().reason == "not looked at"
    asked = aws_probes({**CHAIN, "proxy": {"name": "cdc-proxy"}}).proxy
    assert (asked.args[0].profile, asked.args[1]) == ("chain-database", "cdc-proxy")


def test_each_side_of_a_peering_is_asked_for_in_its_account_and_only_where_there_is_one():
    assert (aws_probes(CHAIN).peering_requester(), aws_probes(CHAIN).peering_accepter()) == (NOT_LOOKED_AT,) * 2
    sides = {"requester": {"route_table_ids": ["rtb-a"]}, "accepter": {"route_table_ids": ["rtb-d"]}}
    probes = aws_probes({**CHAIN, "peering": {"connection_id": "pcx-1", **sides}})
    asked = [(probe.args[0].profile, *probe.args[1:]) for probe in (probes.peering_requester, probes.peering_accepter)]
    assert asked == [
        ("chain-redpanda", "pcx-1", "requester", ["rtb-a"]),
        ("chain-database", "pcx-1", "accepter", ["rtb-d"]),
    ]


def test_a_probe_that_never_answers_does_not_keep_the_program_from_ending():
    program = """
import threading
from doctor.facts.gather import Probes, gather
never = threading.Event().wait
probes = Probes(redpanda_account=never, database_account=never, pipeline_role=never, connect_role=never, cluster=never)
chain = {"redpanda": {"account_id": "1"}, "database": {"account_id": "2"}, "pipelines": []}
print(gather(chain, probes, limit_s=0.1).cluster.reason)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert "took longer than 0.1 s" in done.stdout
