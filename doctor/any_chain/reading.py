"""From a file and options to a chain and the probes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from doctor.any_chain import cluster, configuration
from doctor.any_chain.chain import build
from doctor.any_chain.configuration import Configuration
from doctor.any_chain.unknown import ByHand, arn_of
from doctor.chain import NAMELESS
from doctor.facts.aws import Account
from doctor.facts.facts import PipelineFacts, Unavailable
from doctor.facts.gather import Probes
from doctor.outputs import OutputsError, Stack

NOT_OF_A_FILE = "STATE_UNSPECIFIED"
OF_PROFILE = {
    "application": ("redpanda_account", "pipeline_role"),
    "database": ("database_account", "connect_role", "cluster", "metrics"),
}
"""What is read with the profile of a section."""
WANTED = "want --pipeline FILE, or --cluster, --user and --role"


def any_stack(file: Path | None, hand: ByHand) -> Stack:
    """What the doctor starts from; raises OutputsError where it is told too little."""
    if file is None and None in (hand.cluster, hand.user, hand.role):
        given = [f"--{name}" for name in ("cluster", "user", "role") if getattr(hand, name) is not None]
        raise OutputsError(f"{', '.join(given)}: got no pipeline, {WANTED}")
    for option, arn in (("--role", hand.role), ("--connect-role", hand.connect_role)):
        if arn is not None and arn_of(arn) is None:
            raise OutputsError(f"{option}: got {arn!r}, want the ARN of a role, arn:aws:iam::<account>:role/<name>")
    every = configuration.read(file) if file else ()
    read = every[0] if every else None
    host = None if read is None or isinstance(read.dsn, Unavailable) else read.dsn.host
    told = read.told("aws", "region") if read else None
    region = cluster.region_of(host, told, hand.cluster, hand.database_profile)
    found = _found(hand, host, region)
    chain = build(every, hand, found, region)
    return Stack(chain=chain, with_what_is_known=partial(any_probes, chain, every))


def any_probes(chain: Mapping[str, Any], every: Sequence[Configuration], probes: Probes) -> Probes:
    """The probes of such a chain: what they would need and nobody tells is unavailable."""
    unknown: Mapping[str, str] = chain["unknown"]
    changed: dict[str, Any] = {}
    for section, names in OF_PROFILE.items():
        if chain[section]["profile"] == NAMELESS:
            option = "--redpanda-profile" if section == "application" else "--database-profile"
            changed |= dict.fromkeys(names, _unavailable(f"no {option} given"))
    if "caller" in unknown:
        changed["pipeline_role"] = _unavailable(unknown["caller"])
    if "roles" in unknown or (chain["trust"] is None and "caller" in unknown):
        changed["connect_role"] = _unavailable(unknown.get("roles") or unknown["caller"])
    if "cluster" in unknown:
        changed |= dict.fromkeys(("cluster", "metrics"), _unavailable(unknown["cluster"]))
    if "dsn" in unknown and "cluster" in unknown:
        changed["endpoint"] = _unavailable(unknown["dsn"])
    if reason := unknown.get("user") or unknown.get("slot") or unknown.get("tables"):
        changed["database"] = _unavailable(reason)
    if reason := unknown.get("topic") or unknown.get("kafka_user"):
        changed["kafka"] = _unavailable(reason)
    if every:
        # As it is in the file where nothing was taken out of it: a secret in a comment is in clear too.
        texts = {one.name: one.text if len(every) == 1 else yaml.safe_dump(one.document) for one in every}
        changed["pipeline"] = lambda pipeline: PipelineFacts(
            state=NOT_OF_A_FILE, error=None, config_yaml=texts[pipeline["name"]]
        )
    return replace(probes, **changed)


def _found(hand: ByHand, host: str | None, region: str | None) -> cluster.FoundCluster | Unavailable:
    if region is None:
        return Unavailable("the region of the database is not known; --cluster takes its ARN, which tells it")
    if hand.database_profile is None:
        return Unavailable("no --database-profile given, so RDS was not asked for the cluster")
    if host is None and hand.cluster is None:
        return Unavailable("the endpoint of the database is not known; --cluster names the cluster")
    return cluster.find(Account(hand.database_profile, region), host, hand.cluster)


def _unavailable(reason: str) -> Any:
    unavailable = Unavailable(reason)
    return lambda *_: unavailable
