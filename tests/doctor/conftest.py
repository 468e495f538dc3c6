import pytest

from tests.doctor.shell_fixes import faults
from tests.doctor.shop_database import read, server, shop, superuser

__all__ = ["read", "server", "shop", "superuser"]

from doctor.facts import endpoint
from doctor.finding import Finding
from lab.services.certificates import CertificateAuthority


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def _patient(monkeypatch):
    """A busy machine is no silent server."""
    monkeypatch.setattr(endpoint, "STEP_TIMEOUT_S", 20)


JUDGED = set()
"""Fixes that a shell has been asked about: the same one is printed by many tests."""


@pytest.fixture(autouse=True)
def _fixes_run_as_they_are_printed(monkeypatch):
    """Of every finding of every test here: a fix that is a command is one for a shell, and its SQL is whole."""
    printed, check_itself = set(), Finding.__post_init__

    def remember(finding):
        check_itself(finding)
        printed.add(finding.fix)

    monkeypatch.setattr(Finding, "__post_init__", remember)
    yield
    for fix in printed - JUDGED - {None}:
        JUDGED.add(fix)
        assert faults(fix) == [], fix
