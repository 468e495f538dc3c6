import json

import httpx
import pytest

from components.egress_allowlist import EgressAllowlist, EgressAllowlistProvider
from components.redpanda_cloud_api import CloudRefused

CLUSTER_URL = "https://api.cloud.redpanda.com/v1/clusters/d0abc"
THEIRS = {"cidr": "10.1.0.0/16", "port_start": 9000, "port_end": 9100}
OURS = {"cidr": "10.90.0.0/24", "port_start": 5432, "port_end": 5432}
OTHER = {"cidr": "10.91.0.0/24", "port_start": 5432, "port_end": 5432}
PROPS = {"cluster_id": "d0abc", "entries": [OURS]}
PROVIDER = EgressAllowlistProvider()


class Cloud:
    """Stands for the Cloud API: one cluster's list, and what it was asked."""

    def __init__(self):
        self.cluster = {"redpanda_connect": {"allowed_destination_cidr_ports": [THEIRS]}}
        self.patched = []
        self.refusal = None

    def answer(self, request):
        if request.url.path == "/oauth/token":
            assert b"client_secret=secret" in request.content
            return httpx.Response(200, json={"access_token": "bearer-token"})
        assert request.headers["Authorization"] == "Bearer bearer-token"
        assert str(request.url) == CLUSTER_URL
        if request.method == self.refusal:
            return httpx.Response(403, text="bearer-token may not")
        if request.method == "PATCH":
            change = json.loads(request.content)
            self.patched.append(change)
            self.cluster.update(change)
        return httpx.Response(200, json={"cluster": self.cluster})

    @property
    def entries(self):
        return self.cluster["redpanda_connect"]["allowed_destination_cidr_ports"]


@pytest.fixture
def cloud(monkeypatch):
    stand_in = Cloud()
    real = httpx.Client
    monkeypatch.setattr(
        httpx, "Client", lambda **options: real(transport=httpx.MockTransport(stand_in.answer), **options)
    )
    monkeypatch.setenv("REDPANDA_CLIENT_ID", "id")
    monkeypatch.setenv("REDPANDA_CLIENT_SECRET", "secret")
    return stand_in


def test_it_holds_the_entries_and_no_credentials(engine):
    engine.run(lambda: EgressAllowlist("cdc-egress", "d0abc", [OURS]))
    inputs = engine.inputs("cdc-egress")
    assert {key: value for key, value in inputs.items() if key != "__provider"} == PROPS


def test_our_entries_come_and_go_beside_everybody_elses(cloud):
    assert PROVIDER.create(PROPS).id == "d0abc"
    assert cloud.entries == [THEIRS, OURS]
    PROVIDER.update("d0abc", PROPS, PROPS | {"entries": [OTHER]})
    assert cloud.entries == [THEIRS, OTHER]
    PROVIDER.delete("d0abc", PROPS | {"entries": [OTHER]})
    assert cloud.entries == [THEIRS]
    assert [list(change) for change in cloud.patched] == [["redpanda_connect"]] * 3


def test_a_list_that_is_right_is_not_written(cloud):
    cloud.cluster = {"redpanda_connect": {"allowed_destination_cidr_ports": [OURS]}}
    PROVIDER.create(PROPS)
    assert cloud.patched == []


def test_a_cluster_that_has_no_list_gets_one(cloud):
    cloud.cluster = {}
    PROVIDER.create(PROPS)
    assert cloud.entries == [OURS]


def test_an_entry_that_somebody_removed_is_seen_and_put_back(cloud):
    seen = PROVIDER.read("d0abc", PROPS).outs
    assert seen["entries"] == []
    difference = PROVIDER.diff("d0abc", seen, PROPS)
    assert (difference.changes, difference.replaces) == (True, [])
    PROVIDER.update("d0abc", seen, PROPS)
    assert PROVIDER.read("d0abc", PROPS).outs == PROPS
    assert PROVIDER.diff("d0abc", PROPS, PROPS).changes is False


def test_another_cluster_is_another_list():
    assert PROVIDER.diff("d0abc", PROPS, PROPS | {"cluster_id": "d0xyz"}).replaces == ["cluster_id"]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_refusal_names_the_call_and_repeats_nothing_of_the_answer(cloud, method):
    cloud.refusal = method
    with pytest.raises(CloudRefused) as refused:
        PROVIDER.create(PROPS)
    assert str(refused.value) == f"{method} {CLUSTER_URL} was answered 403, want success"


def test_a_cloud_that_cannot_be_reached_is_an_error(cloud, monkeypatch):
    def unreachable(_request):
        raise httpx.ConnectError("no route")

    monkeypatch.setattr(cloud, "answer", unreachable)
    with pytest.raises(CloudRefused, match=r"^POST https://auth.*: ConnectError$"):
        PROVIDER.create(PROPS)


def test_without_credentials_nothing_is_asked(cloud, monkeypatch):
    monkeypatch.delenv("REDPANDA_CLIENT_SECRET")
    with pytest.raises(CloudRefused, match=r"^REDPANDA_CLIENT_ID, REDPANDA_CLIENT_SECRET: got none"):
        PROVIDER.create(PROPS)
