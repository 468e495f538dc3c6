"""The roles of GitHub's workflows: the right run's token opens them, no other does, and a preview may not write."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.iam_evaluation import Principal, may
from lab.prove.attempts import ACCESS_DENIED, Attempt, Attempts, Refused, try_all
from lab.prove.finding import Finding
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, Step, walk

ACCOUNTS = ("application", "database")
OTHER_AUDIENCE = ("Incorrect token audience",)
NOT_ALLOWED = ("no statement allows",)
WRITES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "application": (
        ("iam:PutRolePolicy", "arn:aws:iam::{account}:role/redpanda-d0lab0lab0lab0lab0la-redpanda-connect-pipeline"),
        ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::{account}:role/aurora-ec2-client"),
        ("iam:CreateRole", "arn:aws:iam::{account}:role/aurora-ec2-client"),
        ("iam:PassRole", "arn:aws:iam::{account}:role/aurora-ec2-client"),
    ),
    "database": (
        ("ec2:DeleteVpc", "arn:aws:ec2:{region}:{account}:vpc/vpc-1"),
        ("ec2:AuthorizeSecurityGroupIngress", "arn:aws:ec2:{region}:{account}:security-group/sg-1"),
        ("rds:CreateDBCluster", "arn:aws:rds:{region}:{account}:cluster:cdc-cluster-1"),
        ("rds:DeleteDBCluster", "arn:aws:rds:{region}:{account}:cluster:cdc-cluster-1"),
        ("rds:ModifyDBCluster", "arn:aws:rds:{region}:{account}:cluster:cdc-cluster-1"),
        ("rds-db:connect", "arn:aws:rds-db:{region}:{account}:dbuser:cluster-1/postgres"),
        ("iam:PutRolePolicy", "arn:aws:iam::{account}:role/cdc-role-1"),
        ("sts:AssumeRole", "arn:aws:iam::{account}:role/cdc-role-1"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:{region}:{account}:secret:rds!cluster-lab"),
        ("secretsmanager:PutSecretValue", "arn:aws:secretsmanager:{region}:{account}:secret:rds!cluster-lab"),
    ),
}
"""Actions that a preview must not have, on what the program makes; with `sql: iam` a secret is not even read."""
READS: Mapping[str, tuple[str, str]] = {
    "application": ("iam:GetRolePolicy", "arn:aws:iam::{account}:role/aurora-ec2-client"),
    "database": ("rds:DescribeDBClusters", "arn:aws:rds:{region}:{account}:cluster:cdc-cluster-1"),
}
"""One of each account that it must have: else the refusals would say nothing."""


def walk_links(surroundings: Surroundings) -> Iterator[Finding]:
    """A session of each role in its account, with the token of the run it is for."""
    yield from walk(Runs(surroundings).steps())


def try_refusals(surroundings: Surroundings) -> Iterator[Finding]:
    """One finding per attempt."""
    yield from try_all(Runs(surroundings).attempts)


class Runs:
    """Workflow runs of this repository, whose claim has ids in the lab, and of others."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload
        github = surroundings.state.chain["github"]
        self._environment = github["environment"]
        self._repository = github["repository"]

    def steps(self) -> dict[str, Step]:
        """The roles by the run they are for."""
        return {
            "pull request → preview role": lambda: self._sessions("preview_role_arn", self._pull_request),
            "preview role may read": self._reads,
            "approved run → deploy role": lambda: self._sessions("deploy_role_arn", self._approved),
        }

    def attempts(self) -> Attempts:
        """Whose token must open nothing, and what a preview must not do."""
        repository, environment = f"repo:{self._repository}", f"environment:{self._environment}"
        elsewhere = f"repo:stranger/{self._repository.partition('/')[2]}"
        later, without_ids = re.sub(r"@([0-9]+)", r"@\g<1>9", repository), re.sub(r"@[0-9]+", "", repository)
        preview = {
            "another repository's pull request": f"{elsewhere}:pull_request",
            "a repository of a longer name": f"{repository}-fork:pull_request",
            "a repository of the same name, made later": f"{later}:pull_request",
            "a repository of the same name, without ids": f"{without_ids}:pull_request",
            "a push to main": f"{repository}:ref:refs/heads/main",
            "an approved run": self._approved,
        }
        deploy = {
            "a pull request": self._pull_request,
            "a push to main": f"{repository}:ref:refs/heads/main",
            "another environment": f"{self._approved}-2",
            "another repository's environment": f"{elsewhere}:{environment}",
            "the environment of a repository of the same name, made later": f"{later}:{environment}",
            "the environment of a repository of the same name, without ids": f"{without_ids}:{environment}",
        }
        found: dict[str, tuple[Attempt, tuple[str, ...]]] = {}
        for account in ACCOUNTS:
            for kind, subjects in (("preview", preview), ("deploy", deploy)):
                role = f"{kind}_role_arn"
                for who, subject in subjects.items():
                    found[f"{account} {kind} role: {who}"] = (self._opening(account, role, subject), ACCESS_DENIED)
                right = self._pull_request if kind == "preview" else self._approved
                found[f"{account} {kind} role: another audience"] = (
                    self._opening(account, role, right, audience="https://github.com/stranger"),
                    OTHER_AUDIENCE,
                )
            found |= self._writes(account)
        return found

    @property
    def _pull_request(self) -> str:
        return f"repo:{self._repository}:pull_request"

    @property
    def _approved(self) -> str:
        return f"repo:{self._repository}:environment:{self._environment}"

    def _sessions(self, role: str, subject: str) -> Iterator[str]:
        for account in ACCOUNTS:
            section = self._around.state.chain[account]
            session = self._workload.web_identity(self._around.issuer.issue(subject), section[role])
            identity = self._workload.identity(session)
            if identity["Account"] != section["account_id"]:
                raise LinkBroken(f"account: got {identity['Account']}, want {section['account_id']}")
            yield identity["Arn"]

    def _reads(self) -> Iterator[str]:
        for account, (action, resource) in READS.items():
            try:
                self._acting(account, action, resource)()
            except Refused as refusal:
                raise LinkBroken(str(refusal)) from None
            yield f"{action} in {self._around.state.chain[account]['account_id']}"

    def _opening(self, account: str, role: str, subject: str, **claims: str) -> Callable[[], None]:
        def open_role() -> None:
            token = self._around.issuer.issue(subject, **claims)  # type: ignore[arg-type]  # audience is a text
            self._workload.web_identity(token, self._around.state.chain[account][role])

        return open_role

    def _writes(self, account: str) -> Attempts:
        return {
            f"{account} preview role: {action}": (self._acting(account, action, resource), NOT_ALLOWED)
            for action, resource in WRITES[account]
        }

    def _acting(self, account: str, action: str, resource: str) -> Attempt:
        """What AWS would answer the preview role: moto asks nobody, so its documents are judged here."""
        section = self._around.state.chain[account]
        principal = self._preview_principal(account)
        arn = resource.format(account=section["account_id"], region=section["region"])

        def act() -> None:
            decision = may(principal, action, arn, {"aws:RequestedRegion": section["region"]})
            if not decision.allowed:
                raise Refused(decision.reason)

        return act

    def _preview_principal(self, account: str) -> Principal:
        """The role with the policies that IAM holds for it now."""
        section: Mapping[str, Any] = self._around.state.chain[account]
        iam, arn = self._around.operator(account).client("iam"), section["preview_role_arn"]
        name = arn.rpartition("/")[2]
        policies = {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
        }
        return Principal(arn=arn, account=section["account_id"], kind="role", identity_policies=policies)
