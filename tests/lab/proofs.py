"""What `python -m lab prove` says of a pipeline on whatever runtime."""

import json

from tests.lab.kafka_world import LACKING

LINKS_3_TO_6 = [
    ("3 connect role lets it in", "holds"),
    ("4 may log in as the user", "holds"),
    ("5 token → login, TLS verified", "holds"),
    ("6 login → replication", "holds"),
]
POD_LINKS = [("1 service account → its role", "holds"), ("2 its role may assume", "holds")]
POD_REFUSALS = [
    ("another account of the namespace", "refused"),
    ("the same account of another namespace", "refused"),
    ("a token for another audience", "refused"),
]
LOGIN_REFUSALS = [
    ("no ExternalId", "refused"),
    ("wrong ExternalId", "refused"),
    ("another database user", "refused"),
    ("the client's own credentials, no assume", "refused"),
    ("token for another host", "refused"),
    ("token for another port", "refused"),
    ("token for another region", "refused"),
    ("expired token", "refused"),
    ("a password for an IAM user", "refused"),
    ("no TLS", "refused"),
]


def outcomes(lab):
    """Subject and outcome of every finding; the command says the same by its exit code."""
    done = lab.run("prove", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return [(finding["subject"], finding["outcome"]) for finding in json.loads(done.stdout)]


def stream_and_acl():
    """Link 7 and its refusal: they need a broker."""
    if LACKING:
        return [("7 change → topic", "not run")], ("topic without an ACL", "not run")
    return [("7 change → topic", "holds")] * 3, ("topic without an ACL", "refused")
