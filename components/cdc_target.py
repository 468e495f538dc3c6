"""Redpanda account: where a pipeline writes and as whom, for one that runs outside of Redpanda Cloud."""

import pulumi

from components import protection, redpanda_target
from components.redpanda_target import RedpandaTargetArgs
from domain.connect_config import TopicTarget

TYPE = "rpcn:index:CdcTarget"
ON_CLOUD = "rpcn:index:CdcPipeline"
"""The component that has the same children for a pipeline of Redpanda Cloud."""


class CdcTarget(pulumi.ComponentResource):
    """Topics, user and rights of one pipeline, and nothing that runs.

    A pipeline that moves to or from Redpanda Cloud keeps them: to Pulumi both components are one under another name.
    """

    target: TopicTarget
    """In the words of the pipeline's configuration."""
    password: pulumi.Output[str]
    """The user's, secret in Pulumi's sense: whoever runs the pipeline keeps it where the configuration finds it."""
    password_version: pulumi.Output[int]
    """As the pipeline's configuration notes it; it tells nothing of the password."""

    def __init__(self, name: str, args: RedpandaTargetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        aliases = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=ON_CLOUD)])
        super().__init__(TYPE, name, None, pulumi.ResourceOptions.merge(opts, aliases))
        protection.warn_of_cost(self, args.allow_deletion)
        made = redpanda_target.make(name, args, self)
        self.target = args.target(name)
        self.password = made.password
        self.password_version = made.password_version
        self.register_outputs({"password_version": self.password_version})
