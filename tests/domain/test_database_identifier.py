import pytest

from domain.database_identifier import check_identifier


@pytest.mark.parametrize("text", ["shop", "Shop-2", "a" + "-b" * 31])
def test_an_identifier_is_taken(text):
    check_identifier(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shop.proxy-x.us-east-2.rds.amazonaws.com", "RDS Proxy carries no replication"),
        ("shop.cluster-ro-x.us-east-2.rds.amazonaws.com", "never from a reader"),
        ("shop.cluster-x.us-east-2.rds.amazonaws.com", "its endpoint is looked up"),
        ("shop--1", "its endpoint is looked up"),
        ("1shop", "its endpoint is looked up"),
        ("shop-", "its endpoint is looked up"),
    ],
)
def test_an_endpoint_is_no_identifier(text, words):
    with pytest.raises(ValueError, match=words):
        check_identifier(text)
