import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import cluster_parameters


@pytest.mark.parametrize(
    ("version", "family"),
    [("15.2", "aurora-postgresql15"), ("16.11", "aurora-postgresql16"), ("17.4", "aurora-postgresql17")],
)
def test_the_family_follows_the_major_version(version, family):
    assert cluster_parameters.parameter_group_family(version) == family


@pytest.mark.parametrize("version", ["15.1", "16.0", "17.3", "14.12", "17", "17.4.1", "seventeen", "", "9.6"])
def test_a_version_below_the_serverless_floor_is_refused(version):
    with pytest.raises(ValueError, match=r"want one of 15\.2, 16\.1, 17\.4, 18\.3"):
        cluster_parameters.parameter_group_family(version)


def test_static_parameters_wait_for_a_reboot_and_dynamic_ones_do_not():
    methods = {p.name: (p.value, p.apply_method) for p in cluster_parameters.cluster_parameters(1)}
    assert methods == {
        "max_replication_slots": ("40", "pending-reboot"),
        "max_wal_senders": ("40", "pending-reboot"),
        "rds.force_ssl": ("1", "immediate"),
        "rds.iam_auth_for_replication": ("1", "immediate"),
        "rds.logical_replication": ("1", "pending-reboot"),
    }


def test_a_cluster_without_pipelines_only_asks_for_tls():
    assert [p.name for p in cluster_parameters.cluster_parameters(0)] == ["rds.force_ssl"]


@given(st.integers(min_value=1, max_value=1000))
def test_every_pipeline_has_its_slots_beside_the_defaults(pipelines):
    capacity = cluster_parameters.replication_capacity(pipelines)
    assert capacity >= cluster_parameters.SLOTS_BY_DEFAULT + pipelines * cluster_parameters.SLOTS_PER_PIPELINE


def test_the_capacity_changes_once_in_ten_pipelines():
    assert [cluster_parameters.replication_capacity(n) for n in (1, 10, 11, 20, 100)] == [40, 40, 60, 60, 220]
