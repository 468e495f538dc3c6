import inspect

import pytest

from doctor.facts.aws import Missing, Unreadable
from doctor.facts.facts import (
    NO_CLOUD_LOGIN,
    NOT_ON_CLOUD,
    Absent,
    AllowedDestination,
    ListedPipeline,
    PipelineFacts,
    RedpandaClusterFacts,
)
from doctor.facts.gather import Probes, gather
from doctor.facts.pipeline import (
    cloud_login,
    cloud_probes,
    listed_pipelines,
    pipeline_facts,
    redpanda_cluster_facts,
)
from doctor.redpanda_cloud import RedpandaCloud
from tests.doctor.healthy_chain import PIPELINE


class Cloud:
    """Tells what it was given."""

    def __init__(self, told):
        self.told = told

    def cluster(self, _id):
        return self.told

    def pipelines(self, _url):
        return [self.told]

    def pipeline(self, _url, _id):
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


def told_error(text):
    return pipeline_facts(Cloud({"state": "STATE_ERROR", "status": {"error": text}}), "", PIPELINE).error


def test_a_whole_login_opens_the_cloud_and_none_is_told_as_none():
    assert isinstance(cloud_login({"REDPANDA_CLIENT_ID": "id", "REDPANDA_CLIENT_SECRET": "x"}), RedpandaCloud)
    assert cloud_login({}) is NO_CLOUD_LOGIN


def test_the_probes_are_fields_of_probes_and_pass_an_absent_login_on():
    chain = {"redpanda": {"cluster_id": "abc", "cluster_api_url": "https://api.invalid"}}
    for cloud in (Cloud({"state": "STATE_READY"}), NO_CLOUD_LOGIN):
        assert cloud_probes(chain, cloud).keys() <= inspect.signature(Probes).parameters.keys()
    probes = cloud_probes(chain, Cloud({"state": "STATE_READY"}))
    assert probes["redpanda_cluster"]().state == probes["pipeline"](PIPELINE).state == "STATE_READY"
    probes = cloud_probes(chain, NO_CLOUD_LOGIN)
    assert probes["redpanda_cluster"]() is probes["pipeline"](PIPELINE) is NO_CLOUD_LOGIN
    assert probes["listed_pipelines"]() is NO_CLOUD_LOGIN


def test_what_the_cloud_tells_is_gathered_with_the_rest():
    chain = {
        "redpanda": {"account_id": "1", "cluster_id": "abc", "cluster_api_url": "https://api.invalid"},
        "database": {"account_id": "2"},
        "pipelines": [PIPELINE],
    }
    others = dict.fromkeys(
        ("redpanda_account", "database_account", "pipeline_role", "connect_role", "cluster"), lambda: Absent("anything")
    )
    told = gather(chain, Probes(**others, **cloud_probes(chain, Cloud({"state": "STATE_READY"}))), limit_s=20)
    assert told.redpanda_cluster.state == told.pipelines["orders"].state == "STATE_READY"
    silent = gather(chain, Probes(**others), limit_s=20)
    assert silent.redpanda_cluster is silent.pipelines["orders"] is NO_CLOUD_LOGIN


def test_a_cluster_is_read_from_the_answer_of_the_api():
    ports = [{"cidr": "10.5.0.0/16", "port_start": 5432}, {"cidr": "10.6.0.0/16", "port_start": 1, "port_end": 9}]
    told = {
        "state": "STATE_READY",
        "nat_gateways": ["198.51.100.17"],
        "redpanda_connect": {"allowed_destination_cidr_ports": ports},
    }
    assert redpanda_cluster_facts(Cloud(told), "abc") == RedpandaClusterFacts(
        state="STATE_READY",
        nat_addresses=("198.51.100.17",),
        allowed_destinations=(
            AllowedDestination(cidr="10.5.0.0/16", port_start=5432, port_end=5432),
            AllowedDestination(cidr="10.6.0.0/16", port_start=1, port_end=9),
        ),
    )
    bare = RedpandaClusterFacts(state="STATE_UNSPECIFIED", nat_addresses=(), allowed_destinations=None)
    assert redpanda_cluster_facts(Cloud({}), "abc") == bare


@pytest.mark.parametrize(
    "told",
    [{"nat_gateways": ["x"]}, {"nat_gateways": 7}, {"redpanda_connect": {"allowed_destination_cidr_ports": [1]}}],
)
def test_a_cluster_told_in_another_way_is_unreadable(told):
    with pytest.raises(Unreadable, match="in a way unknown to the doctor"):
        redpanda_cluster_facts(Cloud(told), "abc")


def test_a_pipeline_is_read_from_the_answer_of_the_api():
    resources = {"cpu_shares": "200m", "memory_shares": "800M"}
    told = {"state": "STATE_ERROR", "status": {"error": "boom"}, "config_yaml": "input: {}", "resources": resources}
    seen = pipeline_facts(Cloud(told), "", PIPELINE)
    assert seen == PipelineFacts(state="STATE_ERROR", error="boom", config_yaml="input: {}", cpu="200m", memory="800M")
    assert "input" not in repr(seen)
    nothing = PipelineFacts(state="STATE_UNSPECIFIED", error=None, config_yaml="")
    assert pipeline_facts(Cloud({"status": {"error": ""}}), "", PIPELINE) == nothing
    assert pipeline_facts(Cloud(Missing("404")), "", PIPELINE) == Absent("pipeline pipeline-1")


def test_a_pipeline_that_redpanda_cloud_does_not_run_is_not_asked_of_it():
    assert pipeline_facts(Cloud(Missing("404")), "", {**PIPELINE, "id": None}) == NOT_ON_CLOUD


def test_every_pipeline_of_the_cluster_is_told_by_id_and_name():
    told = listed_pipelines(Cloud({"id": "p1", "display_name": "orders", "state": "STATE_RUNNING"}), "")
    assert told == (ListedPipeline(id="p1", display_name="orders"),)


@pytest.mark.parametrize(
    "text",
    [
        "dial postgres://u:s3cret@db:5432/x",
        "host=db password=s3cret user=u",
        "password: 's3cret s3cret'",
        "cdc:5432/?Action=connect&X-Amz-Signature=s3cret&X-Amz-Security-Token=s3cret",
        "Authorization: Bearer s3cret",
        'answer was {"access_token": "s3cret", "a": 1}',
        "aws_secret_access_key = s3cret",
        "signed with AKIAS3CRETS3CRETS3CR today",
    ],
)
def test_an_error_is_told_without_its_secrets(text):
    assert "s3cret" not in told_error(text).lower()
    assert "***" in told_error(text)


def test_an_error_is_told_on_one_line_and_moves_no_cursor():
    assert told_error("a\n  b\x1b[31mc") == "a b [31mc"


@pytest.mark.parametrize(
    "text", ["no statement allows sts:AssumeRole", "${secrets.NAME} is not known", "token expired"]
)
def test_an_error_without_secrets_stays_as_it_is(text):
    assert told_error(text) == text
