"""The dev stack as the rules read it, and one property of it changed."""

import copy
import json
from functools import cache

import yaml

from evaluation.programs import ROOT
from policy.command import resources_of
from policy.rule import Resource

GONE = object()
"""In place of a value: the property is left out."""


@cache
def dev_stack(preview=False):
    return tuple(resources_of(ROOT, "dev", preview=preview))


def named(name, kind=None):
    """The resource of this name that a provider makes."""
    (found,) = [r for r in dev_stack() if r.name == name and not r.kind.startswith("rpcn:")]
    return found


def mutated(name, path, value):
    """The dev stack with one value of one resource changed; a path may lead into a document that is a text."""
    original = named(name)
    props = _changed(copy.deepcopy(dict(original.props)), path, value)
    mutant = Resource(kind=original.kind, name=original.name, props=props)
    return [mutant if resource is original else resource for resource in dev_stack()]


def _changed(node, path, value):
    """The node with the value at the path: list members by position or by their `name`, texts as JSON or YAML."""
    if not path:
        return value
    if isinstance(node, str):
        document = _changed(yaml.safe_load(node), path, value)
        return json.dumps(document)  # JSON is YAML, too
    key, below = path[0], path[1:]
    if isinstance(node, list) and isinstance(key, str):
        key = [member["name"] for member in node].index(key)
    if value is GONE and not below:
        del node[key]
    else:
        before = node[key] if isinstance(node, list) else node.get(key)
        node[key] = _changed({} if before is None else before, below, value)
    return node
