"""Who sent a request to an AWS API, as its signature's scope says (IAM User Guide, "AWS Signature Version 4").

Only the key is looked up: of what comes here the signature is not checked, as moto checks none.
"""

import re
from dataclasses import dataclass

from werkzeug.datastructures import Headers

from lab.cloud.accounts import Accounts
from lab.cloud.login_token import Credentials

_SCOPE = re.compile(r"Credential=(?P<key>[A-Z0-9]+)/[0-9]{8}/(?P<region>[a-z0-9-]+)/")


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The credentials a request was signed with, and the Region it is for."""

    credentials: Credentials
    region: str


def sender(headers: Headers, accounts: Accounts) -> Sender | None:
    """None for a request without a signature, and for a key that is not alive."""
    scope = _SCOPE.search(headers.get("Authorization", ""))
    if scope is None:
        return None
    credentials = accounts.credentials_for(scope["key"], headers.get("X-Amz-Security-Token"))
    return Sender(credentials=credentials, region=scope["region"]) if credentials else None
