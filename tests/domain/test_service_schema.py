import pytest

from domain import service_schema


@pytest.mark.parametrize("name", ["orders", "public_orders", "pgbouncer"])
def test_a_service_has_a_schema_of_its_own(name):
    service_schema.check_schema(name)


@pytest.mark.parametrize("name", ["public", "information_schema", "pg_catalog", "pg_orders"])
def test_everyones_schema_and_postgresqls_own_are_refused(name):
    with pytest.raises(ValueError, match=r"^want a schema of the service's own"):
        service_schema.check_schema(name)
