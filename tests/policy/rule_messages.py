"""What one rule says of resources that a test makes up."""

import json

from policy.rule import Resource
from policy.rules import RULES


def messages(rule, kind, props):
    return list(RULES[rule].check(kind, props))


def stack_messages(rule, *resources):
    made = [Resource(kind=kind, name=str(position), props=props) for position, (kind, props) in enumerate(resources)]
    return [(resource.name, message) for resource, message in RULES[rule].check(made)]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
