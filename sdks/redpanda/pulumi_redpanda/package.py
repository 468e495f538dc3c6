"""Which package the engine loads for these bindings: a Terraform provider, run by Pulumi's Terraform bridge."""

import base64
import json
from collections.abc import Awaitable

import pulumi

BASE_PROVIDER = "terraform-provider"
BASE_PROVIDER_VERSION = "1.1.3"
"""Release of the Terraform bridge (pulumi/pulumi-terraform-provider). It must support write-only arguments, because
`password_wo` and `secret_data` are some.

To raise it: set the new release here and in `pulumi-plugin.json`, by which Pulumi fetches the plug-in before the
program runs, then run `pulumi preview` on a stack that exists; it must show no change.
"""

NAME = "redpanda"
VERSION = "2.1.0"
"""Release of redpanda-data/terraform-provider-redpanda.

To raise it: set it here, in `pyproject.toml` and in `pulumi-plugin.json`, run `pulumi package add terraform-provider
redpanda-data/redpanda <version>` in a scratch project, and compare what it generates with what is here.
"""

PARAMETER = json.dumps(
    {"remote": {"url": "registry.opentofu.org/redpanda-data/redpanda", "version": VERSION}}, separators=(",", ":")
).encode()
"""Tells the bridge which provider to be. The engine keeps it in the stack's state, byte for byte."""


def package_ref() -> Awaitable[str]:
    """The engine's reference of this package; each resource and function call hands it over as `package_ref`.

    Give each of them an awaitable of its own: a coroutine is awaited once. The request to the engine is still made
    once, because `register_package` keeps the answer for the deployment that is running.
    """
    return pulumi.runtime.register_package(
        base_provider_name=BASE_PROVIDER,
        base_provider_version=BASE_PROVIDER_VERSION,
        base_provider_download_url="",
        package_name=NAME,
        package_version=VERSION,
        base64_parameter=base64.b64encode(PARAMETER).decode(),
    )
