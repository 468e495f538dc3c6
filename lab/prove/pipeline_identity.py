"""Link 1 of a pipeline: who its process is, by what its host gave it and by nothing else."""

from collections.abc import Mapping
from typing import Any

import boto3

from domain import arns
from lab.connect.errors import CredentialsError
from lab.connect.own_credentials import own_credentials
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken

NAMES: Mapping[str, tuple[str, str]] = {
    "cloud-role": ("pod → pipeline role", "pipeline role may assume"),
    "cloud-key": ("access key → its user", "its user may assume"),
    "own": ("instance → its role", "its role may assume"),
    "ecs": ("task → its role", "its role may assume"),
    "kubernetes": ("service account → its role", "its role may assume"),
}
"""What links 1 and 2 are, by the chain's `runtime.kind`."""
OWN_USER = ("key in its environment → its user", "its user may assume")


def names(chain: Mapping[str, Any]) -> tuple[str, str]:
    """What links 1 and 2 are in this chain: one of your own may be a user."""
    return OWN_USER if is_own_user(chain) else NAMES[chain["runtime"]["kind"]]


def is_own_user(chain: Mapping[str, Any]) -> bool:
    """Whether a Redpanda Connect of somebody's own is a user rather than a role."""
    told = chain["runtime"]
    return bool(told["kind"] == "own" and arns.parse(told["identity_arn"]).resource.startswith("user/"))


def own_session(surroundings: Surroundings) -> boto3.Session:
    """A session with the credentials that the pipeline's process gets; raises `LinkBroken` where it gets none."""
    return session_in(surroundings, surroundings.process.environment())


def session_in(surroundings: Surroundings, environment: Mapping[str, str]) -> boto3.Session:
    """A session as the same configuration gets it where the host gives another environment."""
    try:
        given = own_credentials(surroundings.pipeline_config.source.aws, environment)
    except CredentialsError as refused:
        raise LinkBroken(str(refused)) from None
    return boto3.Session(
        aws_access_key_id=given.access_key_id,
        aws_secret_access_key=given.secret_access_key,
        aws_session_token=given.session_token,
        region_name=surroundings.workload.region,
    )
