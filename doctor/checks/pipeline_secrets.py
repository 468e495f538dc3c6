"""The configuration's secrets, for link 7: none stands in clear, and each reference is by a name that there can be."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from doctor.checks.each_component import Verdict, Wrong, each_config
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding
from doctor.pipeline_dsn import read_dsn, read_mysql_dsn
from domain.connect_config import password_secret_name
from domain.pipeline_config import MYSQL, is_reference, nodes
from domain.pipeline_secrets import secrets_in_clear

SECRET_REFERENCE = re.compile(r"\$\{secrets\.([^}:]*)")
SECRET_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
"""Redpanda Cloud documentation, "Manage secrets"."""


def check_secrets(facts: Facts) -> Iterator[Finding]:
    """Whether every secret is a reference, and by a name that Redpanda Cloud takes."""

    def judge(pipeline: Pipeline, config: Mapping[str, Any]) -> Verdict:
        want = f"${{secrets.{password_secret_name(pipeline['name'])}}}"
        for path in secrets_in_clear(config):
            wrong = partial(Wrong, cause="S5", key=".".join(path))
            if path[-1] == "dsn":
                why = "the token takes its place, and the YAML is kept in the stack's state; change the password"
                return wrong(got="a password in clear", want="the same without the password", why=why)
            why = "the YAML is kept in the stack's state; change the secret"
            return wrong(got="a secret in clear", want=want, why=why)
        texts = [(path, value) for path, value in nodes(config) if isinstance(value, str)]
        for path, text in texts:
            strange = [used for used in SECRET_REFERENCE.findall(text) if SECRET_NAME.fullmatch(used) is None]
            if strange:
                why, got = f"names match {SECRET_NAME.pattern}", f"${{secrets.{strange[0]}}}"
                return Wrong(cause="K10", key=".".join(path), got=got, want=want, why=why)
        return next((unread for path, text in texts if (unread := _unread(path, text))), "every secret is a reference")

    yield from each_config(facts, link=7, what="configured secrets", judge=judge)


CHECKS = (check_secrets,)


def _unread(path: tuple[str, ...], text: str) -> Unavailable | None:
    """Why it is not known whether a DSN holds a password."""
    if path[-1:] != ("dsn",) or is_reference(text):
        return None
    read = read_mysql_dsn(text) if MYSQL[0].intersection(path[-2:-1]) else read_dsn(text)
    return read if isinstance(read, Unavailable) else None
