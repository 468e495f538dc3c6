"""Link 1 on Redpanda Cloud, as a user of ours: the access key is there, active, young, and the one that is used."""

import re
from collections.abc import Iterator

from doctor.chain import CLOUD_KEY, caller, runtime_kind
from doctor.checks.assumption import aws_iam, reason, role_name
from doctor.checks.each_pipeline import NOT_READ
from doctor.checks.fix_commands import APPLY_AGAIN, setting
from doctor.checks.own_error import own_error
from doctor.facts.facts import Facts, PipelineFacts
from doctor.facts.hosts import AccessKey
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain.access_keys import KEY_NOTE

LINK = 1
OLD_DAYS = 90
"""AWS Security Hub, control IAM.3: access keys should be rotated every 90 days or less."""

KEY, AGE, USE = "access key", "age of the access key", "use of the access key"
REFUSED = "no identity-based policy allows the sts:AssumeRole"
"""IAM User Guide, "Troubleshoot access denied error messages"; an unmet condition reads the same."""


def check_key(facts: Facts) -> Iterator[Finding]:
    """E2, E3, E4, E6: the chain's key as IAM has it."""
    if runtime_kind(facts.chain) != CLOUD_KEY:
        return
    keys, wanted = facts.access_keys, facts.chain["runtime"]["key_id"]
    if not isinstance(keys, tuple):
        yield unknown(LINK, KEY, reason(keys))
        return
    ours = next((key for key in keys if key.id == wanted), None)
    others = [key.id for key in keys if key.id != wanted]
    if ours is None:
        saw = f"got {', '.join(others) or 'no key'}, want {wanted}, generation {_generation(facts)}"
        yield failed(LINK, KEY, saw, cause="E6", fix=f"{APPLY_AGAIN}  # makes one and hands it to the pipelines")
        return
    if not ours.active:
        fix = aws_iam(
            "update-access-key", caller(facts.chain), _user(facts), f"--access-key-id {wanted} --status Active"
        )
        yield failed(LINK, KEY, f"{wanted}: got Inactive, want Active", cause="E2", fix=fix)
    elif others:
        fix = aws_iam("delete-access-key", caller(facts.chain), _user(facts), f"--access-key-id {others[0]}")
        saw = f"got {', '.join(others)} too, want {wanted} alone, generation {_generation(facts)}"
        yield failed(LINK, KEY, saw, cause="E6", fix=f"once no pipeline uses it: {fix}")
    else:
        yield passed(LINK, KEY, f"{wanted}, generation {_generation(facts)}, active")
    yield _age(facts, ours)
    yield _use(ours)


def check_key_of_pipelines(facts: Facts) -> Iterator[Finding]:
    """E6: each pipeline was started with the key that the stack has now: it reads secrets only at a start."""
    if runtime_kind(facts.chain) != CLOUD_KEY:
        return
    wanted = f"{facts.chain['runtime']['key_version']:.0f}"
    for pipeline in facts.chain["pipelines"]:
        check, seen = f"{pipeline['name']}: version of the access key", facts.pipelines.get(pipeline["name"], NOT_READ)
        if not isinstance(seen, PipelineFacts):
            yield unknown(LINK, check, reason(seen))
            continue
        noted = re.search(rf"^{re.escape(KEY_NOTE)}(\d+)$", seen.config_yaml, re.MULTILINE)
        if noted is None:
            yield unknown(LINK, check, "the configuration that runs notes no version, so it is not the program's")
        elif noted[1] == wanted:
            yield passed(LINK, check, f"version {wanted}, as the key's")
        else:
            saw = f"got version {noted[1]} in the configuration that runs, want {wanted}, the key's"
            yield failed(
                LINK, check, saw, cause="E6", fix=f"{APPLY_AGAIN}  # restarts pipeline {pipeline['id']} with it"
            )


def check_address_of_key(facts: Facts) -> Iterator[Finding]:
    """E5: a pipeline's refusal that names its user while the policy stands: it comes from another address."""
    if runtime_kind(facts.chain) != CLOUD_KEY:
        return
    for pipeline in facts.chain["pipelines"]:
        error = own_error(facts, pipeline)
        if error is not None and f"user/{role_name(_user(facts))}" in error and REFUSED in error:
            cidrs = ", ".join(facts.chain["redpanda"]["nat_cidrs"])
            saw = f"STS refuses the user although its policy allows the role: aws:SourceIp: want one of {cidrs}"
            fix = (
                f"{setting(facts.chain, 'redpanda: natCidrs')}: the addresses that the cluster has now; then pulumi up"
            )
            yield failed(2, f"{pipeline['name']}: address of the access key", saw, cause="E5", fix=fix)


CHECKS = (check_key, check_key_of_pipelines, check_address_of_key)


def _user(facts: Facts) -> str:
    return caller(facts.chain).role_arn


def _generation(facts: Facts) -> str:
    return f"{facts.chain['runtime']['key_generation']:.0f}"


def _age(facts: Facts, key: AccessKey) -> Finding:
    if key.age_days <= OLD_DAYS:
        return passed(LINK, AGE, f"{key.age_days} days")
    following = facts.chain["runtime"]["key_generation"] + 1
    path = setting(facts.chain, f"runtime: cloud: keyGeneration: {following:.0f}")
    saw = f"{key.id}: got {key.age_days} days, want {OLD_DAYS} or less"
    return failed(LINK, AGE, saw, cause="E3", fix=f"{path} in the stack file, then pulumi up")


def _use(key: AccessKey) -> Finding:
    if key.last_used_days is not None:
        return passed(LINK, USE, f"{key.last_used_days} days ago")
    if key.age_days == 0:
        return not_applicable(LINK, USE, "the key is of today: IAM tells of a first use only later")
    saw = f"{key.id}: got no use in {key.age_days} days, want some"
    fix = f"{APPLY_AGAIN}  # writes the key into the pipelines' secrets again; then look at what they say"
    return failed(LINK, USE, saw, cause="E4", fix=fix)
