"""The IAM user behind each profile: the operator who runs the program, allowed everything in its own account."""

import json

from moto.iam.models import AccessKey, iam_backends
from moto.utilities.utils import get_partition

NAME = "lab-administrator"
EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def administrator_key(account_id: str, region: str) -> AccessKey:
    """A new access key of the account's administrator, who is made first if need be."""
    iam = iam_backends[account_id][get_partition(region)]
    if NAME not in iam.users:
        iam.create_user(region, NAME)
        iam.put_user_policy(NAME, "everything", json.dumps(EVERYTHING))
    return iam.create_access_key(NAME)
