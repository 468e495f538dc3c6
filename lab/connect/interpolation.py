"""`${NAME}` and `${secrets.NAME}` in a pipeline's text, as Redpanda Connect fills them in."""

import re
from collections.abc import Mapping

from lab.connect.errors import ConfigError

_REFERENCE = re.compile(r"\$\{(?!!)([^}]*)\}")
_SECRET_PREFIX = "secrets."  # noqa: S105  the prefix of a reference, not a secret


def interpolate(text: str, environment: Mapping[str, str | None], secrets: Mapping[str, str]) -> str:
    """Fill in every reference; `${! ... }` is a query on each record and stays.

    As in Connect this happens in the raw text, before YAML is read (Redpanda Cloud, "Contextual Variables" and
    "Manage Secrets"), so a secret with a quote in it breaks the lab as it would break the cloud. A variable that is
    null stands for a service the lab does not run and becomes empty. Raises `ConfigError` naming every unset one, in
    Connect's words.
    """
    known = {**environment, **{_SECRET_PREFIX + name: value for name, value in secrets.items()}}
    unset = sorted({name for name in _REFERENCE.findall(text) if name not in known})
    if unset:
        raise ConfigError(f"required environment variables were not set: [{' '.join(unset)}]")
    return _REFERENCE.sub(lambda reference: known[reference.group(1)] or "", text)
