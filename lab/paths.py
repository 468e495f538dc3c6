"""Where the lab keeps its files: everything below one directory, so that `down` can leave nothing behind."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class LabPaths:
    """Files of one lab, below `home` (default `.lab` in the repository)."""

    home: Path

    @classmethod
    def default(cls) -> "LabPaths":
        """`$RPCN_LAB_HOME`, or `.lab` beside the program."""
        return cls(Path(os.environ.get("RPCN_LAB_HOME") or REPOSITORY / ".lab").resolve())

    @property
    def runtime(self) -> Path:
        """A short path outside `home`, for unix sockets (limit 107 bytes) and for files another user must reach."""
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"rpcn-lab-{digest}"

    @property
    def databases(self) -> Path:
        """One directory per Aurora cluster: its PostgreSQL server."""
        return self.runtime / "postgres"

    @property
    def state(self) -> Path:
        """Program, its answers, services and stack outputs, as JSON."""
        return self.home / "state.json"

    @property
    def stack(self) -> Path:
        """The engine's own: project, stack file, state, backups and logs."""
        return self.home / "stack"

    @property
    def providers(self) -> Path:
        """Where the provider servers answer, by package."""
        return self.home / "providers.json"

    @property
    def cloud(self) -> Path:
        """What the cloud process says of itself once it answers: `{"endpoint_url": ..., "gate_port": ..., ...}`."""
        return self.home / "cloud.json"

    @property
    def aws_config(self) -> Path:
        """The lab's AWS config file: two profiles, each with the lab's endpoint URL."""
        return self.home / "aws" / "config"

    @property
    def aws_credentials(self) -> Path:
        """The access keys of the two profiles."""
        return self.home / "aws" / "credentials"

    @property
    def certificates(self) -> Path:
        """The lab's certificate authority and the certificates it signed."""
        return self.home / "certificates"

    @property
    def ca_bundle(self) -> Path:
        """The lab's stand-in for the RDS certificate bundle, and the brokers' CA."""
        return self.certificates / "ca.pem"

    @property
    def issuer(self) -> Path:
        """Key of the lab's OIDC issuer."""
        return self.home / "issuer"

    @property
    def own_key(self) -> Path:
        """The access key of the user that somebody's own Redpanda Connect is, as environment variables."""
        return self.home / "own-key.json"

    @property
    def web_identity_token(self) -> Path:
        """The pod's projected service account token."""
        return self.home / "pod" / "token"

    @property
    def pod_environment(self) -> Path:
        """What a pipeline's pod finds in its environment, as JSON."""
        return self.home / "pod" / "environment.json"

    @property
    def redpanda(self) -> Path:
        """What Redpanda Cloud knows: cluster, topics, users, ACLs, secrets and pipelines."""
        return self.home / "redpanda"

    @property
    def kept(self) -> Path:
        """What the lab keeps of AWS itself: shared subnets, proxies and functions."""
        return self.home / "kept"

    @property
    def kubernetes(self) -> Path:
        """The objects of the Kubernetes cluster."""
        return self.home / "kubernetes"

    @property
    def pipelines(self) -> Path:
        """One directory per pipeline's pod."""
        return self.home / "pipelines"

    @property
    def kafka(self) -> Path:
        """The broker's data, configuration and log."""
        return self.home / "kafka"

    @property
    def kafka_client(self) -> Path:
        """confluent-kafka's configuration of the broker's admin, as JSON."""
        return self.kafka / "client.json"

    @property
    def kafka_libraries(self) -> Path:
        """Kafka's jars; kept between labs, beside the virtual environment."""
        return REPOSITORY / ".kafka"

    @property
    def logs(self) -> Path:
        """One log file per service."""
        return self.home / "logs"
