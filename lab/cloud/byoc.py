"""What Redpanda makes before the program runs: the pipeline's role in the Redpanda account, and its pods' identity.

Redpanda Cloud documentation, "Configure AWS IAM for Aurora"; Amazon EKS User Guide, "IAM roles for service accounts".
"""

import json
from typing import Any

from lab.cloud.issuer import AUDIENCE, Issuer
from lab.paths import LabPaths
from lab.private_files import write_private

# The service account's name is Redpanda's. Its namespace is nowhere published, so this one is the lab's own: the trust
# policy and the token name the same, and nothing else depends on it.
SUBJECT = "system:serviceaccount:redpanda-connect:redpanda-connect-pipeline-sa"

TOKEN_LIFETIME_S = 86_400  # Amazon EKS User Guide, "IAM roles for service accounts": what its webhook asks for

VENDOR_POLICY = "redpanda-connect-pipeline-secrets"
"""Stands for what Redpanda keeps on the role: the program adds a policy of its own and leaves this one alone."""


def role_name(cluster_id: str) -> str:
    """`abc` to `redpanda-abc-redpanda-connect-pipeline`."""
    return f"redpanda-{cluster_id}-redpanda-connect-pipeline"


def make_pipeline_role(iam: Any, cluster_id: str, issuer: Issuer) -> str:
    """Make the OIDC provider and the role of the pipeline's pods; returns the role's ARN.

    `iam` is a boto3 IAM client of the Redpanda account's profile.
    """
    provider = iam.create_open_id_connect_provider(Url=issuer.url, ClientIDList=[AUDIENCE])
    trust = _trust(provider["OpenIDConnectProviderArn"], issuer.url.removeprefix("https://"))
    role = iam.create_role(RoleName=role_name(cluster_id), AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(
        RoleName=role_name(cluster_id), PolicyName=VENDOR_POLICY, PolicyDocument=json.dumps(_vendor_policy(cluster_id))
    )
    return str(role["Role"]["Arn"])


def write_pod_token(paths: LabPaths, issuer: Issuer, subject: str = SUBJECT) -> None:
    """Put a fresh token of a service account where its pod finds it, as the kubelet does before the old one is over."""
    paths.web_identity_token.parent.mkdir(parents=True, exist_ok=True)
    write_private(paths.web_identity_token, issuer.issue(subject, lifetime_s=TOKEN_LIFETIME_S))


def pod_environment(paths: LabPaths, *, role_arn: str, region: str, endpoint_url: str) -> dict[str, str]:
    """What a pod's AWS SDK finds in its environment; a pod has no other `AWS_` variable, nor AWS files of its own."""
    return {
        "AWS_ROLE_ARN": role_arn,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(paths.web_identity_token),
        **sdk_environment(region=region, endpoint_url=endpoint_url),
    }


def sdk_environment(*, region: str, endpoint_url: str) -> dict[str, str]:
    """Where AWS is, for a process without an identity.

    The region has two names: boto3 reads AWS_DEFAULT_REGION, the SDK for Go reads AWS_REGION.
    """
    return {
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_CONFIG_FILE": "/dev/null",
        # Named too: a default profile in the operator's own file would go before the web identity.
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }


def _trust(provider_arn: str, issuer: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider_arn},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {f"{issuer}:aud": AUDIENCE, f"{issuer}:sub": SUBJECT}},
            }
        ],
    }


def _vendor_policy(cluster_id: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": f"arn:aws:secretsmanager:*:*:secret:redpanda/{cluster_id}/*",
            }
        ],
    }
