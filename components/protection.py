"""Redpanda, and the database's users: what may not be deleted there may not be planned away either."""

import pulumi

COST = (
    "allowDeletion: got true, so this update may delete records: a topic with another name, another replicationFactor "
    "or fewer partitions is deleted before it is made again, and a pipeline's topics go with it; set it to false when "
    "that is done"
)


def protect(allow_deletion: bool) -> bool | None:
    """Whether the engine refuses an object's end; None, the engine's own default, where deletion is allowed."""
    return None if allow_deletion else True


def options(parent: pulumi.Resource, allow_deletion: bool) -> pulumi.ResourceOptions:
    """Of an object that Redpanda keeps unless deletion is allowed: the engine then refuses its end at preview.

    Redpanda's provider refuses too, by what the last `up` recorded, and in the middle of an update. The engine lets an
    object be unprotected and replaced at once, so that can still happen; the deletion comes first, and what it fails
    on stays in the state as it was. After the creation it would stay there as an old half that no later update, with
    whatever setting, could delete. A topic leaves no choice: its replacement has the same name.
    """
    return pulumi.ResourceOptions(parent=parent, protect=protect(allow_deletion), delete_before_replace=True)


def warn_of_cost(parent: pulumi.Resource, allow_deletion: bool) -> None:
    """Beside the plan, where deletion is allowed: the plan itself says `replace` and nothing of the records."""
    if allow_deletion:
        pulumi.warn(COST, parent)
