"""The doctor's figures: its time on a healthy lab, how its causes are proven, and its false alarms."""

import json
import os
import subprocess
import sys
import time
from collections import Counter

from bench.healthy_chains import healthy_facts
from doctor.causes.proof import PROVEN
from doctor.finding import Result
from doctor.walk import walk
from evaluation.programs import REPOSITORY

HEALTHY_CHAINS = 200


def proofs() -> dict[str, dict[str, float]]:
    """How many causes are proven by breaking the lab, on facts, or not yet."""
    counts = Counter(PROVEN.values())
    return {f"causes proven: {how}": {"count": counts[how]} for how in ("lab", "facts", "not yet")}


def false_findings() -> dict[str, dict[str, float]]:
    """Failures that are told of chains with nothing wrong."""
    started = time.monotonic()
    wrong = sum(
        finding.result is Result.FAIL for seed in range(HEALTHY_CHAINS) for finding in walk(healthy_facts(seed))
    )
    seconds = time.monotonic() - started
    return {f"false findings, {HEALTHY_CHAINS} healthy chains": {"count": wrong, "seconds": seconds}}


def on_the_lab(home: str) -> dict[str, dict[str, float]]:
    """One run as a process on a healthy lab that is up: wall time, and failures told."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "doctor", "--lab", "--json"],
        cwd=REPOSITORY,
        env={**os.environ, "RPCN_LAB_HOME": home},
        stdout=subprocess.PIPE,
        text=True,
        check=False,  # 2: without a broker something could not be checked
    )
    seconds = time.monotonic() - started
    findings = json.loads(done.stdout)["findings"]
    wrong = sum(finding["result"] == Result.FAIL for finding in findings)
    return {"a healthy lab": {"seconds": seconds, "count": wrong}}
