import pytest

from tests.doctor.shop_database import read, server, shop, superuser

__all__ = ["read", "server", "shop", "superuser"]

from doctor.facts import endpoint
from lab.services.certificates import CertificateAuthority


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def _patient(monkeypatch):
    """A busy machine is no silent server."""
    monkeypatch.setattr(endpoint, "STEP_TIMEOUT_S", 20)
