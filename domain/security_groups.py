"""What EC2 takes as the description of a security group or of one of its rules."""

import re

DESCRIPTION = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")
"""EC2 API reference, CreateSecurityGroup (GroupDescription) and IpRange (Description): no apostrophe, no quotes."""


def check_description(text: str) -> None:
    """Raises ValueError for a text that EC2 refuses while it makes the group or the rule."""
    if DESCRIPTION.fullmatch(text) is None:
        raise ValueError(
            f"description: got {text!r}, want at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{{}}!$*"
        )
