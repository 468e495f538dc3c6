"""What other programs need to work against a lab: addresses, profiles and files, no secret."""

import os
import shlex
from collections.abc import Mapping
from typing import Any

from lab.backends.kubernetes import kubectl
from lab.cloud.byoc import pod_environment
from lab.cloud.redpanda_store import RedpandaStore
from lab.connect.running import stand_in_of
from lab.engine.pulumi_cli import pulumi_cli
from lab.engine.stack import STACK
from lab.lifecycle.engine_operations import engine_stack
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.services.cloud_process import CloudProcess


def describe(paths: LabPaths, state: LabState) -> dict[str, Any]:
    """Endpoints, ports, account ids, profile names and file paths, as plain data."""
    chain = state.chain
    pod = pod_of(paths, chain)
    return {
        "aws": {
            "endpoint_url": CloudProcess(paths).endpoint_url,
            "config_file": str(paths.aws_config),
            "credentials_file": str(paths.aws_credentials),
        },
        "accounts": {
            name: {key: chain[name][key] for key in ("account_id", "profile", "region")}
            for name in ("redpanda", "application", "database")
            if name in chain
        },
        **(_database(paths, chain["database"]) if "endpoint" in chain["database"] else {}),
        **(_redpanda(paths, state) if "redpanda" in chain else {}),
        **({"pod": pod} if pod else {}),
        **({"kubernetes": kubectl.objects(paths)} if _on_kubernetes(chain) else {}),
        "outputs": state.outputs,
        "logs": str(paths.logs),
        "pipelines": {pipeline["name"]: _pipeline(paths, pipeline) for pipeline in chain.get("pipelines", [])},
    }


def _on_kubernetes(chain: Mapping[str, Any]) -> bool:
    return bool(chain.get("runtime", {}).get("kind") == "kubernetes")


def pod_of(paths: LabPaths, chain: Mapping[str, Any]) -> dict[str, str] | None:
    """The environment of the workload's pod; None where the workload is no pod."""
    application = chain.get("application", {})
    endpoint_url = CloudProcess(paths).nat_url
    if "redpanda" in chain:
        if chain["runtime"]["kind"] != "cloud-role":
            return None
        role_arn, region = chain["redpanda"]["pipeline_role_arn"], chain["redpanda"]["region"]
    elif application.get("workload") == "service-account":
        role_arn, region = application["role_arn"], application["region"]
    else:
        return None
    return pod_environment(paths, role_arn=role_arn, region=region, endpoint_url=endpoint_url)


def shell_exports(paths: LabPaths, state: LabState) -> str:
    """Lines for `eval`: after them `pulumi`, `aws --profile`, boto3 and `psql` work against the lab.

    `pulumi` works on the lab's stack from wherever it is called. `psql` logs in as the master; its password is in the
    managed secret. A lab without a database has nothing for it.
    """
    told = describe(paths, state)
    variables = {
        **engine_stack(paths, state).variables(),
        "PULUMI_OPTION_CWD": str(paths.stack),
        "PULUMI_OPTION_STACK": STACK,
        "PATH": os.pathsep.join([str(pulumi_cli().parent), os.environ["PATH"]]),
        "AWS_CONFIG_FILE": told["aws"]["config_file"],
        "AWS_SHARED_CREDENTIALS_FILE": told["aws"]["credentials_file"],
        "AWS_PROFILE": told["accounts"]["database"]["profile"],
    }
    if database := told.get("database"):
        variables |= {
            "PGHOST": database["endpoint"],
            "PGHOSTADDR": database["address"],
            "PGPORT": database["port"],
            "PGDATABASE": database["name"],
            "PGUSER": database["master_username"],
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": database["ca_bundle"],
        }
    return "\n".join(f"export {name}={shlex.quote(str(value))}" for name, value in variables.items())


def _database(paths: LabPaths, database: Mapping[str, Any]) -> dict[str, Any]:
    """`database`, of a stack that makes one."""
    kept = ("endpoint", "port", "name", "master_username", "master_secret_arn")
    return {
        "database": {
            **{key: database[key] for key in kept},
            "address": "127.0.0.1",
            "ca_bundle": str(paths.ca_bundle),
        }
    }


def _redpanda(paths: LabPaths, state: LabState) -> dict[str, Any]:
    """`redpanda`, of a stack that streams."""
    return {
        "redpanda": {
            "brokers": state.brokers,
            "not_run": state.without_brokers,
            "client_config": str(paths.kafka_client) if state.brokers else None,
            "nat_gateways": RedpandaStore(paths.redpanda).cluster().nat_gateways,
            "pipelines": {
                pipeline_id: {
                    "display_name": record["displayName"],
                    "resources": {
                        "cpu_shares": record["resources"]["cpuShares"],
                        "memory_shares": record["resources"]["memoryShares"],
                    },
                }
                for pipeline_id, record in RedpandaStore(paths.redpanda).read("pipelines").items()
            },
        },
    }


def _pipeline(paths: LabPaths, pipeline: Mapping[str, Any]) -> dict[str, Any]:
    process = stand_in_of(paths, pipeline)
    status = process.status()
    told = {key: status[key] for key in ("state", "last_error")}
    return {"id": pipeline["id"], "directory": str(process.directory), **told}
