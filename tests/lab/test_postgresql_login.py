"""The postgresql provider's login: verified TLS, every part asked for, and no password in what it says."""

import pytest

from lab.backends import postgresql
from lab.backends.backend import LabError
from lab.backends.postgresql_provider import configure
from lab.services.certificates import CertificateAuthority
from tests.lab.backend_life import Life
from tests.lab.gate_world import ENDPOINT, running_server, running_world

PUBLICATION = postgresql.RESOURCES["postgresql:index/publication:Publication"]


@pytest.fixture(scope="module")
def login():
    with running_server() as server, running_world(server) as world:
        yield {
            "host": ENDPOINT,
            "port": str(world.gate_port),
            "database": "shop",
            "username": "postgres_admin",
            "password": "secret",
            "superuser": "false",
            "sslmode": "verify-full",
            "sslrootcert": str(world.ca_file),
        }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "wr0ng"}, 'password authentication failed for user "postgres_admin"'),
        ({"host": "other.cluster-c0ffee.us-east-2.rds.amazonaws.com"}, "pq: "),
        ({"port": "1"}, "Connection refused"),
    ],
)
def test_a_login_that_fails_is_one_line_without_the_password(login, changes, message):
    provider = configure("master", {**login, **changes})
    with pytest.raises(LabError) as refusal:
        Life(PUBLICATION, provider, "p", name="p", tables=["public.x"])
    shown = str(refusal.value)
    assert message in shown
    assert "\n" not in shown
    assert "wr0ng" not in shown + repr(provider)


def test_the_certificate_is_verified(login, tmp_path):
    stranger = CertificateAuthority(tmp_path / "stranger").ca_file
    provider = configure("master", {**login, "sslrootcert": str(stranger)})
    with pytest.raises(LabError, match="certificate verify failed"):
        Life(PUBLICATION, provider, "p", name="p", tables=["public.x"])


@pytest.mark.parametrize("missing", ["host", "port", "username", "password", "sslrootcert", "sslmode"])
def test_every_part_of_the_login_is_asked_for(missing):
    complete = dict.fromkeys(("host", "username", "password", "sslrootcert"), "x") | {
        "port": "1",
        "sslmode": "verify-full",
    }
    del complete[missing]
    with pytest.raises(LabError, match=f"^{missing}: got"):
        configure("master", complete)


@pytest.mark.parametrize("sslmode", ["require", "disable", "verify-ca"])
def test_tls_that_does_not_verify_the_name_is_refused(login, sslmode):
    with pytest.raises(LabError, match=f"sslmode: got '{sslmode}', want 'verify-full'"):
        configure("master", {**login, "sslmode": sslmode})
