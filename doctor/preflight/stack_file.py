"""The stack file as data: `Pulumi.<stack>.yaml` beside `Pulumi.yaml`; settings/ checks it when the program runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from doctor.outputs import OutputsError
from domain import arns
from domain.cluster_parameters import ENGINE_VERSION
from domain.pipeline_config import get
from domain.pipeline_dsn import POSTGRESQL_PORT

REQUIRED = (
    *(("redpanda", key) for key in ("accountId", "profile", "region", "clusterId")),
    *(("database", key) for key in ("accountId", "profile", "region", "name", "caBundle")),
)


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """What the program would be told."""

    sections: Mapping[str, Any] = field(repr=False)
    """`redpanda`, `database`, ... by name."""
    directory: Path
    """Where paths of the file begin."""

    def told(self, *key: str) -> Any:
        """`told("database", "network", "exposure")`; None: it is not there."""
        return get(self.sections, *key)

    @property
    def chain(self) -> dict[str, Any]:
        """As much of a stack's `chain` output as is known before there is one."""
        redpanda, database = self.sections["redpanda"], self.sections["database"]
        exposure = self.told("database", "network", "exposure") or self.told("database", "existing", "exposure")
        return {
            "kind": "aurora-postgresql-cdc",
            "redpanda": {
                "account_id": redpanda["accountId"],
                "profile": redpanda["profile"],
                "region": redpanda["region"],
                "cluster_id": redpanda["clusterId"],
                "nat_cidrs": redpanda.get("natCidrs") or [],
                "pipeline_role_arn": self.identity_arn or "",
            },
            "database": {
                "account_id": database["accountId"],
                "profile": database["profile"],
                "region": database["region"],
                "port": database.get("port") or POSTGRESQL_PORT,
                "exposure": exposure or "private",
            },
            "pipelines": [],
        }

    @property
    def on_cloud(self) -> bool:
        """Whether pipelines run on Redpanda Cloud."""
        return self.told("runtime") is None or self.told("runtime", "cloud") is not None

    @property
    def identity_arn(self) -> str | None:
        """The role or user that pipelines are, where it is there before the first `up`; None: the program makes it."""
        if own := self.told("runtime", "own", "arn"):
            return str(own)
        if not self.on_cloud or self.told("runtime", "cloud", "credentials") == "accessKey":
            return None
        redpanda = self.sections["redpanda"]
        usual = f"redpanda-{redpanda['clusterId']}-redpanda-connect-pipeline"
        name = redpanda.get("pipelineRoleName") or usual
        return arns.role_arn_in(redpanda["region"], redpanda["accountId"], name)

    @property
    def engine_version(self) -> str | None:
        """None: the database exists already."""
        if self.told("database", "existing") is not None:
            return None
        return str(self.told("database", "engineVersion") or ENGINE_VERSION)

    @property
    def makes_vpc(self) -> bool:
        """Whether the program makes the database's VPC."""
        network = ("database", "network", "existing")
        return self.told("database", "existing") is None and self.told(*network) is None


def read(directory: Path, stack: str) -> StackFile:
    """The stack's file; raises OutputsError where it cannot be read, or misses what every check needs."""
    project = _document(directory / "Pulumi.yaml").get("name")
    file = directory / f"Pulumi.{stack.rpartition('/')[2]}.yaml"
    config = _document(file).get("config")
    prefix = f"{project}:"
    own = {key.removeprefix(prefix): value for key, value in (config or {}).items() if str(key).startswith(prefix)}
    missing = [".".join(key) for key in REQUIRED if not isinstance(get(own, *key), str)]
    if missing:
        raise OutputsError(f"{file}: got no text at {', '.join(missing)}, want each under {prefix}")
    if not isinstance(own.get("pipelines"), list):
        raise OutputsError(f"{file}: got no list at pipelines, want a stack of the program that streams PostgreSQL")
    return StackFile(sections=own, directory=directory)


def _document(file: Path) -> Mapping[str, Any]:
    try:
        document = yaml.safe_load(file.read_text())
    except OSError as error:
        raise OutputsError(
            f"preflight: got no {str(file)!r} ({error.strerror}), want --directory with it, and --stack"
        ) from None
    except (UnicodeError, yaml.YAMLError):
        raise OutputsError(f"preflight: got {str(file)!r}, want a file of YAML") from None
    return document if isinstance(document, Mapping) else {}
