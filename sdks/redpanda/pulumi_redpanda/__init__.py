"""Typed Pulumi bindings of the Redpanda Terraform provider: topics, users, ACLs, secrets and pipelines of a cluster.

Class, argument and attribute names, tokens and wire names are those of the SDK that
`pulumi package add terraform-provider redpanda-data/redpanda 2.1.0` generates, so either of the two runs the program.
Not here: resources the program does not use, and `get` to read what another program made.
"""

from . import outputs
from .acl import Acl, AclArgs
from .get_cluster import GetClusterResult, get_cluster, get_cluster_output
from .pipeline import Pipeline, PipelineArgs, PipelineResourcesArgs, PipelineServiceAccountArgs, PipelineTimeoutsArgs
from .provider import Provider, ProviderArgs
from .secret import Secret, SecretArgs
from .topic import Topic, TopicArgs
from .user import User, UserArgs

__all__ = [
    "Acl",
    "AclArgs",
    "GetClusterResult",
    "Pipeline",
    "PipelineArgs",
    "PipelineResourcesArgs",
    "PipelineServiceAccountArgs",
    "PipelineTimeoutsArgs",
    "Provider",
    "ProviderArgs",
    "Secret",
    "SecretArgs",
    "Topic",
    "TopicArgs",
    "User",
    "UserArgs",
    "get_cluster",
    "get_cluster_output",
    "outputs",
]
