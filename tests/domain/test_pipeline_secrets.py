"""Every secret that stands in a pipeline's configuration is found, and a reference is none."""

from datetime import date

import pytest

from domain.pipeline_secrets import secrets_in_clear

PEM = "-----BEGIN PRIVATE KEY-----\nhunter2"


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"sasl": [{"password": "hunter2"}]}, "sasl.0.password"),
        ({"password": 12345}, "password"),
        ({"password": 3.14}, "password"),
        ({"password": date(2024, 1, 1)}, "password"),
        ({"password": b"hunter2"}, "password"),
        ({"Password": "hunter2"}, "Password"),
        ({"password": "${secrets.A:hunter2}"}, "password"),
        ({"password": "hunter2${secrets.A}"}, "password"),
        ({"token": ["hunter2"]}, "token.0"),
        ({"token": [["${secrets.A}", "hunter2"]]}, "token.0.1"),
        *(({key: "hunter2"}, key) for key in ("passphrase", "api_key", "access_key", "client_secret", "secret")),
        ({"headers": {"Authorization": "Bearer hunter2"}}, "headers.Authorization"),
        ({"headers": {"authorization": "hunter2"}}, "headers.authorization"),
        ({"tls": {"client_certs": [{"key": PEM}]}}, "tls.client_certs.0.key"),
        ({"key": PEM.replace("PRIVATE", "RSA PRIVATE")}, "key"),
        ({"url": "redis://:hunter2@h:6379"}, "url"),
        ({"url": "https://u:hunter2@h/path"}, "url"),
        ({"urls": ["nats://u:${secrets.A}@h nats://u:hunter2@h"]}, "urls.0"),
        ({"url": "https://u:${A:hunter2}@h"}, "url"),
        ({"dsn": "postgres://u:hunter2@h/db"}, "dsn"),
        ({"dsn": "host=h password=hunter2"}, "dsn"),
        ({"dsn": "u:hunter2@tcp(h:3306)/db"}, "dsn"),
    ],
)
def test_a_secret_in_clear_is_found_with_its_path(config, path):
    assert [".".join(found) for found in secrets_in_clear(config)] == [path]


@pytest.mark.parametrize(
    "config",
    [
        None,
        {"password": None, "token": "", "secret": True},
        {"password": "${secrets.A}", "token": ["${TOKEN}"], "key": "${! @key }"},
        {"headers": {"Authorization": "Bearer ${secrets.A}"}},
        {"tls": {"root_cas": "-----BEGIN CERTIFICATE-----"}, "tokens": {"kind": "word"}},
        {"url": "redis://:${secrets.A}@h", "urls": ["https://u@h", "https://h:1/@x", "https://h:1/ mail@h"]},
        {"dsn": "postgres://u:${secrets.A}@h/db"},
        {"dsn": "u:@tcp(h:3306)/db"},
        {"dsn": "no dsn"},
    ],
)
def test_a_reference_is_no_secret(config):
    assert list(secrets_in_clear(config)) == []
