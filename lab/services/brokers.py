"""The broker of one lab, by the lab's paths."""

from lab.paths import LabPaths
from lab.services.certificates import CertificateAuthority
from lab.services.kafka import KafkaBroker


def broker_of(paths: LabPaths) -> KafkaBroker:
    """The lab's broker, running or not."""
    authority = CertificateAuthority(paths.certificates)
    return KafkaBroker(paths.kafka, paths.kafka_libraries, authority.leaf("localhost", "127.0.0.1"), authority.ca_file)
