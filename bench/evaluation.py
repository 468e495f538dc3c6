"""`python -m bench.evaluation <pipelines>`: evaluates the program once on mocks, in a process of its own."""

import json
import resource
import sys
import time
from typing import Any

STARTED = time.monotonic()  # before the imports, which are what a short program mostly costs

from evaluation.programs import ROOT, evaluate  # noqa: E402

KIBIBYTES_PER_MEBIBYTE = 1024
BYTES_PER_MEBIBYTE = 1024 * 1024


def stack_config(pipelines: int) -> dict[str, Any]:
    """The dev stack with that many pipelines."""
    config = ROOT.config("dev")
    (pipeline,) = config[f"{ROOT.project}:pipelines"]
    config[f"{ROOT.project}:pipelines"] = [pipeline | {"name": f"orders_{number}"} for number in range(pipelines)]
    return config


def figures(pipelines: int) -> dict[str, float]:
    """Seconds since the process began to import, peak memory in MiB, and resources registered."""
    registered = evaluate(ROOT, "dev", config=stack_config(pipelines))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    per_mebibyte = BYTES_PER_MEBIBYTE if sys.platform == "darwin" else KIBIBYTES_PER_MEBIBYTE  # getrusage(2)
    return {"seconds": time.monotonic() - STARTED, "peak_mib": peak / per_mebibyte, "resources": len(registered)}


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
