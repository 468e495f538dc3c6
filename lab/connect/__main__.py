"""`python -m lab.connect <pipeline directory>`: runs the pipeline in that directory until SIGTERM."""

import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from lab.connect.database import log_in
from lab.connect.errors import ConfigError, SinkError
from lab.connect.kafka_sink import KafkaSink
from lab.connect.output_config import Output
from lab.connect.runner import run
from lab.connect.section import Section
from lab.connect.sink import PrintSink, Sink
from lab.connect.stop_signal import StopSignal


class Surroundings(Section):
    """`environment.json`: what Redpanda Cloud gives a pipeline."""

    variables: dict[str, str | None]
    """Contextual variables such as REDPANDA_BROKERS, which is null where the lab has no broker."""
    secrets_file: Annotated[str, Field(min_length=1)]
    """A JSON object of secrets by name."""


def main(pipeline_directory: Path) -> int:
    """Run `pipeline.yaml`, keep `status.json`; returns the exit code, 1 for a configuration that cannot run."""
    stop = StopSignal()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        surroundings = Surroundings.model_validate_json((pipeline_directory / "environment.json").read_text())
        run(
            (pipeline_directory / "pipeline.yaml").read_text(),
            environment=surroundings.variables,
            secrets=json.loads(Path(surroundings.secrets_file).read_text()),
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
