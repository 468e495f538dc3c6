import pytest

from domain import iam_documents

ROLE = "arn:aws:iam::111111111111:role/redpanda-c-redpanda-connect-pipeline"
DBUSER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"


def test_account_trust_names_the_root_and_narrows_it_to_the_role():
    assert iam_documents.trust(ROLE, "account", None) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TrustedRole",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                "Action": "sts:AssumeRole",
                "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
            }
        ],
    }


def test_only_alarms_of_the_topics_own_account_and_region_may_publish():
    topic = "arn:aws-us-gov:sns:us-gov-west-1:222222222222:alarms"
    assert iam_documents.alarm_topic(topic) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Alarms",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "222222222222"},
                    "ArnLike": {"aws:SourceArn": "arn:aws-us-gov:cloudwatch:us-gov-west-1:222222222222:alarm:*"},
                },
            }
        ],
    }


def test_role_trust_names_the_role_and_needs_no_condition():
    (statement,) = iam_documents.trust(ROLE, "role", None)["Statement"]
    assert statement["Principal"] == {"AWS": ROLE}
    assert "Condition" not in statement


@pytest.mark.parametrize("principal", ["account", "role"])
def test_an_external_id_is_asked_for_with_either_principal(principal):
    (statement,) = iam_documents.trust(ROLE, principal, "shop-cdc")["Statement"]
    assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": "shop-cdc"}


def test_session_tags_may_be_passed_on_by_the_same_role_in_a_statement_without_the_external_id():
    assuming, tagging = iam_documents.trust(ROLE, "account", "shop-cdc", session_tags=True)["Statement"]
    assert (assuming["Action"], assuming["Condition"]["StringEquals"]) == (
        "sts:AssumeRole",
        {"sts:ExternalId": "shop-cdc"},
    )
    assert tagging == {
        "Sid": "ItsSessionTags",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
        "Action": "sts:TagSession",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
    }


def test_a_client_whose_sessions_carry_tags_may_pass_them_to_exactly_its_roles():
    assuming, tagging = iam_documents.assume_with_external_id([ROLE], "shop", session_tags=True)["Statement"]
    assert assuming["Action"] == "sts:AssumeRole"
    assert tagging == {"Sid": "PassSessionTags", "Effect": "Allow", "Action": "sts:TagSession", "Resource": [ROLE]}


def test_a_client_may_assume_exactly_its_roles_and_only_with_the_external_id():
    assert iam_documents.assume_with_external_id([ROLE], "shop") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AssumeConnectRoles",
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": [ROLE],
                "Condition": {"StringEquals": {"sts:ExternalId": "shop"}},
            }
        ],
    }


def test_a_workloads_role_trusts_its_service_and_nobody_else():
    assert iam_documents.service_trust("ec2.amazonaws.com") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Workload",
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }


def test_assuming_is_allowed_for_exactly_the_tagged_roles():
    assert iam_documents.assume([f"{ROLE}-b", f"{ROLE}-a"], "scope") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AssumeConnectRoles",
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": [f"{ROLE}-a", f"{ROLE}-b"],
                "Condition": {"StringEquals": {"aws:ResourceTag/scope": "true"}},
            }
        ],
    }


def test_login_is_allowed_as_exactly_the_users_and_without_a_condition():
    assert iam_documents.database_login([DBUSER]) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "LogInAsDatabaseUsers", "Effect": "Allow", "Action": "rds-db:connect", "Resource": [DBUSER]}
        ],
    }


@pytest.mark.parametrize("resources", [["*"], [DBUSER, "arn:aws:rds-db:*:*:dbuser:*/*"], ["arn:aws:x:::a?"], []])
@pytest.mark.parametrize(
    "document",
    [
        iam_documents.database_login,
        lambda resources: iam_documents.assume(resources, "scope"),
        lambda resources: iam_documents.assume_with_external_id(resources, "shop"),
    ],
)
def test_no_document_is_made_for_a_wildcard_or_for_nothing(document, resources):
    with pytest.raises(ValueError, match="least privilege"):
        document(resources)
