"""Database account: what a program must know of a database whose changes are streamed, made here or found."""

from typing import Protocol

import pulumi


class StreamedDatabase(Protocol):
    """A new cluster, or a database that exists already: the rest of a program does not know which."""

    arn: pulumi.Output[str]
    """Of the cluster or the instance; known once it can be logged in to."""
    endpoint: pulumi.Output[str]
    """The writer's endpoint; known once it can be logged in to."""
    resource_id: pulumi.Output[str]
    """`cluster-ABC...` or `db-ABC...`: what `rds-db` ARNs are made of."""
    cluster_identifier: pulumi.Output[str]
    """Its name in the console and the API."""
    master_secret_arn: pulumi.Output[str]
    """The secret of its master, or of another administrator."""
    parameter_group_name: pulumi.Output[str]
    """The group its parameters come from."""

    def dbuser_arn(self, user: str) -> pulumi.Output[str]:
        """The `rds-db` ARN of one of its users."""
