"""What RDS refuses where moto takes anything, as functions of the arguments alone."""

import re
from collections.abc import Sequence

from lab.backends.backend import LabError, Properties

ENGINE = "aurora-postgresql"

# Release Notes for Aurora PostgreSQL, "Aurora PostgreSQL updates" and "release calendars": versions that can run
# Serverless v2. A version that is missing here was released later: add it.
MINOR_VERSIONS = {
    15: {2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15},
    16: {1, 2, 3, 4, 6, 8, 9, 10, 11},
    17: {4, 5, 6, 7, 9, 10},
    18: {3, 6},
}

# RDS API reference, ModifyDBClusterParameterGroup, and Aurora User Guide, "Setting up logical replication".
STATIC_PARAMETERS = {"rds.logical_replication", "max_replication_slots", "max_wal_senders"}

LOG_KINDS = {"instance", "postgresql", "iam-db-auth-error"}  # RDS API reference, CreateDBCluster

LARGEST_CAPACITY = 256  # Aurora User Guide, "Performance and scaling for Aurora Serverless v2"


def family(engine_version: str) -> str:
    """The parameter group family of an engine version: `17.4` → `aurora-postgresql17`.

    Raises `LabError` in RDS's words for a version that Aurora does not have.
    """
    major, _, minor = engine_version.partition(".")
    known = MINOR_VERSIONS.get(int(major), set()) if major.isdecimal() else set()
    if not minor.isdecimal() or int(minor) not in known:
        raise LabError(f"InvalidParameterCombination: Cannot find version {engine_version} for {ENGINE}")
    return f"{ENGINE}{major}"


def check_upgrade(old: str, new: str) -> None:
    """To a later version of the same major one.

    RDS API reference, ModifyDBCluster, AllowMajorVersionUpgrade; in RDS's words as hashicorp/terraform-provider-aws
    #13490 and anomalyco/sst #6156 have them.
    """
    (old_major, _, old_minor), (new_major, _, new_minor) = old.partition("."), new.partition(".")
    if (int(new_major), int(new_minor)) < (int(old_major), int(old_minor)):
        raise LabError(f"InvalidParameterCombination: Cannot upgrade {ENGINE} from {old} to {new}")
    if new_major != old_major:
        raise LabError(
            "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new "
            "major version."
        )


def check_family(name: str) -> None:
    """A family that exists."""
    if name not in {f"{ENGINE}{major}" for major in MINOR_VERSIONS}:
        raise LabError(f"InvalidParameterValue: ParameterGroupFamily {name} is not a valid parameter group family")


def check_engine(inputs: Properties) -> None:
    """Aurora PostgreSQL in provisioned mode, the only one Serverless v2 has."""
    if inputs["engine"] != ENGINE:
        raise LabError(f"engine: got {inputs['engine']!r}, want {ENGINE!r}; the lab has no other engine")
    mode = inputs.get("engineMode", "provisioned")
    if mode != "provisioned":
        raise LabError(f"InvalidParameterValue: The engine mode {mode} you requested is currently unavailable.")


def check_capacity(minimum: float, maximum: float) -> None:
    """Capacity in ACU: RDS API reference, ServerlessV2ScalingConfiguration."""
    for name, value, lowest in (("minimum", minimum, 0), ("maximum", maximum, 1)):
        if not lowest <= value <= LARGEST_CAPACITY or value % 0.5:
            raise LabError(
                f"InvalidParameterValue: Serverless v2 {name} capacity {value} isn't valid. "
                f"Set it to a value from {lowest} to {LARGEST_CAPACITY} in steps of 0.5."
            )
    if minimum > maximum:
        raise LabError(
            f"InvalidParameterValue: Serverless v2 minimum capacity {minimum} isn't valid. "
            f"It must not be above the maximum capacity {maximum}."
        )


def check_cluster_identifier(identifier: str) -> None:
    """RDS API reference, CreateDBCluster, DBClusterIdentifier."""
    if len(identifier) > 63 or not _legal_identifier(identifier):
        raise LabError(
            f"InvalidParameterValue: The parameter DBClusterIdentifier {identifier!r} is not a valid identifier. "
            "Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; "
            "and must not end with a hyphen or contain two consecutive hyphens."
        )


def check_final_snapshot(state: Properties) -> None:
    """A final snapshot with a legal name, unless none is asked for: RDS API reference, DeleteDBCluster."""
    if state.get("skipFinalSnapshot", False):
        return
    identifier = state.get("finalSnapshotIdentifier")
    if not identifier:
        raise LabError("RDS Cluster final_snapshot_identifier is required when skip_final_snapshot is false")
    if len(identifier) > 255 or not _legal_identifier(identifier):
        raise LabError(
            f"finalSnapshotIdentifier: got {identifier!r}, want up to 255 letters, digits and hyphens, a letter first, "
            "no two hyphens together and none at the end (RDS API reference, DeleteDBCluster)"
        )


def check_apply_method(parameter: Properties) -> None:
    """A static parameter can only wait for the next reboot."""
    if parameter.get("applyMethod", "immediate") == "immediate" and parameter["name"] in STATIC_PARAMETERS:
        raise LabError(
            "InvalidParameterCombination: cannot use immediate apply method for static parameter "
            f"({parameter['name']}); use pending-reboot"
        )


def check_log_exports(kinds: Sequence[str], engine_version: str) -> None:
    """Logs that Aurora PostgreSQL can export."""
    if unknown := sorted(set(kinds) - LOG_KINDS):
        raise LabError(
            f"InvalidParameterCombination: You cannot use the log types '{', '.join(unknown)}' with engine version "
            f"{ENGINE} {engine_version}. For supported log types, see the documentation."
        )


def check_zone_coverage(zones: set[str]) -> None:
    """A DB subnet group spans two zones: Aurora User Guide, "Working with a DB cluster in a VPC"."""
    if len(zones) < 2:
        raise LabError(
            "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage "
            f"requirement. Current AZ coverage: {', '.join(sorted(zones))}. Add subnets to cover at least 2 AZs."
        )


def _legal_identifier(identifier: str) -> bool:
    return re.fullmatch(r"[a-zA-Z](-?[a-zA-Z0-9])*", identifier) is not None
