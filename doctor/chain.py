"""The stack's `chain` output as the checks look at it: who begins it, and as whom it logs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from domain.database_engines import AURORA_MYSQL, AURORA_POSTGRESQL, DatabaseEngine
from domain.links import LINKS

Chain = Mapping[str, Any]

MYSQL_CDC = "aurora-mysql-cdc"
CLIENT = "aurora-postgresql-client"
KINDS = ("aurora-postgresql-cdc", MYSQL_CDC, CLIENT)
"""The first two stream, the third brings a client to the database."""
CLOUD_KEY, CLOUD_ROLE, ECS, KUBERNETES, OWN = RUNTIMES = ("cloud-key", "cloud-role", "ecs", "kubernetes", "own")
"""Of the chain's `runtime`."""
BEGINS: Mapping[str, tuple[str, str]] = {
    CLOUD_KEY: ("access key → its user", "its user may assume"),
    ECS: ("task → its role", "its role may assume"),
    KUBERNETES: ("service account → its role", "its role may assume"),
    OWN: ("instance → its role", "its role may assume"),
}
"""What links 1 and 2 are where they are not LINKS' own."""
ANY = "any"
"""Of a chain that is no stack of ours: built by reading (`doctor/any_chain`)."""
NAMELESS = "<unknown>"
"""In such a chain, what nobody tells."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The role or user at the beginning of a chain, and its account."""

    section: Literal["redpanda", "application"]
    """Of the chain and of the stack file."""
    called: str
    """In findings."""
    role_arn: str
    account_id: str
    profile: str
    region: str
    assume_policy_name: str | None
    """Our inline policy on it; None: the role logs in itself, or its owner keeps the policy."""
    scope_tag: str | None
    """The tag that the policy asks for; None: it asks for none."""


def is_user(identity_arn: str) -> bool:
    """Whether it is the ARN of an IAM user."""
    return ":user/" in identity_arn


def is_client(chain: Chain) -> bool:
    """Whether the stack brings a client to the database instead of streaming."""
    return "application" in chain


def reads_mysql(chain: Chain) -> bool:
    """Whether the stack's pipelines stream out of Aurora MySQL."""
    return bool(chain.get("kind") == MYSQL_CDC or chain.get("engine") == AURORA_MYSQL.name)


def is_instance(chain: Chain) -> bool:
    """Whether the database is an instance of RDS that belongs to no cluster.

    Its resource id tells (Aurora User Guide, "Creating and using an IAM policy for IAM database access").
    """
    return str(chain["database"].get("resource_id", "")).startswith("db-")


def engine(chain: Chain) -> DatabaseEngine:
    """The engine of the chain's database."""
    return AURORA_MYSQL if reads_mysql(chain) else AURORA_POSTGRESQL


def caller_account(chain: Chain) -> str | None:
    """The account where the chain begins; None: it is not known, of a chain that is no stack of ours."""
    account: str | None = chain["application" if is_client(chain) else "redpanda"]["account_id"]
    return account


def runtime_kind(chain: Chain) -> str:
    """Where the pipelines run: one of RUNTIMES. A stack that says nothing is older than the choice: `cloud-role`."""
    told = chain.get("runtime") or CLOUD_ROLE
    kind = str(told["kind"] if isinstance(told, Mapping) else told)
    return CLOUD_ROLE if kind == "cloud" else kind


def link_titles(chain: Chain) -> Mapping[int, str]:
    """LINKS as this chain has them: who begins it, and how it comes to be that, is the runtime's."""
    if is_client(chain):
        return LINKS
    first, second = BEGINS.get(runtime_kind(chain), (LINKS[1], LINKS[2]))
    return {**LINKS, 1: first, 2: second}


def on_cloud(chain: Chain) -> bool:
    """Whether the pipelines run on Redpanda Cloud, which has no files, and not every component."""
    return runtime_kind(chain) in (CLOUD_KEY, CLOUD_ROLE)


def kafka_user(pipeline: Mapping[str, Any]) -> str:
    """As whom a pipeline writes: ours by the name of its database user."""
    return str(pipeline.get("kafka_user", pipeline["user"]))


def caller(chain: Chain) -> Caller:
    """Who the pipelines are, a role or a user, or the client's role."""
    section: Literal["redpanda", "application"] = "application" if is_client(chain) else "redpanda"
    told = chain[section]
    arn = told["role_arn"] if section == "application" else told["pipeline_role_arn"]
    who = "pipeline" if "pipelines" in chain else "client"
    return Caller(
        section=section,
        called=f"{who} {'user' if is_user(arn) else 'role'}",
        role_arn=arn,
        account_id=told["account_id"],
        profile=told["profile"],
        region=told["region"],
        assume_policy_name=told.get("assume_policy_name"),
        scope_tag=told.get("scope_tag"),
    )


def source_cidrs(chain: Chain) -> list[str]:
    """The networks that a public database lets in: the Redpanda cluster's NAT gateways, or the clients'."""
    return list(chain["redpanda"]["nat_cidrs"] if "redpanda" in chain else chain["application"]["source_cidrs"])


def login_role_arn(chain: Chain) -> str:
    """The role that logs in: the connect role, or the caller itself where there is none between."""
    trust = chain["trust"]
    return str(trust["connect_role_arn"]) if trust else caller(chain).role_arn


def logins(chain: Chain) -> list[Mapping[str, Any]]:
    """Everyone that logs in, by `name` and `user`: the pipelines, or the client's users, who read no tables of ours."""
    if "pipelines" in chain:
        return list(chain["pipelines"])
    nothing = {"schema": "public", "tables": [], "publication": "", "slot": ""}
    return [{**nothing, "name": entry["user"], "user": entry["user"]} for entry in chain["users"]]


def topics_of(pipeline: Mapping[str, Any]) -> list[str]:
    """Every topic of an entry of the chain's `pipelines`; the last is where it keeps its position, if it has one."""
    keys = ("topic", "dead_letter_topic", "checkpoint_topic")
    return [pipeline[key] for key in keys if key in pipeline]
