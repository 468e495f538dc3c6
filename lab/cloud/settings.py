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
    """`{"accounts": [{"account_id", "profile", "region"}, ...], "gate_port": 15432}`."""

    accounts: tuple[AccountSettings, ...]
    gate_port: int
    """Where every cluster's endpoint is reached; 0: any free port."""

    @classmethod
    def load(cls, file: Path) -> "CloudSettings":
        """Read the parent's file; raises as Python does for one that the parent did not write."""
        raw = json.loads(file.read_text())
        return cls(
            accounts=tuple(AccountSettings(**account) for account in raw["accounts"]),
            gate_port=raw["gate_port"],
        )
