"""Runs a pipeline until it is told to stop, logging in again whenever a session ends by an error."""

import logging
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from pathlib import Path

import psycopg2

from lab.connect.config import PipelineConfig, parse_config
from lab.connect.database import Database
from lab.connect.errors import ConfigError, PipelineError
from lab.connect.input_config import PostgresCdc
from lab.connect.output_config import Output
from lab.connect.session import Session
from lab.connect.sink import Sink
from lab.connect.status import StatusFile
from lab.connect.stop_signal import StopSignal

FIRST_DELAY_S = 0.25
LONGEST_DELAY_S = 5.0

_log = logging.getLogger(__name__)


def run(
    yaml_text: str,
    *,
    environment: Mapping[str, str | None],
    secrets: Mapping[str, str],
    sink_factory: Callable[[Output], Sink],
    status_file: Path,
    stop: StopSignal,
    connect: Callable[[PostgresCdc], Database],
    hidden: Collection[str] = (),
) -> None:
    """Run the pipeline of `yaml_text`; returns once `stop` is set.

    `hidden` are values of `environment` that never reach the status file, as no secret does.
    Every session logs in anew, to the database and to the brokers. Its errors, refused logins among them, stand in the
    status file while the next try waits, as Connect keeps trying. Raises `ConfigError`, which no retry can help.
    """
    status = StatusFile(status_file, hidden=[secret for secret in (*secrets.values(), *hidden) if secret])
    try:
        config = parse_config(yaml_text, environment, secrets)
    except ConfigError as refused:
        raise ConfigError(status.failed(str(refused))) from None
    delay = FIRST_DELAY_S
    while not stop.is_set():
        try:
            _run_session(config, connect, sink_factory, status, stop)
        except (PipelineError, psycopg2.Error) as error:
            delay = FIRST_DELAY_S if status.current.state == "running" else min(2 * delay, LONGEST_DELAY_S)
            _log.error("%s", status.failed(str(error)))
            stop.wait(delay)
    status.stopped()


def _run_session(
    config: PipelineConfig,
    connect: Callable[[PostgresCdc], Database],
    sink_factory: Callable[[Output], Sink],
    status: StatusFile,
    stop: StopSignal,
) -> None:
    database = connect(config.source)
    with closing(sink_factory(config.output)) as sink:
        Session(config, database, sink, status, stop).run()
