"""Ends everything a lab started and removes everything it wrote, whatever state it was left in."""

import shutil
from collections.abc import Callable

from lab.connect.stand_in import stop_pipeline
from lab.paths import LabPaths
from lab.services.brokers import broker_of
from lab.services.cloud_process import CloudProcess
from lab.services.postgres import PostgresServer
from lab.services.provider_process import ProviderProcess


def down(paths: LabPaths, tell: Callable[[str], None], *, keep_logs: bool = False) -> bool:
    """Stop pipelines, broker, databases and accounts, in that order; False when there was nothing.

    `keep_logs` leaves the log files of a lab that failed.
    """
    if not paths.home.exists() and not paths.runtime.exists():
        return False
    for directory in paths.pipelines.glob("*"):
        stop_pipeline(directory)
    tell("pipelines stopped")
    if paths.kafka.exists():
        broker_of(paths).kill()
        tell("broker stopped")
    for directory in sorted(paths.databases.glob("[!.]*")):
        PostgresServer(directory).remove()
    tell("databases removed")
    ProviderProcess(paths).stop()
    CloudProcess(paths).stop()
    tell("accounts gone")
    shutil.rmtree(paths.runtime, ignore_errors=True)
    for path in paths.home.iterdir() if paths.home.exists() else ():
        if not (keep_logs and path == paths.logs):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not keep_logs:
        shutil.rmtree(paths.home, ignore_errors=True)
    return True
