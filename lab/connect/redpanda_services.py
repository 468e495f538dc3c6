"""What the Redpanda provider works with in a lab that is up: its brokers, where there are any, and its pipelines."""

import json

from lab.backends.redpanda import RedpandaServices
from lab.connect.pipelines import pipelines_of
from lab.paths import LabPaths
from lab.services.kafka_admin import ConfluentKafkaAdmin


def redpanda_services(paths: LabPaths) -> RedpandaServices:
    """Read from the lab's files, when the first resource asks: the provider is there before the brokers are."""
    pipelines = pipelines_of(paths)
    client = paths.kafka_client
    return RedpandaServices(
        kafka=ConfluentKafkaAdmin(json.loads(client.read_text())) if client.exists() else None,
        start_pipeline=pipelines.start,
        stop_pipeline=pipelines.stop,
    )
