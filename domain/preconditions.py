"""What a database that exists must have before a pipeline can read its changes: all that is missing, at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.cluster_parameters import SLOTS_BY_DEFAULT, SLOTS_PER_PIPELINE
from domain.described_database import DescribedDatabase
from domain.slots_in_use import InUse

ENGINES = ("aurora-postgresql", "postgres")

LOWEST_MAJOR = 13  # PostgreSQL 13 release notes, E.3.2.5: publish_via_partition_root

ON = {"1", "on", "true"}

SWITCHES = {
    "rds.iam_auth_for_replication": "IAM authentication for logical replication",
    "rds.logical_replication": "setting up logical replication",
}
"""By the words they are found under in the engine's user guide."""
CAPACITIES = {"max_replication_slots": "slots", "max_wal_senders": "senders"}
STATIC = ("rds.logical_replication", *CAPACITIES)
"""A value of these is taken at start; the other one is dynamic (same pages)."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is missing, and the one command that mends it."""

    what: str
    command: str
    restarts: bool

    def __str__(self) -> str:
        restart = "restarts the database" if self.restarts else "no restart"
        return f"{self.what}; run ({restart}): {self.command}"


NOBODY = InUse()


def missing(database: DescribedDatabase, pipelines: int, in_use: InUse = NOBODY) -> list[str]:
    """Each as a whole sentence; of something that is no writer of PostgreSQL only that, for the rest would mislead.

    `in_use` is what others have of its slots and senders.
    """
    return list(_wrong_database(database)) or [str(one) for one in _missing(database, pipelines, in_use)]


def _wrong_database(database: DescribedDatabase) -> Iterator[str]:
    got = f"{database.key}: got {database.identifier!r}"
    if database.engine not in ENGINES:
        yield f"{got} of engine {database.engine}, want {' or '.join(ENGINES)}; name another database"
    elif database.cluster:
        yield (
            f"{got}, an instance of the cluster {database.cluster!r}, want the cluster (its writer changes, and the "
            f"parameters are the cluster's); set database.existing.clusterIdentifier: {database.cluster}"
        )
    elif database.source:
        yield (
            f"{got}, a replica of {database.source!r}, want what it copies (changes are read from the writer); set "
            f"{database.key}: {database.source}"
        )


def _missing(database: DescribedDatabase, pipelines: int, in_use: InUse) -> Iterator[Missing]:
    name = database.identifier
    major = re.match(r"[0-9]+", database.engine_version)
    if major is None or int(major[0]) < LOWEST_MAJOR:
        yield Missing(
            what=f"{name}: got PostgreSQL {database.engine_version}, want {LOWEST_MAJOR} or later (a partitioned table "
            "is published as one table)",
            command=database.upgrade(LOWEST_MAJOR),
            restarts=True,
        )
    if not database.iam_login:
        yield Missing(
            what=f"{name}: IAM database authentication: got off, want on (pipelines log in by token)",
            command=database.turn_on_iam(),
            restarts=False,
        )
    wanted = dict(_wanted_parameters(database, pipelines, in_use))
    group = database.parameter_group
    if wanted and database.has_default_group:
        yield Missing(
            what=f"{name}: parameter group: got {group!r}, want one of its own with {_listed(wanted)} (a default group "
            "cannot be changed)",
            command=database.replace_group(wanted, STATIC),
            restarts=True,
        )
        return
    for parameter, value in wanted.items():
        got = database.parameters.get(parameter, "no value")
        at_least = f"{value} or more" if parameter in CAPACITIES else value
        if parameter in CAPACITIES:
            why = f"{getattr(in_use, CAPACITIES[parameter])} in use, {SLOTS_PER_PIPELINE} for each pipeline"
        else:
            why = f"{database.guide}, {SWITCHES[parameter]}"
        yield Missing(
            what=f"{group}: {parameter}: got {got}, want {at_least} ({why})",
            command=database.set_parameters({parameter: value}, STATIC),
            restarts=parameter in STATIC,
        )
    if database.pending_reboot and not {*wanted} & {*STATIC}:
        yield Missing(
            what=f"{group}: got pending-reboot, want in-sync (static parameters are taken at start)",
            command=database.restart(),
            restarts=True,
        )


def _wanted_parameters(database: DescribedDatabase, pipelines: int, in_use: InUse) -> Iterator[tuple[str, str]]:
    for switch in SWITCHES:
        if database.parameters.get(switch, "0").lower() not in ON:
            yield switch, "1"
    for parameter, kind in CAPACITIES.items():
        needed = getattr(in_use, kind) + pipelines * SLOTS_PER_PIPELINE
        value = database.parameters.get(parameter, "")
        if (int(value) if value.isdecimal() else SLOTS_BY_DEFAULT) < needed:
            yield parameter, str(needed)


def _listed(parameters: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in parameters.items())
