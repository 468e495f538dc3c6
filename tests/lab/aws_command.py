"""`aws SERVICE OPERATION --option value ...`, as much of the AWS CLI as printed fixes use, by botocore's own models."""

import json
import sys

import boto3
import jmespath
from botocore import xform_name

OF_THE_SESSION = ("profile", "region", "query", "output")


def options(arguments):
    """By name; one that no value follows is a switch."""
    given, name = {}, None
    for argument in arguments:
        if argument.startswith("--"):
            name = argument[2:]
            given[name] = None
        else:
            given[name] = argument
    return given


def value_of(shape, text):
    """Of a list the shorthand `A=1,B=2` is one structure."""
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "list" and shape.member.type_name == "structure":
        return [dict(part.split("=", 1) for part in text.split(","))]
    return [text] if shape.type_name == "list" else int(text) if shape.type_name == "integer" else text


def login_token(profile, region, hostname, port, username):
    client = boto3.Session(profile_name=profile, region_name=region).client("rds")
    return client.generate_db_auth_token(DBHostname=hostname, Port=int(port), DBUsername=username)


def main(service, operation, *arguments):
    if operation == "generate-db-auth-token":  # signed here: no operation of the API
        print(login_token(**options(arguments)))
        return
    waits = operation == "wait"
    awaited, arguments = (arguments[0], arguments[1:]) if waits else (None, arguments)
    given = options(arguments)
    session = boto3.Session(profile_name=given.get("profile"), region_name=given.get("region"))
    client = session.client(service)
    if waits:
        waiter = client.get_waiter(awaited.replace("-", "_"))
        operation = waiter.config.operation
        method = waiter.wait
    else:
        operation = client.meta.method_to_api_mapping[operation.replace("-", "_")]
        method = getattr(client, xform_name(operation))
    members = client.meta.service_model.operation_model(operation).input_shape.members
    by_option = {xform_name(name, "-"): (name, shape) for name, shape in members.items()}
    wanted = {
        by_option[option][0]: value_of(by_option[option][1], text)
        for option, text in given.items()
        if option not in OF_THE_SESSION
    }
    answer = method(**wanted)
    if answer is not None and "query" in given:
        found = jmespath.search(given["query"], answer)
        print("\t".join(found) if isinstance(found, list) else found)
    elif answer is not None:
        print(json.dumps(answer, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
