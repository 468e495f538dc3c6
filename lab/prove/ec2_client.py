"""The way in of an EC2 instance, and what must be refused around it."""

from collections.abc import Iterator

import boto3
from botocore.utils import InstanceMetadataFetcher

from lab.prove.attempts import ACCESS_DENIED, PAM_FAILED, Attempts, try_all
from lab.prove.client_links import ClientWalk
from lab.prove.finding import Finding
from lab.prove.login_attempts import LoginAttempts
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, walk
from lab.services.cloud_process import CloudProcess


def walk_links(surroundings: Surroundings) -> Iterator[Finding]:
    """A finding or more per link; links behind a broken one are reported as not run."""
    yield from walk(ClientWalk(surroundings, lambda: on_the_instance(surroundings)).steps())


def try_refusals(surroundings: Surroundings) -> Iterator[Finding]:
    """One finding per attempt."""
    yield from try_all(InstanceAttempts(surroundings).listed)


def on_the_instance(surroundings: Surroundings) -> boto3.Session:
    """A session with what the instance's metadata gives; version 1 of that service is not asked."""
    application = surroundings.state.chain["application"]
    endpoint = CloudProcess(surroundings.paths).instance_metadata_url(
        application["account_id"], application["instance_profile_name"]
    )
    fetched = InstanceMetadataFetcher(
        config={"ec2_metadata_service_endpoint": endpoint, "ec2_metadata_v1_disabled": True}
    ).retrieve_iam_role_credentials()
    if not fetched:
        raise LinkBroken(f"the instance profile {application['instance_profile_name']} gives no credentials")
    return boto3.Session(
        aws_access_key_id=fetched["access_key"],
        aws_secret_access_key=fetched["secret_key"],
        aws_session_token=fetched["token"],
        region_name=application["region"],
    )


class InstanceAttempts:
    """Clients that must not get through."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload

    def listed(self) -> Attempts:
        """Who tries what, and the words of the refusal."""
        chain = self._workload.chain
        own_role = on_the_instance(self._around)
        connect_role = self._workload.connect_role(own_role, chain["trust"]["external_id"])
        logins = LoginAttempts(
            workload=self._workload,
            own_role=own_role,
            connect_role=connect_role,
            user=chain["users"][0]["user"],
            master_login=self._around.master_login,
        )

        def operator_assumes() -> None:
            application = self._around.operator("application")
            application.client("sts").assume_role(
                RoleArn=chain["trust"]["connect_role_arn"],
                RoleSessionName="operator",
                ExternalId=chain["trust"]["external_id"],
            )

        def log_in_as_master() -> None:
            master = chain["database"]["master_username"]
            with self._workload.login(master, self._workload.login_token(connect_role, master)):
                pass

        return {
            **logins.assumptions(),
            "an administrator of the application's account": (operator_assumes, ACCESS_DENIED),
            "the master, by token": (log_in_as_master, ("password authentication failed", *PAM_FAILED)),
            **logins.logins(),
        }
