"""What stopped the engine, in lines for whoever reads it: of services, of the program, of policies."""

from collections.abc import Iterator

from pulumi.automation import events

MANDATORY = "mandatory"
TRACEBACK = "Traceback (most recent call last):"
OF_PYTHON = "pulumi-python:dynamic"
"""Types of resources that Python methods make: their host tells where in them an error arose, and the error last."""


def refusals(event: events.EngineEvent) -> Iterator[str]:
    """Errors and mandatory violations, each with the type and name of the resource it is about."""
    diagnostic, policy = event.diagnostic_event, event.policy_event
    if diagnostic is not None and diagnostic.severity == "error":
        yield f"{_subject(diagnostic.urn)}{_of_method(diagnostic)}".strip()
    if policy is not None and policy.enforcement_level == MANDATORY:
        yield f"{_subject(policy.resource_urn)}policy {policy.policy_name}: {policy.message}".strip()


def _of_method(diagnostic: events.DiagnosticEvent) -> str:
    message = diagnostic.message.strip()
    raised = OF_PYTHON in (diagnostic.urn or "") and TRACEBACK in message
    return message.splitlines()[-1] if raised else message


def _subject(urn: str | None) -> str:
    """`aws:iam/role:Role 'connect': `, nothing for the stack itself."""
    if not urn or "::pulumi:pulumi:Stack::" in urn:
        return ""
    _, _, types, name = urn.split("::", 3)
    return f"{types.rpartition('$')[2]} {name!r}: "
