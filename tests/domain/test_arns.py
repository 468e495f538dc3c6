import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import arns

ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)
REGIONS = st.sampled_from(["us-east-2", "eu-central-1", "us-gov-west-1", "cn-north-1", "ap-southeast-4"])
RESOURCE_IDS = st.from_regex(r"cluster-[A-Z0-9]{26}", fullmatch=True)
USERS = st.from_regex(r"[a-z_][a-z0-9_]{0,62}", fullmatch=True)


def test_a_dbuser_arn_is_made_of_the_clusters_region_and_account_and_resource_id():
    arn = arns.dbuser_arn("arn:aws:rds:us-east-2:222222222222:cluster:cdc", "cluster-ABC", "cdc_orders")
    assert arn == "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"


@given(account=ACCOUNTS, region=REGIONS, resource_id=RESOURCE_IDS, user=USERS)
def test_a_dbuser_arn_keeps_every_part(account, region, resource_id, user):
    partition = arns.partition_of(region)
    cluster = f"arn:{partition}:rds:{region}:{account}:cluster:any"
    parts = arns.parse(arns.dbuser_arn(cluster, resource_id, user))
    assert parts == arns.Arn(partition, "rds-db", region, account, f"dbuser:{resource_id}/{user}")


@pytest.mark.parametrize(
    ("region", "partition"),
    [("us-east-2", "aws"), ("eu-west-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-northwest-1", "aws-cn")],
)
def test_a_region_belongs_to_one_partition(region, partition):
    assert arns.partition_of(region) == partition


def test_the_account_root_is_that_of_the_roles_account():
    role = arns.role_arn("aws-us-gov", "111111111111", "reader")
    assert role == "arn:aws-us-gov:iam::111111111111:role/reader"
    assert arns.role_arn_in("us-gov-west-1", "111111111111", "reader") == role
    assert arns.account_root_arn(role) == "arn:aws-us-gov:iam::111111111111:root"


def test_an_oidc_provider_is_named_after_its_issuer_without_the_scheme():
    provider = arns.oidc_provider_arn("aws", "111111111111", "https://oidc.eks.us-east-2.amazonaws.com/id/1A")
    assert provider == "arn:aws:iam::111111111111:oidc-provider/oidc.eks.us-east-2.amazonaws.com/id/1A"


def test_an_eks_cluster_is_in_its_regions_partition():
    assert arns.eks_cluster_arn("cn-north-1", "111111111111", "shop") == (
        "arn:aws-cn:eks:cn-north-1:111111111111:cluster/shop"
    )


@pytest.mark.parametrize("text", ["", "role/reader", "arn:aws:iam::1111:role/reader", "arn:azure:iam::111111111111:r"])
def test_what_is_no_arn_is_refused_by_name(text):
    with pytest.raises(ValueError, match=r"^arn: got .*, want arn:"):
        arns.parse(text)


def test_a_subnet_is_of_its_vpcs_account():
    vpc = "arn:aws-cn:ec2:cn-north-1:111111111111:vpc/vpc-1"
    assert arns.subnet_arn(vpc, "subnet-1") == "arn:aws-cn:ec2:cn-north-1:111111111111:subnet/subnet-1"


def test_a_user_is_named_in_its_account():
    assert arns.user_arn("aws-cn", "111111111111", "rpcn-cdc") == "arn:aws-cn:iam::111111111111:user/rpcn-cdc"
