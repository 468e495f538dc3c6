"""The file by which Pulumi's language host knows which plug-in the package wants, before the program runs."""

import base64
import json
from importlib import metadata

from pulumi_redpanda import package

FILE = "pulumi_redpanda/pulumi-plugin.json"


def plugin() -> dict[str, object]:
    """The file as `pip` installed it."""
    (installed,) = [file for file in metadata.files("pulumi_redpanda") or [] if str(file) == FILE]
    read: dict[str, object] = json.loads(installed.read_text())
    return read


def test_the_plug_in_to_fetch_is_the_terraform_bridge_and_not_one_called_redpanda() -> None:
    assert plugin() == {
        "resource": True,
        "name": "terraform-provider",
        "version": "1.1.3",
        "parameterization": {
            "name": "redpanda",
            "version": "2.1.0",
            "value": base64.b64encode(
                b'{"remote":{"url":"registry.opentofu.org/redpanda-data/redpanda","version":"2.1.0"}}'
            ).decode(),
        },
    }


def test_it_names_what_the_program_registers() -> None:
    assert plugin()["name"] == package.BASE_PROVIDER
    assert plugin()["version"] == package.BASE_PROVIDER_VERSION
    assert plugin()["parameterization"] == {
        "name": package.NAME,
        "version": package.VERSION,
        "value": base64.b64encode(package.PARAMETER).decode(),
    }
