from dataclasses import replace

import pytest

from domain.attachment import misfits
from tests.domain.described_databases import READY

DATABASE = replace(READY, has_data_api=False, has_managed_secret=False)


def said(sql="iam", port=5433, secret_arn="", **facts):
    return list(misfits(replace(DATABASE, **facts), port=port, sql=sql, secret_arn=secret_arn))


@pytest.mark.parametrize("sql", ["iam", "script"])
def test_who_needs_no_password_needs_no_secret(sql):
    assert said(sql) == []


@pytest.mark.parametrize("sql", ["master", "dataApi"])
def test_who_needs_a_password_needs_a_secret(sql):
    assert said(sql, has_data_api=True) == [
        "database.existing.secretArn: missing, want the ARN of a secret with an administrator's user name and password "
        f"(database.sql is {sql}, and RDS manages no secret of shop); set it, or database.sql: iam"
    ]
    assert said(sql, has_data_api=True, secret_arn="arn:secret") == []
    assert said(sql, has_data_api=True, has_managed_secret=True) == []


def test_the_data_api_has_to_be_on_where_sql_is_to_run_over_it():
    assert said("dataApi", secret_arn="arn:secret") == [
        "shop: Data API: got off, want on (database.sql is dataApi); run (no restart): aws rds enable-http-endpoint "
        "--resource-arn arn:aws:rds:us-east-2:222222222222:cluster:shop --profile database --region us-east-2"
    ]


def test_the_port_is_the_databases():
    assert said(port=5432) == ["database.port: got 5432, want 5433, where shop listens"]
