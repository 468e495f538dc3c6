import pytest

from domain import reserved_names


@pytest.mark.parametrize("name", ["cdc_orders", "pgbouncer", "rdsuser", "publicist", "nonesuch", "postgres"])
def test_a_login_role_may_have_any_name_that_is_not_taken(name):
    reserved_names.check_role(name)


@pytest.mark.parametrize("name", ["pg_cdc", "rds_iam", "rds_cdc", "rdsadmin", "public", "none"])
def test_a_login_role_is_refused_a_name_of_postgresqls_or_of_rds(name):
    with pytest.raises(ValueError, match=r"^want a name that is not reserved \("):
        reserved_names.check_role(name)


@pytest.mark.parametrize("name", ["shop", "postgres", "templates"])
def test_a_database_may_have_any_name_that_is_not_taken(name):
    reserved_names.check_database(name)


@pytest.mark.parametrize("name", ["template0", "template1", "rdsadmin"])
def test_a_database_is_refused_the_name_of_a_template_and_of_rds_own(name):
    with pytest.raises(ValueError, match=r"^want a name that is not reserved \("):
        reserved_names.check_database(name)


@pytest.mark.parametrize("name", ["public", "sales", "pgbouncer"])
def test_a_pipeline_may_read_everyones_schema(name):
    reserved_names.check_schema(name)


@pytest.mark.parametrize("name", ["pg_catalog", "pg_orders", "information_schema"])
def test_a_pipeline_is_refused_a_schema_of_postgresqls_own(name):
    with pytest.raises(ValueError, match=r"^want a name that is not reserved \("):
        reserved_names.check_schema(name)


@pytest.mark.parametrize("name", ["orders", "shop.public.orders", "...", "_orders", "redpanda.orders"])
def test_a_topic_may_have_any_name_that_is_not_taken(name):
    reserved_names.check_topic(name)


@pytest.mark.parametrize(
    "name",
    [".", "..", "_schemas", "__consumer_offsets", "__redpanda.connect.logs", "_redpanda.transform_logs"],
)
def test_a_topic_is_refused_what_kafka_refuses_and_what_the_cluster_keeps(name):
    with pytest.raises(ValueError, match=r"^want a name that is not reserved \("):
        reserved_names.check_topic(name)
