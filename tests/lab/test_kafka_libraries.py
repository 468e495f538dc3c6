import shutil
from pathlib import Path

import pytest

from lab.backends.backend import LabError
from lab.services import kafka_libraries
from lab.services.kafka_libraries import NEEDED, fetch_libraries, java_and_maven


@pytest.mark.parametrize(
    ("java", "missing"),
    [
        ('openjdk version "11.0.2" 2019-01-15', "java is version 11"),
        ('java version "1.8.0_202"', "java is version 8"),
        ("nonsense", "java does not tell its version"),
        (None, "java is not on PATH"),
    ],
)
def test_an_old_or_absent_java_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: str | None, missing: str
) -> None:
    fake_programs(tmp_path, monkeypatch, java=java, mvn="Apache Maven 3.9.9")
    assert java_and_maven(tmp_path) == f"{NEEDED}: {missing}"
    assert NEEDED == "needs Java 17 and Maven"


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.1"])
def test_java_17_and_later_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    fake_programs(tmp_path, monkeypatch, java=f'openjdk version "{version}"', mvn="Apache Maven 3.9.9")
    assert java_and_maven(tmp_path) is None


def test_both_missing_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_programs(tmp_path, monkeypatch, java=None, mvn=None)
    assert java_and_maven(tmp_path) == f"{NEEDED}: java is not on PATH, mvn is not on PATH"


def test_maven_is_not_missed_where_the_libraries_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / kafka_libraries.BROKER_JAR).touch()
    fake_programs(tmp_path, monkeypatch, java='openjdk version "17.0.15"', mvn=None)
    assert java_and_maven(tmp_path) is None


def test_complete_libraries_are_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "libs").mkdir()
    (tmp_path / "libs" / kafka_libraries.BROKER_JAR).touch()
    fake_programs(tmp_path, monkeypatch, java=None, mvn=None)
    fetch_libraries(tmp_path / "libs")


def test_a_failed_fetch_leaves_nothing_behind_and_tells_mavens_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_programs(tmp_path, monkeypatch, java=None, mvn="[ERROR] no such artifact", mvn_exit=1)
    with pytest.raises(LabError, match="no such artifact"):
        fetch_libraries(tmp_path / "libs")
    assert {path.name for path in tmp_path.iterdir()} == {"bin"}


def fake_programs(
    directory: Path, monkeypatch: pytest.MonkeyPatch, *, java: str | None, mvn: str | None, mvn_exit: int = 0
) -> None:
    programs = directory / "bin"
    programs.mkdir()
    for name, answer, code in (("java", java, 0), ("mvn", mvn, mvn_exit)):
        if answer is not None:
            (programs / name).write_text(f"#!{shutil.which('sh')}\necho '{answer}'\nexit {code}\n")
            (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
