"""RDS Proxy: each cause is named, it alone; a chain without a proxy hears nothing of it."""

from dataclasses import replace

import pytest

from bench.healthy_chains import healthy_facts
from doctor import causes
from doctor.checks import proxy
from doctor.facts.aws import Missing
from doctor.facts.facts import Absent, Unavailable
from doctor.facts.proxy import NoProxy, ProxyFacts, ProxySecret, ProxyTarget, proxy_facts
from doctor.finding import Result
from doctor.walk import walk
from domain import arns, iam_documents

PROXY_ID = "prx-0a1b2c"
HEALTHY = healthy_facts(3)
DATABASE = HEALTHY.chain["database"]
CLUSTER_ARN = (
    f"arn:{arns.partition_of(DATABASE['region'])}:rds:{DATABASE['region']}:{DATABASE['account_id']}:cluster:cdc"
)
BY_PROXY, BY_CLUSTER = (arns.dbuser_arn(CLUSTER_ARN, owner, "web") for owner in (PROXY_ID, DATABASE["resource_id"]))
TARGET = ProxyTarget(endpoint="cdc-1.example", state="AVAILABLE", reason="", description="")
BY_TOKEN = ProxyFacts(
    status="available",
    default_auth_scheme="IAM_AUTH",
    secrets=(),
    targets=(TARGET,),
    target_roles={"reads": "READ_ONLY", "writes": "READ_WRITE"},
)
CLASSIC = replace(BY_TOKEN, default_auth_scheme="NONE", secrets=(ProxySecret(arn="arn:s", user="web"),))
TOKENS = {"web": "web"}


def known(
    seen=BY_TOKEN, token_users=TOKENS, readers=1, dbuser_arns=(BY_CLUSTER, BY_PROXY), allowed=BY_PROXY, auth="iam"
):
    section = {
        "name": "cdc-proxy",
        "resource_id": PROXY_ID,
        "auth": auth,
        "endpoints": [{"name": "reads", "endpoint": "reads.proxy-1.example", "target_role": "READ_ONLY"}],
    }
    users = [{"user": "web", "dbuser_arns": list(dbuser_arns)}]
    policies = {**HEALTHY.connect_role.identity_policies, "web": iam_documents.database_login([allowed])}
    return replace(
        HEALTHY,
        chain={**HEALTHY.chain, "proxy": section, "users": users},
        proxy=seen,
        cluster=replace(HEALTHY.cluster, readers=readers),
        connect_role=replace(HEALTHY.connect_role, identity_policies=policies),
        databases={
            name: replace(database, token_users={**database.token_users, **token_users})
            for name, database in HEALTHY.databases.items()
        },
    )


def findings(seen):
    return [finding for check in proxy.CHECKS for finding in check(seen)]


def results(seen):
    return [finding.result.value for finding in findings(seen)]


def test_a_healthy_proxy_of_either_kind_passes():
    assert results(known()) == ["pass"] * 5
    assert results(known(CLASSIC, token_users={}, auth="secret")) == ["pass"] * 5
    assert [f for f in walk(known()) if f.result in (Result.FAIL, Result.UNKNOWN)] == []


def test_without_a_proxy_in_the_chain_nothing_is_said():
    assert findings(HEALTHY) == []
    assert findings(replace(HEALTHY, chain={**HEALTHY.chain, "users": [{"user": "web", "dbuser_arns": []}]})) == []


def sick(reason):
    return replace(BY_TOKEN, targets=(TARGET, replace(TARGET, state="UNAVAILABLE", reason=reason, description="why")))


CAUSES = {
    "no secret": (known(replace(CLASSIC, secrets=()), {}, auth="secret"), "P1", "--default-auth-scheme IAM_AUTH"),
    "another's secret": (
        known(replace(CLASSIC, secrets=(ProxySecret(arn="arn:s", user="app"),)), {}, auth="secret"),
        "P1",
        "add a secret",
    ),
    "made by token, and is not": (
        known(replace(CLASSIC, secrets=()), {}),
        "P1",
        "pulumi up --refresh --run-program  # sets IAM_AUTH",
    ),
    "no proxy": (known(NoProxy("proxy 'cdc-proxy'")), "P2", "pulumi up"),
    "no target": (known(replace(BY_TOKEN, targets=())), "P2", "pulumi up"),
    "refused by the database": (known(sick("AUTH_FAILURE")), "P2", "secret or the proxy's role"),
    "unreachable": (known(sick("UNREACHABLE")), "P2", "into sg-1 on port"),
    "scaling": (known(sick("PENDING_PROXY_CAPACITY")), "P2", "wait until the proxy has scaled"),
    "no reader": (known(readers=0), "P3", "readers: 1"),
    "token user behind passwords": (known(CLASSIC, auth="secret"), "P4", "REVOKE rds_iam FROM web"),
    "by way of a team": (known(CLASSIC, {"web": "team"}, auth="secret"), "P4", "REVOKE rds_iam FROM team"),
    "password user behind tokens": (known(token_users={}), "P4", "GRANT rds_iam TO web"),
    "cluster's id for the proxy's": (known(dbuser_arns=[BY_CLUSTER]), "P4", f"dbuser:{PROXY_ID}/web"),
    "clients not allowed": (known(allowed=BY_CLUSTER), "P4", f"dbuser:{PROXY_ID}/web"),
}


@pytest.mark.parametrize(("seen", "cause", "fix"), CAUSES.values(), ids=CAUSES)
def test_a_cause_is_named_alone_and_its_fix_is_for_this_stack(seen, cause, fix):
    (failure,) = [finding for finding in findings(seen) if finding.result is Result.FAIL]
    assert (failure.cause, failure.link) == (cause, causes.find(cause).link)
    assert "want" in failure.saw or "there is none" in failure.saw
    assert fix in failure.fix


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (known(Unavailable("no rights")), ["unknown", "unknown", "unknown", "unknown", "pass"]),
        (replace(known(), databases={}), ["pass", "pass", "pass", "unknown", "pass"]),
        (replace(known(), cluster=Unavailable("no rights")), ["pass", "pass", "unknown", "pass", "pass"]),
        (replace(known(), connect_role=Absent("role")), ["pass", "pass", "pass", "pass", "unknown"]),
        (
            known(replace(CLASSIC, secrets=(ProxySecret(arn="arn:s", user=None),)), {}, auth="secret"),
            ["unknown", "pass", "pass", "pass", "pass"],
        ),
    ],
)
def test_what_was_not_read_is_unknown_and_never_a_pass(seen, wanted):
    assert results(seen) == wanted


class Rds:
    """Answers as the RDS API reference says; `lost` is a proxy that is not there."""

    region = "us-east-2"

    def __init__(self, lost=False, **proxy):
        self.lost = lost
        self.proxy = {"Status": "available", "Auth": [], **proxy}

    def read(self, service, operation, **parameters):
        assert (service, operation, parameters) == ("rds", "describe_db_proxies", {"DBProxyName": "cdc-proxy"})
        if self.lost:
            raise Missing("nothing")
        return {"DBProxies": [self.proxy]}

    def read_all(self, service, operation, member, **parameters):
        assert (service, parameters) == ("rds", {"DBProxyName": "cdc-proxy"})
        health = {"State": "UNAVAILABLE", "Reason": "AUTH_FAILURE", "Description": "no"}
        return {
            ("describe_db_proxy_targets", "Targets"): [
                {"Type": "TRACKED_CLUSTER", "RdsResourceId": "cdc"},
                {"Type": "RDS_INSTANCE", "RdsResourceId": "cdc-1", "Endpoint": "cdc-1.example", "TargetHealth": health},
                {"Type": "RDS_INSTANCE", "RdsResourceId": "cdc-2"},
            ],
            ("describe_db_proxy_endpoints", "DBProxyEndpoints"): [
                {"DBProxyEndpointName": "reads", "TargetRole": "READ_ONLY"}
            ],
        }[operation, member]


def test_a_proxy_is_read_with_its_targets_and_endpoints():
    auth = [{"SecretArn": "arn:s", "UserName": "web"}, {"SecretArn": "arn:t"}, {"IAMAuth": "REQUIRED"}]
    told = proxy_facts(Rds(Auth=auth), "cdc-proxy")
    assert told == ProxyFacts(
        status="available",
        default_auth_scheme="NONE",
        secrets=(ProxySecret(arn="arn:s", user="web"), ProxySecret(arn="arn:t", user=None)),
        targets=(
            ProxyTarget(endpoint="cdc-1.example", state="UNAVAILABLE", reason="AUTH_FAILURE", description="no"),
            ProxyTarget(endpoint="cdc-2", state="UNKNOWN", reason="", description=""),
        ),
        target_roles={"reads": "READ_ONLY"},
    )
    assert proxy_facts(Rds(DefaultAuthScheme="IAM_AUTH"), "cdc-proxy").default_auth_scheme == "IAM_AUTH"


def test_a_proxy_that_is_not_there_is_told_as_such():
    assert proxy_facts(Rds(lost=True), "cdc-proxy") == NoProxy("proxy 'cdc-proxy' in us-east-2")
