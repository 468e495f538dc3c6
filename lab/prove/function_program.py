"""The stack's Lambda function, invoked in a process of its own, and its role's credentials."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3

import lab.cloud
from lab.cloud.kept_resources import Function, KeptResources
from lab.cloud.record_store import RecordStore
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken
from lab.services.cloud_process import CloudProcess

HOST = Path(lab.cloud.__file__).with_name("function_host.py")
TIMEOUT_S = 60  # the function's own
ANSWER_S = 10


def credentials(surroundings: Surroundings) -> dict[str, str]:
    """What Lambda would put into the function's environment; raises `LinkBroken` where it would not start it."""
    application = surroundings.state.chain["application"]
    url = CloudProcess(surroundings.paths).function_credentials_url(
        application["account_id"], application["function_name"]
    )
    try:
        with urlopen(url, timeout=ANSWER_S) as answer:  # noqa: S310 - an address of this machine
            given: dict[str, str] = json.load(answer)
    except HTTPError as error:
        raise LinkBroken(f"function {application['function_name']}: got {error.code}, want credentials") from None
    return given


def session(surroundings: Surroundings) -> boto3.Session:
    """A session with the function's credentials."""
    given = credentials(surroundings)
    return boto3.Session(
        aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=given["AWS_SESSION_TOKEN"],
        region_name=surroundings.state.chain["application"]["region"],
    )


def invoke(surroundings: Surroundings, **changed: str) -> dict[str, Any]:
    """The function's verdict; `changed` are variables of its environment that an attempt sets otherwise."""
    application = surroundings.state.chain["application"]
    name = application["function_name"]
    kept = KeptResources(RecordStore(surroundings.paths.kept)).all(Function)
    function = next(found for found in kept if (found.account, found.name) == (application["account_id"], name))
    cloud = CloudProcess(surroundings.paths)
    names = (name for name in function.environment if name.startswith("AWS_ENDPOINT_URL_"))
    environment = {
        **function.environment,
        **dict.fromkeys(names, cloud.endpoint_url),  # as DNS and routes would lead to the real one
        **credentials(surroundings),
        **changed,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_ENDPOINT_URL": cloud.endpoint_url,
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_REGION": function.region,
        "FUNCTION_DIRECTORY": function.directory,
        "GATE_PORT": str(cloud.gate_port),
        "HANDLER": function.handler,
        "PATH": os.environ.get("PATH", ""),
        "SSL_CERT_FILE": str(surroundings.paths.ca_bundle),  # to the function, the system's authorities
    }
    done = subprocess.run(
        [sys.executable, "-I", str(HOST)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    try:
        verdict: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise LinkBroken(f"function {name}: {said[-1]}") from None
    return verdict
