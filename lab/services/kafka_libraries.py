"""Apache Kafka's jars, fetched by Maven once and kept between labs."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lab.backends.backend import LabError

POM = Path(__file__).with_name("kafka-pom.xml")
BROKER_JAR = "kafka_2.13-3.9.1.jar"  # the version pinned in kafka-pom.xml
MIN_JAVA = 17
NEEDED = f"needs Java {MIN_JAVA} and Maven"

PROBE_SECONDS = 30
FETCH_SECONDS = 600

_JAVA_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def java_and_maven(libraries: Path) -> str | None:
    """None when both can be used, else `needs Java 17 and Maven: ` and what is missing or too old.

    Maven only where `libraries` are still to be fetched.
    """
    asked = [_java_problem] if _are_there(libraries) else [_java_problem, _maven_problem]
    problems = [problem for problem in (ask() for ask in asked) if problem is not None]
    return f"{NEEDED}: {', '.join(problems)}" if problems else None


def fetch_libraries(libraries: Path) -> None:
    """Fill `libraries` with the broker's jars; does nothing when they are there.

    They arrive by one rename, so a directory with the broker's jar is a complete one. Raises `LabError` with Maven's
    own first error.
    """
    if _are_there(libraries):
        return
    libraries.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{libraries.name}-", dir=libraries.parent) as scratch:
        fetched = Path(scratch) / "jars"
        _copy_dependencies(fetched)
        if not _are_there(fetched):
            raise LabError(f"kafka: {POM.name} gave no {BROKER_JAR}; make the two versions agree")
        if libraries.exists():
            shutil.rmtree(libraries)  # the jars of another version
        fetched.rename(libraries)


def _are_there(libraries: Path) -> bool:
    return (libraries / BROKER_JAR).is_file()


def _copy_dependencies(directory: Path) -> None:
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={directory}"]
    try:
        maven = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except FileNotFoundError:
        raise LabError(f"kafka: {NEEDED}: mvn is not on PATH") from None
    except subprocess.TimeoutExpired:
        raise LabError(f"kafka: Maven gave no answer in {FETCH_SECONDS} s; check the network and try again") from None
    if maven.returncode != 0:
        lines = (maven.stdout + maven.stderr).splitlines()
        cause = next((line for line in lines if line.startswith("[ERROR]")), f"exit code {maven.returncode}")
        raise LabError(f"kafka: Maven could not fetch the broker's jars: {cause.removeprefix('[ERROR]').strip()}")


def _java_problem() -> str | None:
    if shutil.which("java") is None:
        return "java is not on PATH"
    found = _JAVA_VERSION.search(_answer("java", "-version"))
    if found is None:
        return "java does not tell its version"
    return None if int(found.group(1)) >= MIN_JAVA else f"java is version {found.group(1)}"


def _maven_problem() -> str | None:
    if shutil.which("mvn") is None:
        return "mvn is not on PATH"
    return None if "Apache Maven" in _answer("mvn", "-version") else "mvn does not run"


def _answer(*command: str) -> str:
    try:
        probe = subprocess.run(command, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return probe.stdout + probe.stderr
