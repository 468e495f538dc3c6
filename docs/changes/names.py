"""Logical names that several rows name together."""

TOPICS = ("<name>-topic", "<name>-dead-letter-topic")
RIGHTS_ON_TOPICS = (
    "<name>-topic-write",
    "<name>-topic-describe",
    "<name>-dead-letter-topic-write",
    "<name>-dead-letter-topic-describe",
)
RIGHTS = (*RIGHTS_ON_TOPICS, "<name>-cluster-idempotent-write")
GRANTS = ("<name>-connect", "<name>-usage", "<name>-select")
SCRIPTS = ("<name>-bootstrap", "<name>-slot")


def everything_of(name: str) -> tuple[str, ...]:
    """All that a pipeline of this name has, its components first."""
    return tuple(
        one.replace("<name>", name)
        for one in (
            "<name>",
            *SCRIPTS,
            "<name>-role",
            *GRANTS,
            "<name>-publication",
            *TOPICS,
            "<name>-password",
            "<name>-user",
            "<name>-password-secret",
            *RIGHTS,
            "<name>-pipeline",
        )
    )
