import boto3
import pytest
from botocore.stub import Stubber

from components import data_api
from components.data_api import SqlRefused

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
        stubber.add_response("begin_transaction", {"transactionId": "t"}, {**WHERE, "database": "shop"})
        stubber.sessions = sessions
        yield stubber
        stubber.assert_no_pending_responses()


def statement(sql):
    return {**WHERE, "database": "shop", "transactionId": "t", "sql": sql}


def test_statements_are_one_transaction_and_the_last_ones_rows_come_back(api):
    api.add_response("execute_statement", {}, statement("SELECT 1"))
    rows = [[{"stringValue": "Orders"}, {"isNull": True}, {"booleanValue": False}], [{"longValue": 7}]]
    api.add_response("execute_statement", {"records": rows}, statement("SELECT 2"))
    api.add_response("commit_transaction", {"transactionStatus": "done"}, {**WHERE, "transactionId": "t"})
    assert data_api.run(LOGIN, ["SELECT 1", "SELECT 2"]) == [["Orders", None, False], [7]]
    assert api.sessions == [{"profile_name": "database", "region_name": "us-east-2"}]


def test_a_refused_statement_rolls_all_of_it_back(api):
    api.add_client_error("execute_statement", "DatabaseErrorException", "ERROR: no; SQLState: 42501")
    api.add_response("rollback_transaction", {"transactionStatus": "undone"}, {**WHERE, "transactionId": "t"})
    with pytest.raises(SqlRefused, match="ERROR: no; SQLState: 42501") as refused:
        data_api.run(LOGIN, ["GRANT a TO b", "never reached"])
    assert refused.value.in_use is False


def test_what_is_in_use_is_told_apart(api):
    api.add_client_error("execute_statement", "DatabaseErrorException", "ERROR: active for PID 7; SQLState: 55006")
    api.add_response("rollback_transaction", {}, {**WHERE, "transactionId": "t"})
    with pytest.raises(SqlRefused) as refused:
        data_api.run(LOGIN, ["SELECT 1"])
    assert refused.value.in_use is True
