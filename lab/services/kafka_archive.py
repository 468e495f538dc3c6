"""The broker's classes, read once: every broker after maps them into memory, which halves what its start costs."""

import tempfile
from contextlib import suppress
from pathlib import Path

from lab.backends.backend import LabError
from lab.services.certificates import CertificateAuthority
from lab.services.kafka import CLASS_ARCHIVE, KafkaBroker


def archive_classes(libraries: Path) -> None:
    """Put the archive beside the broker's jars; does nothing when it is there.

    A broker that nobody uses tells the JVM which classes there are (JDK documentation, "Class Data Sharing"). A JVM of
    another build passes over the archive. Where one cannot write any, brokers start without, only slower.
    """
    archive = libraries / CLASS_ARCHIVE
    if archive.exists():
        return
    with tempfile.TemporaryDirectory(prefix=f"{libraries.name}-", dir=libraries.parent) as scratch:
        home, made = Path(scratch), Path(scratch) / CLASS_ARCHIVE
        authority = CertificateAuthority(home / "certificates")
        leaf = authority.leaf("localhost", "127.0.0.1")
        broker = KafkaBroker(home / "kafka", libraries, leaf, authority.ca_file, f"-XX:ArchiveClassesAtExit={made}")
        with suppress(LabError):
            broker.start()
        broker.stop()
        if made.exists():
            made.rename(archive)
