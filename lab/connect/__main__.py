"""`python -m lab.connect <pipeline directory>`: runs the pipeline in that directory until SIGTERM."""

import logging
import os
import signal
import sys
from pathlib import Path

from pydantic import ValidationError

from lab.connect.database import log_in
from lab.connect.errors import ConfigError, SinkError
from lab.connect.kafka_sink import KafkaSink
from lab.connect.output_config import Output
from lab.connect.runner import run
from lab.connect.sink import PrintSink, Sink
from lab.connect.stop_signal import StopSignal
from lab.connect.surroundings import Given


def main(pipeline_directory: Path) -> int:
    """Run `pipeline.yaml`, keep `status.json`; returns the exit code, 1 for a configuration that cannot run."""
    stop = StopSignal()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        given = Given.read(pipeline_directory, os.environ)
        run(
            given.config_yaml,
            environment=given.environment,
            secrets=given.secrets,
            hidden=given.hidden,
            sink_factory=sink_for,
            status_file=pipeline_directory / "status.json",
            stop=stop,
            connect=lambda source: log_in(source, pipeline_directory),
        )
    except (ConfigError, ValidationError, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def sink_for(output: Output) -> Sink:
    """The topic where there are brokers, else standard output."""
    if not output.topic.brokers:
        return PrintSink(output)
    ca_file = os.environ.get("RPCN_LAB_BROKER_CA")
    if ca_file is None:
        raise SinkError("RPCN_LAB_BROKER_CA: not set; it names the file with the brokers' certificate authority")
    return KafkaSink(output, ca_file)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("lab").setLevel(logging.INFO)
    sys.exit(main(Path(sys.argv[1])))
