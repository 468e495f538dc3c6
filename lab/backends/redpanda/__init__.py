"""The Redpanda provider of the lab: the resources and the look-up that the program uses of it, one file each.

Each refuses what the provider and Redpanda Cloud refuse. Sources: redpanda-data/terraform-provider-redpanda 2.1.0 and
the Redpanda Cloud data plane API, whose rules the provider applies to each plan.
"""

from collections.abc import Callable
from typing import Any

from lab.backends.backend import Backend, Properties
from lab.backends.redpanda import acl, pipeline, secret, topic, user
from lab.backends.redpanda.provider import (
    KafkaAcl,
    KafkaAdmin,
    RedpandaProvider,
    RedpandaServices,
    configure,
    get_cluster,
)

__all__ = ["FUNCTIONS", "RESOURCES", "KafkaAcl", "KafkaAdmin", "RedpandaProvider", "RedpandaServices", "configure"]

RESOURCES: dict[str, Backend[RedpandaProvider]] = {
    "redpanda:index/topic:Topic": topic.TOPIC,
    "redpanda:index/user:User": user.USER,
    "redpanda:index/acl:Acl": acl.ACL,
    "redpanda:index/secret:Secret": secret.SECRET,
    "redpanda:index/pipeline:Pipeline": pipeline.PIPELINE,
}

FUNCTIONS: dict[str, Callable[[RedpandaProvider, Properties], dict[str, Any]]] = {
    "redpanda:index/getCluster:getCluster": get_cluster,
}
