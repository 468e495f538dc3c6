"""Link 1 on Redpanda Cloud, as Redpanda's own role: whether the pipeline's process is given that identity at all."""

from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any

from doctor.chain import CLOUD_ROLE, runtime_kind
from doctor.checks.fix_commands import setting
from doctor.checks.own_error import own_error
from doctor.facts.facts import Facts
from doctor.finding import Finding, failed

LINK = 1
ERROR_LENGTH = 300

NO_CREDENTIALS = (
    "no EC2 IMDS role found",
    "failed to refresh cached credentials",
    "NoCredentialProviders",
    "open /var/run/secrets/eks.amazonaws.com/serviceaccount/token",
)
"""How a process says that nobody gave it an identity (aws-sdk-go-v2, credentials and feature/ec2/imds)."""


def check_identity_token(facts: Facts) -> Iterator[Finding]:
    """E1: a pipeline says that it has no credentials. Of one that says nothing of the kind, nothing is said."""
    if runtime_kind(facts.chain) != CLOUD_ROLE:
        return
    for pipeline in facts.chain["pipelines"]:
        error = own_error(facts, pipeline)
        if error is not None and says_no_identity(facts.chain, error):
            saw = f"the pipeline has no credentials: {shorten(error, ERROR_LENGTH, placeholder=' ...')}"
            key = setting(facts.chain, "runtime: {cloud: {credentials: accessKey}}")
            fix = f"{key} in the stack file, with trust: externalId: ..., then pulumi up; or ecs, kubernetes, own"
            yield failed(LINK, f"{pipeline['name']}: identity of the pod", saw, cause="E1", fix=fix)


def says_no_identity(chain: Mapping[str, Any], error: str) -> bool:
    """Whether a pipeline's error is E1, which its check of link 1 names."""
    return runtime_kind(chain) == CLOUD_ROLE and any(text.lower() in error.lower() for text in NO_CREDENTIALS)


CHECKS = (check_identity_token,)
