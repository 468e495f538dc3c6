"""Roles of the pipeline's account that are not the pipeline's, each gone when it was tried."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from domain import iam_documents
from lab.cloud.kept_resources import KeptResources, Task
from lab.cloud.record_store import RecordStore
from lab.prove.surroundings import Surroundings
from lab.services.cloud_process import CloudProcess

NAME = "lab-somebody-else"


@contextmanager
def another_role(around: Surroundings, trust: Mapping[str, Any]) -> Iterator[str]:
    """The ARN of a role that has the very permission the pipeline has, and that nobody trusts."""
    iam, chain = around.operator("redpanda").client("iam"), around.state.chain
    permission = iam_documents.assume_with_external_id(
        [chain["trust"]["connect_role_arn"]], chain["trust"]["external_id"]
    )
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    iam.put_role_policy(RoleName=NAME, PolicyName="assume", PolicyDocument=json.dumps(permission))
    try:
        yield str(role["Arn"])
    finally:
        iam.delete_role_policy(RoleName=NAME, PolicyName="assume")
        iam.delete_role(RoleName=NAME)


@contextmanager
def another_user_with_key(around: Surroundings) -> Iterator[dict[str, str]]:
    """The environment of a process with the key of a user that has the very permission, and that nobody trusts."""
    iam, trust = around.operator("redpanda").client("iam"), around.state.chain["trust"]
    permission = iam_documents.assume_with_external_id([trust["connect_role_arn"]], trust["external_id"])
    iam.create_user(UserName=NAME)
    iam.put_user_policy(UserName=NAME, PolicyName="assume", PolicyDocument=json.dumps(permission))
    key = iam.create_access_key(UserName=NAME)["AccessKey"]
    try:
        yield {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    finally:
        iam.delete_access_key(UserName=NAME, AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName=NAME, PolicyName="assume")
        iam.delete_user(UserName=NAME)


@contextmanager
def instance_with(around: Surroundings, role_arn: str) -> Iterator[dict[str, str]]:
    """The environment of a process on an EC2 instance that has this role."""
    iam = around.operator("redpanda").client("iam")
    role = role_arn.rpartition("/")[2]
    iam.create_instance_profile(InstanceProfileName=NAME)
    iam.add_role_to_instance_profile(InstanceProfileName=NAME, RoleName=role)
    try:
        yield {"AWS_EC2_METADATA_SERVICE_ENDPOINT": around.instance_metadata_url(NAME)}
    finally:
        iam.remove_role_from_instance_profile(InstanceProfileName=NAME, RoleName=role)
        iam.delete_instance_profile(InstanceProfileName=NAME)


@contextmanager
def task_with(around: Surroundings, role_arn: str, account: str | None = None) -> Iterator[dict[str, str]]:
    """The environment of a process in a task of ECS that has this role."""
    section, records = around.state.chain["redpanda"], KeptResources(RecordStore(around.paths.kept))
    task = Task(
        id=secrets.token_hex(16),
        account=account or section["account_id"],
        region=section["region"],
        cluster=NAME,
        service=NAME,
        role_arn=role_arn,
    )
    records.keep(task.id, task)
    try:
        yield {"AWS_CONTAINER_CREDENTIALS_FULL_URI": CloudProcess(around.paths).container_credentials_url(task.id)}
    finally:
        records.forget(Task, task.id)
