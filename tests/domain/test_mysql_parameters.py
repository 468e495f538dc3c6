import pytest

from domain import mysql_parameters
from domain.database_engines import AURORA_MYSQL, AURORA_POSTGRESQL


@pytest.mark.parametrize(
    ("version", "family"),
    [
        ("8.0.mysql_aurora.3.02.0", "aurora-mysql8.0"),
        ("8.0.mysql_aurora.3.10.4", "aurora-mysql8.0"),
        ("8.4.mysql_aurora.8.4.7", "aurora-mysql8.4"),
    ],
)
def test_the_family_follows_the_mysql_version(version, family):
    assert mysql_parameters.parameter_group_family(version) == family


@pytest.mark.parametrize(
    "version",
    [
        "8.0.mysql_aurora.3.01.1",
        "8.4.mysql_aurora.8.4.6",
        "8.4.mysql_aurora.3.10.4",
        "5.7.mysql_aurora.2.11.4",
        "8.0.mysql_aurora.3.10",
        "8.0.mysql_aurora.3.10.4 ",
        "8.0",
        "17.4",
        "",
    ],
)
def test_a_version_below_the_serverless_floor_is_refused(version):
    with pytest.raises(
        ValueError, match=r"want 8\.0\.mysql_aurora\.3\.02\.0 or 8\.4\.mysql_aurora\.8\.4\.7, or a later"
    ):
        mysql_parameters.parameter_group_family(version)


def test_what_may_be_static_waits_for_a_reboot_and_what_is_dynamic_does_not():
    methods = {p.name: (p.value, p.apply_method) for p in mysql_parameters.cluster_parameters(1)}
    assert methods == {
        "binlog_checksum": ("NONE", "pending-reboot"),
        "binlog_format": ("ROW", "pending-reboot"),
        "binlog_row_image": ("FULL", "pending-reboot"),
        "require_secure_transport": ("ON", "immediate"),
    }


def test_a_cluster_without_pipelines_writes_no_binary_log():
    assert [p.name for p in mysql_parameters.cluster_parameters(0)] == ["require_secure_transport"]


def test_more_pipelines_ask_for_nothing_more():
    assert mysql_parameters.cluster_parameters(40) == mysql_parameters.cluster_parameters(1)


@pytest.mark.parametrize("hours", [1, 72, 2160])
def test_the_binary_log_is_kept_by_a_procedure(hours):
    assert mysql_parameters.retention_statement(hours) == (
        f"CALL mysql.rds_set_configuration('binlog retention hours', {hours});"
    )


@pytest.mark.parametrize("hours", [0, -1, 2161])
def test_a_retention_that_aurora_does_not_take_is_refused(hours):
    with pytest.raises(ValueError, match="want 1 to 2160 hours"):
        mysql_parameters.retention_statement(hours)


@pytest.mark.parametrize("name", ["my_shop", "shop%", "Shop", "1shop", ""])
def test_a_database_that_a_grant_would_take_for_a_pattern_is_no_name(name):
    assert mysql_parameters.DATABASE_NAME.fullmatch(name) is None


def test_each_engine_tells_what_clients_only_see_as_a_failed_login():
    assert AURORA_POSTGRESQL.log_exports == ("postgresql", "iam-db-auth-error")
    assert AURORA_MYSQL.log_exports == ("error", "iam-db-auth-error")


def test_only_postgresql_remembers_its_readers():
    assert (AURORA_POSTGRESQL.keeps_position, AURORA_MYSQL.keeps_position) == (True, False)
