import boto3
import pytest
from botocore.stub import Stubber

from components import data_api
from components.sql_session import SqlRefused

CLUSTER = "arn:aws:rds:us-east-2:222222222222:cluster:shop"
SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-1"
LOGIN = {
    "resource_arn": CLUSTER,
    "secret_arn": SECRET,
    "database": "shop",
    "profile": "database",
    "region": "us-east-2",
}
WHERE = {"resourceArn": CLUSTER, "secretArn": SECRET}


@pytest.fixture
def api(monkeypatch):
    """The real client, which checks each call against the API's own model, with answers in place of AWS."""
    client = boto3.client("rds-data", region_name="us-east-2", aws_access_key_id="a", aws_secret_access_key="b")
    sessions = []

    class Session:
        def __init__(self, **how):
            sessions.append(how)

        def client(self, service):
            assert service == "rds-data"
            return client

    monkeypatch.setattr(boto3, "Session", Session)
    with Stubber(client) as stubber:
        stubber.sessions = sessions
        yield stubber
        stubber.assert_no_pending_responses()


def statement(sql):
    return {**WHERE, "database": "shop", "sql": sql}


def test_one_statement_is_run_with_the_secret_and_its_rows_come_back(api):
    rows = [[{"stringValue": "Orders"}, {"isNull": True}, {"booleanValue": False}], [{"longValue": 7}]]
    api.add_response("execute_statement", {"records": rows}, statement("SELECT 2"))
    assert data_api.run(LOGIN, "SELECT 2") == [["Orders", None, False], [7]]
    assert api.sessions == [{"profile_name": "database", "region_name": "us-east-2"}]


def test_what_returns_no_rows_returns_none(api):
    api.add_response("execute_statement", {}, statement("DO $sql$"))
    assert data_api.run(LOGIN, "DO $sql$") == []


@pytest.mark.parametrize(("state", "in_use"), [("42501", False), ("55006", True)])
def test_what_the_database_refuses_is_told_in_its_words(api, state, in_use):
    api.add_client_error("execute_statement", "DatabaseErrorException", f"ERROR: no; SQLState: {state}")
    with pytest.raises(SqlRefused, match=f"ERROR: no; SQLState: {state}") as refused:
        data_api.run(LOGIN, "GRANT a TO b")
    assert refused.value.in_use is in_use
