import pulumi
import pulumi_aws as aws
import pytest

from components.rds_proxy_access import RdsProxyAccess, RdsProxyAccessArgs
from components.rds_proxy_login import LoginBySecret, LoginByToken

USER_AT_CLUSTER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/shop_reader"
USER_AT_PROXY = "arn:aws:rds-db:us-east-2:222222222222:dbuser:prx-0abc/shop_reader"
SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:shop_reader-AbCdEf"
BY_TOKEN = LoginByToken(dbuser_arns=[USER_AT_CLUSTER])
CHILDREN = {
    "shop-role": "aws:iam/role:Role",
    "shop-login": "aws:iam/rolePolicy:RolePolicy",
    "shop-proxy-group": "aws:ec2/securityGroup:SecurityGroup",
    "shop-to-database": "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "shop-from-proxy": "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "shop-proxy": "aws:rds/proxy:Proxy",
    "shop-targets": "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    "shop-target": "aws:rds/proxyTarget:ProxyTarget",
    "shop-endpoint-group": "aws:ec2/securityGroup:SecurityGroup",
    "shop-from-clients": "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "shop-read-write": "aws:rds/proxyEndpoint:ProxyEndpoint",
    "shop-read-only": "aws:rds/proxyEndpoint:ProxyEndpoint",
}


def args(**changed):
    return RdsProxyAccessArgs(
        **{
            "cluster_identifier": "shop-cluster",
            "readers": 1,
            "database_port": 6432,
            "database_security_group_id": "sg-database",
            "vpc_id": "vpc-database",
            "subnet_ids": ["subnet-d1", "subnet-d2"],
            "endpoint_vpc_id": "vpc-application",
            "endpoint_subnet_ids": ["subnet-a1", "subnet-a2"],
            "zone_ids": ["use2-az1", "use2-az2"],
            "client_security_group": "111111111111/sg-clients",
            "login": BY_TOKEN,
            **changed,
        }
    )


def made(engine, **changed):
    told = {}

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        proxy = RdsProxyAccess("shop", args(**changed), pulumi.ResourceOptions(provider=account))
        return pulumi.Output.all(id=proxy.resource_id, dbuser=proxy.dbuser_arn("shop_reader")).apply(told.update)

    engine.run(program)
    return told


def test_its_children_are_all_in_the_databases_account(engine):
    made(engine)
    assert engine.types() == CHILDREN
    assert set(engine.provider_names().values()) == {"database-account"}


def test_clients_are_named_by_the_proxys_own_id(engine):
    assert made(engine) == {"id": "prx-0abc", "dbuser": USER_AT_PROXY}


def test_by_token_it_holds_no_secret_and_logs_in_as_the_named_users_of_the_cluster(engine):
    made(engine)
    proxy = engine.inputs("shop-proxy")
    assert (proxy["defaultAuthScheme"], proxy["requireTls"]) == ("IAM_AUTH", True)
    assert "auths" not in proxy
    (statement,) = engine.inputs("shop-login")["policy"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("rds-db:connect", [USER_AT_CLUSTER])
    (trust,) = engine.inputs("shop-role")["assumeRolePolicy"]["Statement"]
    assert trust["Principal"] == {"Service": "rds.amazonaws.com"}


def test_by_secret_it_reads_the_named_secrets_and_clients_still_come_by_token(engine):
    made(engine, login=LoginBySecret(secret_arns=[SECRET]))
    proxy = engine.inputs("shop-proxy")
    assert proxy["defaultAuthScheme"] == "NONE"
    assert proxy["auths"] == [{"authScheme": "SECRETS", "iamAuth": "REQUIRED", "secretArn": SECRET}]
    (statement,) = engine.inputs("shop-login")["policy"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["secretsmanager:GetSecretValue"], [SECRET])


def test_its_endpoints_are_in_the_applications_network_and_wait_for_the_target(engine):
    made(engine)
    for name, role in {"read-write": "READ_WRITE", "read-only": "READ_ONLY"}.items():
        endpoint = engine.inputs(f"shop-{name}")
        assert (endpoint["targetRole"], endpoint["vpcSubnetIds"]) == (role, ["subnet-a1", "subnet-a2"])
        assert endpoint["vpcSecurityGroupIds"] == ["shop-endpoint-group-id"]
        assert engine.waits_for(f"shop-{name}") == {"shop-target"}
    assert engine.inputs("shop-proxy")["vpcSubnetIds"] == ["subnet-d1", "subnet-d2"]
    assert engine.inputs("shop-endpoint-group")["vpcId"] == "vpc-application"


@pytest.mark.parametrize("name", ["shop-target", "shop-read-write", "shop-read-only"])
def test_what_there_can_be_one_of_goes_before_its_replacement_comes(engine, name):
    made(engine)
    assert engine.options[name].delete_before_replace is True


def test_each_group_lets_in_one_other_group_on_one_port(engine):
    made(engine)
    rules = {
        name: engine.inputs(name) for name, kind in engine.types().items() if "securityGroup" in kind and "vpc/" in kind
    }
    seen = {
        name: (r["securityGroupId"], r["referencedSecurityGroupId"], r["fromPort"], r["toPort"])
        for name, r in rules.items()
    }
    assert seen == {
        "shop-to-database": ("shop-proxy-group-id", "sg-database", 6432, 6432),
        "shop-from-proxy": ("sg-database", "shop-proxy-group-id", 6432, 6432),
        "shop-from-clients": ("shop-endpoint-group-id", "111111111111/sg-clients", 5432, 5432),
    }
    assert not any("cidrIpv4" in rule for rule in rules.values())


def test_a_read_only_endpoint_needs_a_reader():
    with pytest.raises(ValueError, match=r"target_roles: got .* \(a READ_ONLY endpoint needs a reader"):
        args(readers=0)
    assert args(readers=0, target_roles=["READ_WRITE"]).target_roles == ["READ_WRITE"]
    with pytest.raises(ValueError, match="target_roles: got none"):
        args(target_roles=[])


def test_a_zone_without_rds_proxy_never_becomes_a_proxy(engine):
    with pytest.raises(ValueError, match=r"zone_ids: got \['use1-az3', 'use1-az1'\].*the id use1-az3"):
        made(engine, zone_ids=["use1-az3", "use1-az1"])
    assert "shop-proxy" not in engine.types()


def test_the_proxy_is_never_allowed_to_log_in_to_itself(engine):
    with pytest.raises(ValueError, match=r"want cluster-\.\.\. in it"):
        made(engine, login=LoginByToken(dbuser_arns=[USER_AT_PROXY]))
    assert "shop-login" not in engine.types()
