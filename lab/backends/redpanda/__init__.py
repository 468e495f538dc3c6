"""The Redpanda provider of the lab: the resources and the look-up that the program uses of it, one file each.

Each refuses what the provider and Redpanda Cloud refuse. Sources: redpanda-data/terraform-provider-redpanda 2.1.0 and
the Redpanda Cloud data plane API, whose rules the provider applies to each plan.
"""

from collections.abc import Callable
from typing import Any

from lab.backends.backend import Backend, Properties
from lab.backends.redpanda import acl, pipeline, secret, topic, user
from lab.backends.redpanda.provider import KafkaAcl, KafkaAdmin, RedpandaProvider, configure, get_cluster

__all__ = ["FUNCTIONS", "RESOURCES", "KafkaAcl", "KafkaAdmin", "RedpandaProvider", "configure"]

RESOURCES: dict[str, Backend[RedpandaProvider]] = {
    "redpanda:index/topic:Topic": Backend(topic.create, topic.delete),
    "redpanda:index/user:User": Backend(user.create, user.delete),
    "redpanda:index/acl:Acl": Backend(acl.create, acl.delete),
    "redpanda:index/secret:Secret": Backend(secret.create, secret.delete),
    "redpanda:index/pipeline:Pipeline": Backend(pipeline.create, pipeline.delete),
}

FUNCTIONS: dict[str, Callable[[RedpandaProvider, Properties], dict[str, Any]]] = {
    "redpanda:index/getCluster:getCluster": get_cluster,
}
