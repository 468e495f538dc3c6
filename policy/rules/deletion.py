"""What may be destroyed in Redpanda."""

from collections.abc import Iterator

from policy.props import get, is_on
from policy.rule import Props, Rule


def protected(kind: str, props: Props) -> Iterator[str]:
    """Topics, users, rights, secrets and pipelines refuse to be destroyed or replaced."""
    if kind.startswith("redpanda:") and is_on(get(props, "allowDeletion")):
        yield "allowDeletion: got true, want false; list the stack under allowDeletion in policy/config.yaml first"


RULES = (
    Rule(
        id="redpanda-deletion",
        title="What is in Redpanda may be destroyed only where the pack's configuration says so",
        why="a replaced topic is an empty topic, and a changed argument is enough to replace one",
        source="Redpanda's Terraform provider, allow_deletion",
        check=protected,
        waiver="allowDeletion",
    ),
)
