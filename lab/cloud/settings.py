"""What the parent tells the cloud process, as a JSON file."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class AccountSettings:
    """One of the accounts, and the profile that leads into it."""

    account_id: str
    profile: str
    region: str


@dataclass(frozen=True, kw_only=True)
class CloudSettings:
    """`{"accounts": [{"account_id", "profile", "region"}], "gate_port": 15432, "nat_address": "198.51.100.17"}`."""

    accounts: tuple[AccountSettings, ...]
    gate_port: int
    """Where every cluster's endpoint is reached; 0: any free port."""
    nat_address: str | None = None
    """Of the NAT gateway that pipelines are behind; None: the program has none."""

    @classmethod
    def load(cls, file: Path) -> "CloudSettings":
        """Read the parent's file; raises as Python does for one that the parent did not write."""
        raw = json.loads(file.read_text())
        return cls(
            accounts=tuple(AccountSettings(**account) for account in raw["accounts"]),
            gate_port=raw["gate_port"],
            nat_address=raw.get("nat_address"),
        )
