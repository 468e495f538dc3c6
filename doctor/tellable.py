"""Texts of others, as they may be shown: on one line, without what a terminal obeys and what logs in somewhere."""

import re

HIDDEN = "***"

SECRETS = (
    (re.compile(r"(://[^\s:/@]*:)[^\s@]+(?=@)"), rf"\1{HIDDEN}"),
    (re.compile(r"(X-Amz-[\w-]+=)[^&\s\"']+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"((?:Bearer|Basic) )\S+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?<![$\w{])([\w-]*(?:password|passwd|secret|token|access_?key)[\w-]*[\"']?\s*[=:]\s*)"
            r"(?:'[^']*'|\"[^\"]*\"|[^\s,;}]+)",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}"), HIDDEN),  # IAM User Guide, "IAM identifiers": access keys
)


def tellable(text: str) -> str:
    """`dial postgres://u:hunter2@db` to `dial postgres://u:***@db`."""
    told = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    for pattern, replacement in SECRETS:
        told = pattern.sub(replacement, told)
    return told
