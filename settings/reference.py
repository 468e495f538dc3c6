"""Every key of the stack file, told from the models themselves: the table in docs/configuration.md."""

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from settings.alarms import AlarmSettings
from settings.database import ExistingNetwork, NetworkSettings
from settings.existing_database import ExistingDatabaseSettings
from settings.peering import DatabaseSide, PeeringSettings
from settings.pipeline import PipelineSettings
from settings.redpanda import RedpandaSettings
from settings.runtime import (
    CloudRuntime,
    EcsRuntime,
    KubernetesRuntime,
    LicenseSecret,
    OwnRuntime,
    RuntimeSettings,
)
from settings.section import Section
from settings.streamed_database import StreamedDatabaseSettings
from settings.task_network import TaskNetworkSettings
from settings.trust import TrustSettings

SECTIONS: dict[str, type[Section]] = {
    "runtime": RuntimeSettings,
    "runtime.cloud": CloudRuntime,
    "runtime.ecs": EcsRuntime,
    "runtime.ecs.network": TaskNetworkSettings,
    "runtime.kubernetes": KubernetesRuntime,
    "runtime.kubernetes.licenseSecret": LicenseSecret,
    "runtime.own": OwnRuntime,
    "redpanda": RedpandaSettings,
    "database": StreamedDatabaseSettings,
    "database.existing": ExistingDatabaseSettings,
    "database.network": NetworkSettings,
    "database.network.existing": ExistingNetwork,
    "trust": TrustSettings,
    "pipelines[]": PipelineSettings,
    "peering": PeeringSettings,
    "peering.database": DatabaseSide,
    "alarms": AlarmSettings,
}


def table() -> str:
    """A Markdown table: key, default, what it holds."""
    lines = ["| key | default | what it holds |", "|---|---|---|"]
    lines += [f"| `{key}` | {default} | {meaning} |" for key, default, meaning in _rows()]
    return "\n".join(lines)


def key_names() -> list[str]:
    """As the table has them: `database.port`, `pipelines[].topic`."""
    return [key for key, _, _ in _rows()]


def _rows() -> Iterator[tuple[str, str, str]]:
    for prefix, section in SECTIONS.items():
        for field in section.model_fields.values():
            # What a key is when it is omitted stands in its description where it follows from other keys.
            meaning, _, derived = str(field.description).partition("; default")
            yield f"{prefix}.{field.alias}", derived.strip(": ") or _default(field), meaning
    yield "sameAccount", "`false`", "true when the Redpanda cluster and the database share one AWS account"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default in (None, "", []):
        return ""
    shown = str(field.default).lower() if isinstance(field.default, bool) else field.default
    return f"`{shown}`"
