"""Secrets in a pipeline's configuration."""

from collections.abc import Iterator

from domain.pipeline_secrets import secrets_in_clear
from policy.pipelines import config_of
from policy.rule import Props, Rule


def no_secret_in_clear(kind: str, props: Props) -> Iterator[str]:
    """Every secret is a reference; what is said of another one does not repeat it."""
    for path in secrets_in_clear(config_of(kind, props)):
        if path[-1] == "dsn":
            yield f"{'.'.join(path)}: got a password in clear, want none (the token takes its place); change it"
        else:
            yield f"{'.'.join(path)}: got a secret in clear, want ${{secrets.<NAME>}}; change the secret"


RULES = (
    Rule(
        id="pipeline-without-secret",
        title="No secret stands in a pipeline's configuration",
        why="the configuration is kept in the stack's state and shown in Redpanda's console",
        source="Redpanda Cloud documentation, Manage secrets",
        check=no_secret_in_clear,
    ),
)
