import pulumi
import pytest

NAME = "rds-proxy"
AT_PROXY = "arn:aws:rds-db:us-east-2:222222222222:dbuser:prx-0abc/shop_reader"
AT_CLUSTER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/shop_reader"
ZONES = ("us-east-2a", "us-east-2b")


def network(name):
    each = {f"{name}-{what}-{zone}" for what in ("subnet", "route") for zone in ZONES}
    logs = {f"{name}-flow-log", f"{name}-flow-logs", f"{name}-flow-logs-role", f"{name}-flow-logs-deliver"}
    return {f"{name}-vpc", f"{name}-route-table", f"{name}-security-group"} | each | logs


GATEWAY = {"database-internet-gateway", "database-internet-route"}


SHARE = {"shared-share", "shared-account", *(f"shared-subnet-{zone}" for zone in ZONES)}
TEST = {
    *(f"test-{job}" for job in ("log", "role", "run", "not-by-code", "assume", "function", "to-endpoints")),
    *(f"test-{job}" for job in ("api", "api-group", "api-from-function", "to-api")),
}
CLUSTER = {
    f"database-{what}" for what in ("parameters", "subnets", "cluster", "writer", "reader-1", "from-203.0.113.24-32")
}
PROXY = {
    *(f"proxy-{job}" for job in ("role", "login", "proxy-group", "to-database", "from-proxy", "proxy", "targets")),
    *(f"proxy-{job}" for job in ("target", "endpoint-group", "from-clients", "read-write", "read-only")),
}
ROTATION = {
    *(f"rotation-{job}" for job in ("log", "role", "run", "not-by-code", "function", "secrets", "group")),
    *(f"rotation-{job}" for job in ("api", "api-group", "api-from-function", "to-api", "to-database", "from-rotation")),
}


@pytest.fixture
def dev(run_example):
    return run_example(NAME, "dev")


@pytest.fixture
def by_secret(run_example):
    return run_example(NAME, "dev", change=secret_mode)


def secret_mode(sections):
    sections["proxy"]["auth"] = "secret"


def by_account(engine):
    accounts = {}
    for name, provider in engine.provider_names().items():
        accounts.setdefault(provider, set()).add(name)
    return accounts


def test_each_account_gets_only_what_belongs_there(dev):
    assert by_account(dev) == {
        "application-account": network("clients") | SHARE | TEST,
        "database-account": network("database") | GATEWAY | CLUSTER | PROXY | {"client-role", "client-database-login"},
        "database-master": {f"shop_{user}-{job}" for user in ("reader", "writer") for job in ("role", "connect")},
        "random": {"database-final-snapshot"},
    }


def test_whoever_runs_up_reaches_the_database_and_the_functions_do_not_reach_the_internet(dev):
    route = dev.inputs("database-internet-route")
    assert (route["routeTableId"], route["gatewayId"]) == ("database-route-table-id", "database-internet-gateway-id")
    assert {dev.inputs(f"database-{instance}")["publiclyAccessible"] for instance in ("writer", "reader-1")} == {True}
    assert dev.inputs("database-from-203.0.113.24-32")["cidrIpv4"] == "203.0.113.24/32"


def test_clients_log_in_to_the_proxy_and_the_proxy_to_the_cluster(dev):
    (client,) = dev.inputs("client-database-login")["policy"]["Statement"]
    assert client["Resource"] == [AT_PROXY, AT_PROXY.replace("reader", "writer")]
    (proxy,) = dev.inputs("proxy-login")["policy"]["Statement"]
    assert proxy["Resource"] == [AT_CLUSTER, AT_CLUSTER.replace("reader", "writer")]


def test_the_endpoints_are_in_the_applications_subnets_and_wait_until_they_are_shared(dev):
    subnets = [f"clients-subnet-{zone}-id" for zone in ZONES]
    for endpoint in ("proxy-read-write", "proxy-read-only"):
        assert dev.inputs(endpoint)["vpcSubnetIds"] == subnets
    assert dev.inputs("proxy-proxy")["vpcSubnetIds"] == [f"database-subnet-{zone}-id" for zone in ZONES]
    order = [args.name for args in dev.seen]
    assert order.index("shared-account") < order.index("proxy-endpoint-group") < order.index("proxy-read-write")


def test_groups_of_two_accounts_name_each_other_and_nothing_is_open_to_a_network_but_the_administrators(dev):
    assert dev.inputs("proxy-from-clients")["referencedSecurityGroupId"] == "111111111111/clients-security-group-id"
    assert dev.inputs("test-to-endpoints")["referencedSecurityGroupId"] == "222222222222/proxy-endpoint-group-id"
    rules = {name for name, kind in dev.types().items() if kind.startswith("aws:vpc/")}
    assert {name for name in rules if "cidrIpv4" in dev.inputs(name)} == {"database-from-203.0.113.24-32"}


def test_the_function_presents_the_external_id_that_the_connect_role_asks_for(dev):
    (trust,) = dev.inputs("client-role")["assumeRolePolicy"]["Statement"]
    assert trust["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/shop-proxy-client"},
        "StringEquals": {"sts:ExternalId": "shop-proxy-dev"},
    }
    assert dev.inputs("test-role")["name"] == "shop-proxy-client"
    assert dev.inputs("test-function")["environment"]["variables"]["EXTERNAL_ID"] == "shop-proxy-dev"


def test_by_token_users_are_in_rds_iam_and_there_is_no_secret(dev):
    assert dev.inputs("shop_reader-role")["roles"] == ["rds_iam"]
    assert not any("secretsmanager" in kind for kind in dev.types().values())


def test_by_secret_users_have_rotated_passwords_and_are_not_in_rds_iam(by_secret, dev):
    role = by_secret.inputs("shop_reader-role")
    assert role["password"] == "generated-password"
    assert "roles" not in role
    of_users = {
        f"{prefix}-shop_{user}-{job}"
        for user in ("reader", "writer")
        for prefix, job in (
            ("proxy", "secret"),
            ("proxy", "first"),
            ("proxy", "password"),
            ("rotation", "call"),
            ("rotation", "rotation"),
        )
    }
    assert set(by_secret.types()) - set(dev.types()) == ROTATION | of_users
    assert {auth["secretArn"].rpartition(":")[2] for auth in by_secret.inputs("proxy-proxy")["auths"]} == {
        "proxy-shop_reader-secret-AbCdEf",
        "proxy-shop_writer-secret-AbCdEf",
    }
    assert "generated-password" not in str(by_secret.outputs)


def test_a_preview_by_secret_shows_what_up_makes(run_example, by_secret):
    assert run_example(NAME, "dev", preview=True, change=secret_mode).types() == by_secret.types()


def test_the_chain_tells_the_way_in(dev):
    chain = dev.outputs["chain"]
    assert chain["application"] == {
        "workload": "lambda",
        "role_arn": "arn:aws:iam::111111111111:role/test-role",
        "function_name": "test-function",
        "assume_policy_name": "test-assume",
        "account_id": "111111111111",
        "profile": "application",
        "region": "us-east-2",
        "source_cidrs": [],
    }
    assert chain["proxy"] == {
        "name": "proxy-proxy",
        "resource_id": "prx-0abc",
        "auth": "iam",
        "endpoints": [
            {
                "name": f"proxy-proxy-{suffix}",
                "endpoint": f"proxy-{suffix}.endpoint.proxy-x.rds.amazonaws.com",
                "target_role": target_role,
            }
            for target_role, suffix in (("READ_WRITE", "read-write"), ("READ_ONLY", "read-only"))
        ],
    }
    assert chain["users"][0] == {"user": "shop_reader", "dbuser_arns": [AT_PROXY]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("database", "readers", 0), r"database\.readers: got 0, want 1 or more \(proxy\.targetRoles has READ_ONLY"),
        (("client", "users", ["postgres"]), r"client\.users: got 'postgres', want other users than the master"),
        (("client", "functions", "nowhere"), r"client\.functions: got 'nowhere', want a directory .*run `make bundle`"),
        (("client", "availabilityZones", ["eu-west-1a", "us-east-2a"]), r"client\.availabilityZones: got .*eu-west-1a"),
        (("application", "region", "eu-west-1"), r"application\.region: got 'eu-west-1', want database\.region"),
        (("application", "sourceCidrs", ["198.51.100.20/32"]), r"application\.sourceCidrs: got .*, want it left out"),
        (
            ("proxy", "targetRoles", ["READ_WRITE", "READ_WRITE"]),
            r"proxy\.targetRoles: got .* want each target role once",
        ),
        (("client", "users", ["pg_reader"]), r"client\.users\[0\]: got 'pg_reader', want a name that is not"),
        (("proxy", "auth", "password"), r"proxy\.auth: got 'password', want iam"),
    ],
)
def test_a_wrong_stack_file_makes_nothing(run_example, change, told):
    section, key, value = change
    with pytest.raises(pulumi.RunError, match=told):
        run_example(NAME, "dev", change=lambda sections: sections[section].update({key: value}))


def test_without_a_read_only_endpoint_no_reader_is_needed(run_example):
    def change(sections):
        del sections["database"]["readers"]
        sections["proxy"]["targetRoles"] = ["READ_WRITE"]

    made = run_example(NAME, "dev", change=change).types()
    assert "proxy-read-only" not in made
    assert "database-reader-1" not in made


def test_an_existing_vpc_of_the_database_gets_no_flow_logs_and_its_zones_are_up_to_rds(run_example):
    def change(sections):
        existing = {"vpcId": "vpc-0abc", "subnetIds": ["subnet-0a", "subnet-0b"]}
        sections["database"]["network"] = {"existing": existing}

    made = run_example(NAME, "dev", change=change)
    assert {name for name, kind in made.types().items() if kind == "aws:ec2/flowLog:FlowLog"} == {"clients-flow-log"}
    assert made.inputs("proxy-proxy")["vpcSubnetIds"] == ["subnet-0a", "subnet-0b"]


def test_a_network_is_split_for_as_many_zones_as_are_named(run_example):
    small = {"availabilityZones": ["us-east-2a", "us-east-2b", "us-east-2c"], "vpcCidr": "10.91.0.0/27"}
    with pytest.raises(pulumi.RunError, match=r"client\.vpcCidr: got '10\.91\.0\.0/27', want a network from /16 down"):
        run_example(NAME, "dev", change=lambda sections: sections["client"].update(small))
