"""Two emulated AWS accounts with what the chain has in each, and a profile for either."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from moto.iam.models import iam_backends

from doctor.facts.aws import Account

REGION = "us-east-2"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}


def document(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


@dataclass(frozen=True, kw_only=True)
class EmulatedAccount:
    profile: str
    account_id: str
    facts: Account
    """As the doctor sees it."""

    def client(self, service: str) -> Any:
        """To set things up with; a session of its own would read the service's description once more."""
        return self.facts._client(service)

    def managed_policy(self, name: str, action: str) -> str:
        """ARN of a policy whose version in force is not its latest."""
        iam = self.client("iam")
        arn = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document(action)))["Policy"]["Arn"]
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document("iam:Latest")), SetAsDefault=False)
        return str(arn)

    def role(self, name: str, **more: Any) -> str:
        """ARN of a role with one inline and one attached policy."""
        iam = self.client("iam")
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST), **more)["Role"]["Arn"]
        inline = json.dumps(document("iam:Inline"))
        iam.put_role_policy(RoleName=name, PolicyName="same-name", PolicyDocument=inline)
        iam.attach_role_policy(RoleName=name, PolicyArn=self.managed_policy("same-name", "iam:Attached"))
        return str(arn)

    def aurora(self, *rules: dict[str, Any], serverless: bool = True) -> dict[str, Any]:
        """An Aurora cluster `cdc` without instances, behind a security group with these ingress rules."""
        ec2, rds = self.client("ec2"), self.client("rds")
        vpc = ec2.create_vpc(CidrBlock="10.30.0.0/24")["Vpc"]["VpcId"]
        group = ec2.create_security_group(GroupName="cdc", Description="cdc", VpcId=vpc)["GroupId"]
        for rule in rules:
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName="cdc", DBParameterGroupFamily="aurora-postgresql17", Description="cdc"
        )
        rds.modify_db_cluster_parameter_group(
            DBClusterParameterGroupName="cdc",
            Parameters=[
                {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"},
                {"ParameterName": "no.value", "ApplyMethod": "immediate"},
            ],
        )
        scaling = {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 2}} if serverless else {}
        cluster = rds.create_db_cluster(
            DBClusterIdentifier="cdc",
            Engine="aurora-postgresql",
            MasterUsername="boss",
            MasterUserPassword=secrets.token_hex(),
            Port=15432,
            EnableIAMDatabaseAuthentication=True,
            DBClusterParameterGroupName="cdc",
            VpcSecurityGroupIds=[group],
            **scaling,
        )
        return dict(cluster["DBCluster"])

    def instance(self, identifier: str, **more: Any) -> None:
        """The first one is the writer."""
        self.client("rds").create_db_instance(
            DBInstanceIdentifier=identifier,
            DBClusterIdentifier="cdc",
            Engine="aurora-postgresql",
            DBInstanceClass="db.serverless",
            **more,
        )


def emulated_accounts(home: Any, monkeypatch: Any) -> tuple[EmulatedAccount, EmulatedAccount]:
    """The Redpanda account and the database account; moto must be running."""
    redpanda, database = (
        EmulatedAccount(profile=profile, account_id=account_id, facts=Account(profile, REGION))
        for profile, account_id in (("redpanda", "111111111111"), ("database", "222222222222"))
    )
    credentials = ""
    for account in (redpanda, database):
        iam = iam_backends[account.account_id]["aws"]
        iam.create_user(REGION, "doctor")
        key = iam.create_access_key("doctor")
        credentials += f"[{account.profile}]\naws_access_key_id = {key.access_key_id}\n"
        credentials += f"aws_secret_access_key = {key.secret_access_key}\n"
    (home / "credentials").write_text(credentials)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    return redpanda, database
