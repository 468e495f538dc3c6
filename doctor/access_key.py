"""What an access key id tells of itself."""

import base64

ACCESS_KEY_PREFIX_LENGTH = 4
ACCOUNT_MASK = 0x7FFFFFFFFF80
"""The account in an access key id, from its fifth character on in base32: 40 bits, one bit from the left (keys since
2019; found by observation, documented by no AWS page)."""
TELLS_ACCOUNT = 0x800000000000
"""The bit on the left, which keys of before 2019 (`AKIAI...`, `AKIAJ...`) do not have."""


def account_of(access_key_id: str) -> str | None:
    """The account an access key belongs to: `ASIAQ...` to twelve digits, a key of before 2019 to None.

    Raises ValueError for no access key.
    """
    encoded = int.from_bytes(base64.b32decode(access_key_id[ACCESS_KEY_PREFIX_LENGTH:].ljust(16, "=")[:16])[:6])
    return f"{(encoded & ACCOUNT_MASK) >> 7:012d}" if encoded & TELLS_ACCOUNT else None
