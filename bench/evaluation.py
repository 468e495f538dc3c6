"""`python -m bench.evaluation <pipelines>`: evaluates the program once on mocks, in a process of its own."""

import json
import os
import resource
import runpy
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STARTED = time.monotonic()  # before the imports, which are what a short program mostly costs

import pulumi  # noqa: E402
import yaml  # noqa: E402

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = "redpanda-aurora-iam"
KIBIBYTES_PER_MEBIBYTE = 1024
BYTES_PER_MEBIBYTE = 1024 * 1024


class EchoingCloud(pulumi.runtime.Mocks):
    """Answers every create with its inputs and what the program reads beyond them."""

    def __init__(self) -> None:
        self.resources = 0

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Count and echo."""
        self.resources += 1
        account = "222222222222"
        read = {
            "arn": f"arn:aws:rds:us-east-2:{account}:cluster:{args.name}",
            "clusterResourceId": "cluster-ABC",
            "endpoint": "cdc.cluster-x.us-east-2.rds.amazonaws.com",
            "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:us-east-2:{account}:secret:master"}],
            "result": "generated",
            "hex": "0badcafe",
        }
        return f"{args.name}-id", {"name": args.name, **read, **args.inputs}

    def call(self, _: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The managed secret, and the Redpanda cluster."""
        return {"secretString": '{"password": "x"}', "clusterApiUrl": "https://api.example"}, []


def stack_config(pipelines: int, ca_bundle: Path) -> dict[str, str]:
    """The dev stack with that many pipelines, as the engine hands it over."""
    config = yaml.safe_load((REPOSITORY / "Pulumi.dev.yaml").read_text())["config"]
    config[f"{PROJECT}:database"]["caBundle"] = str(ca_bundle)
    (pipeline,) = config[f"{PROJECT}:pipelines"]
    config[f"{PROJECT}:pipelines"] = [pipeline | {"name": f"orders_{number}"} for number in range(pipelines)]
    return {key: json.dumps(value) for key, value in config.items()}


def evaluate(pipelines: int) -> dict[str, float]:
    """Seconds since the process began to import, peak memory in MiB, and resources registered."""
    cloud = EchoingCloud()
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as bundle:
        bundle.write("-----BEGIN CERTIFICATE-----\n")
        bundle.flush()
        os.environ["PULUMI_CONFIG"] = json.dumps(stack_config(pipelines, Path(bundle.name)))
        os.chdir(REPOSITORY)
        sys.path.insert(0, str(REPOSITORY))
        pulumi.runtime.set_mocks(cloud, project=PROJECT, stack="bench")
        pulumi.runtime.test(lambda: runpy.run_path("__main__.py", run_name="__main__"))()  # type: ignore[no-untyped-call]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    per_mebibyte = BYTES_PER_MEBIBYTE if sys.platform == "darwin" else KIBIBYTES_PER_MEBIBYTE  # getrusage(2)
    return {
        "seconds": time.monotonic() - STARTED,
        "peak_mib": peak / per_mebibyte,
        "resources": cloud.resources,
    }


if __name__ == "__main__":
    print(json.dumps(evaluate(int(sys.argv[1]))))
