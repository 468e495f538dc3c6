"""Section `database`."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from domain import networks, reserved_names
from domain.cluster_parameters import ENGINE_VERSION
from domain.database_engines import AURORA_POSTGRESQL, DatabaseEngine
from settings import errors
from settings.fields import (
    AccountId,
    CapacityUnits,
    Count,
    DatabaseName,
    Flag,
    Profile,
    Region,
    SourceCidr,
    SubnetId,
    Text,
    VpcId,
    each_once,
    matching,
)
from settings.section import Section


class ExistingNetwork(Section):
    """A VPC that somebody else manages."""

    vpc_id: VpcId = Field(description="the id of the VPC")
    subnet_ids: Annotated[list[SubnetId], each_once("subnet")] = Field(
        min_length=2, description="a list of at least two of its subnets, in two zones or more"
    )


class NetworkSettings(Section):
    """Where the database lives: a new VPC, or an existing one."""

    exposure: Literal["private", "public"] = Field(
        default="private", description="public or private: whether the database gets a public address"
    )
    existing: ExistingNetwork | None = Field(default=None, description="a VPC and subnets that exist already")
    availability_zones: list[Text] = Field(
        default=[], description="a list of at least two availability zones of the region, for a new VPC and for good"
    )
    vpc_cidr: Text = Field(default="10.90.0.0/24", description="the CIDR of the new VPC, split into a subnet per zone")

    @field_validator("availability_zones")
    @classmethod
    def _two_zones(cls, zones: list[str], info: ValidationInfo) -> list[str]:
        new_vpc = "existing" in info.data and info.data["existing"] is None
        if new_vpc and len(set(zones)) < max(2, len(zones)):
            raise ValueError("want at least two different zones (a DB subnet group spans two)")
        return zones

    @field_validator("vpc_cidr")
    @classmethod
    def _splittable(cls, cidr: str, info: ValidationInfo) -> str:
        networks.subnets_of(cidr, max(2, len(info.data.get("availability_zones", []))))
        return cidr

    @model_validator(mode="before")
    @classmethod
    def _one_network(cls, section: Any) -> Any:
        if isinstance(section, dict) and "existing" in section and {"vpcCidr", "availabilityZones"} & section.keys():
            raise ValueError("want either `existing` or a new VPC's `vpcCidr` and `availabilityZones`, not both")
        return section


class DatabaseSettings(Section):
    """The account and the Aurora PostgreSQL cluster of a stack, whatever the stack does with it."""

    engine: ClassVar[DatabaseEngine] = AURORA_POSTGRESQL

    account_id: AccountId = Field(description="the id of the AWS account the database runs in, 12 digits")
    profile: Profile = Field(description="the AWS profile that reaches this account")
    region: Region = Field(description="the database's AWS region")
    name: DatabaseName = Field(description="the name of the database")
    network: NetworkSettings = Field(
        description="where the database lives, a new VPC or an existing one; only of a new cluster"
    )
    engine_version: Text = Field(default=ENGINE_VERSION, description="a version of Aurora PostgreSQL")
    port: Count = Field(default=5432, ge=1150, le=65535, description="a port from 1150 to 65535")
    min_acu: CapacityUnits = Field(
        default=0.5, le=256, description="the least Aurora capacity units, 0.5 to 256 in steps of 0.5"
    )
    max_acu: CapacityUnits = Field(
        default=2, ge=1, le=256, description="the most Aurora capacity units, 1 to 256 in steps of 0.5"
    )
    readers: Count = Field(default=0, ge=0, le=15, description="how many readers beside the writer, 0 to 15")
    master_username: Annotated[
        Text, matching(re.compile(r"[a-zA-Z][a-zA-Z0-9]{0,15}"), "letters and digits, RDS CreateDBCluster")
    ] = Field(default="postgres", description="the master's name; Secrets Manager keeps its password")
    deletion_protection: Flag = Field(
        default=True, description="true when neither AWS nor Pulumi may delete the cluster"
    )
    backup_retention_days: Count = Field(default=7, ge=1, le=35, description="how many days backups are kept, 1 to 35")
    ca_bundle: Text = Field(description="the path of the region's RDS certificate bundle; `make certs` fetches it")
    admin_cidrs: list[SourceCidr] = Field(
        default=[], description="a list of the networks `pulumi up` and administrators connect from"
    )

    @field_validator("engine_version")
    @classmethod
    def _engine_version(cls, version: str) -> str:
        cls.engine.parameter_group_family(version)
        return version

    @field_validator("min_acu")
    @classmethod
    def _awake(cls, units: float) -> float:
        if units < 0.5:
            raise ValueError(
                f"want 0.5 or more ({cls.engine.kept_awake_by} keeps the writer awake, so 0 would never pause)"
            )
        return units

    @field_validator("max_acu")
    @classmethod
    def _ordered(cls, units: float, info: ValidationInfo) -> float:
        if units < info.data.get("min_acu", 0):
            raise ValueError(f"want minAcu or more, {info.data['min_acu']:g}")
        return units

    @field_validator("master_username")
    @classmethod
    def _not_reserved(cls, name: str) -> str:
        reserved_names.check_role(name.lower())
        if name.lower() in {"admin", "user"}:
            raise ValueError("want a name that is not reserved (RDS CreateDBCluster); postgres, for example")
        return name

    @field_validator("ca_bundle")
    @classmethod
    def _certificates(cls, path: str) -> str:
        bundle = Path(path)
        if not bundle.is_file():
            raise ValueError("want a file that exists; run `make certs`")
        if "-----BEGIN CERTIFICATE-----" not in bundle.read_text(errors="replace"):
            raise ValueError("want certificates in PEM; run `make certs`")
        return path

    def across_keys(self) -> Iterator[str]:
        """What two keys only get wrong together, each problem as a whole line."""
        yield from self.too_wide("database.adminCidrs", self.admin_cidrs)
        zones = [zone for zone in self.network.availability_zones if not zone.startswith(self.region)]
        if zones:
            yield f"database.network.availabilityZones: got {errors.shown(zones)}, want zones of {self.region}"

    def too_wide(self, key: str, cidrs: Sequence[str]) -> Iterator[str]:
        """The problem of each network under this key that is too much for a public database, as a whole line."""
        for cidr in cidrs if self.network.exposure == "public" else ():
            try:
                networks.check_public_source(cidr)
            except ValueError as error:
                yield f"{key}: got {cidr!r}, {error}"

    @property
    def ca_bundle_pem(self) -> str:
        """The certificates themselves, for a pipeline that has no files."""
        return Path(self.ca_bundle).read_text()
