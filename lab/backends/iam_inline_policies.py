"""Inline policies of roles and users, in the account's emulated IAM."""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from lab.backends import as_written
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties

LONGEST_NAME = 128  # IAM API reference, PutRolePolicy and PutUserPolicy
LARGEST = {"role": 10_240, "user": 2_048}
"""IAM and AWS STS quotas: all inline policies of one, white space not counted."""


@dataclass(frozen=True)
class InlinePolicies:
    """What one kind of identity has of them."""

    of: Literal["role", "user"]
    """As the input names it that holds the identity's name."""

    def backend(self) -> Backend[AwsProvider]:
        """A policy goes with its identity: another of either is another policy."""
        source = f"terraform-provider-aws internal/service/iam/{self.of}_policy.go, ForceNew"
        return Backend(
            replaces={"name": source, self.of: source},
            updates=("policy",),
            auto_name=AutoName("name", LONGEST_NAME),
            create=self._create,
            read=self._read,
            update=self._update,
            delete=self._delete,
            gone=("NoSuchEntity",),
        )

    def _create(self, provider: AwsProvider, inputs: Properties) -> Created:
        self._put(provider, inputs)
        return Created(f"{inputs[self.of]}:{inputs['name']}")

    def _read(self, provider: AwsProvider, _id: str, state: Properties) -> dict[str, Any]:
        document = self._call(provider, "get", state[self.of], PolicyName=state["name"])["PolicyDocument"]
        return {"namePrefix": "", "policy": as_written.document(document, state["policy"])}

    def _update(self, provider: AwsProvider, _id: str, change: Change) -> None:
        self._put(provider, change.new)

    def _delete(self, provider: AwsProvider, _id: str, state: Properties) -> None:
        self._call(provider, "delete", state[self.of], PolicyName=state["name"])

    def _put(self, provider: AwsProvider, inputs: Properties) -> None:
        """Refused beyond the quota, which moto does not know."""
        identity, documents = inputs[self.of], [inputs["policy"]]
        for other in self.names(provider, identity):
            if other != inputs["name"]:
                document = self._call(provider, "get", identity, PolicyName=other)["PolicyDocument"]
                documents.append(json.dumps(document))
        if sum(len(re.sub(r"\s", "", document)) for document in documents) > LARGEST[self.of]:
            raise LabError(
                f"LimitExceeded: Maximum policy size of {LARGEST[self.of]} bytes exceeded for {self.of} {identity}"
            )
        self._call(provider, "put", identity, PolicyName=inputs["name"], PolicyDocument=inputs["policy"])

    def names(self, provider: AwsProvider, identity: str) -> list[str]:
        """Of all that an identity has."""
        listed = getattr(provider.client("iam"), f"list_{self.of}_policies")(**{self._name_member: identity})
        return list(listed["PolicyNames"])

    def _call(self, provider: AwsProvider, verb: str, identity: str, **members: str) -> Any:
        return getattr(provider.client("iam"), f"{verb}_{self.of}_policy")(**{self._name_member: identity}, **members)

    @property
    def _name_member(self) -> str:
        return f"{self.of.capitalize()}Name"
