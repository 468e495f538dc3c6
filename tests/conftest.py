import asyncio
import copy
import functools
import gc
import json
import runpy
import signal
from pathlib import Path

import pulumi
import pytest
import yaml
from botocore.loaders import JSONFileLoader
from hypothesis import settings as hypothesis_settings
from pulumi.runtime.settings import set_root_resource

REPOSITORY = Path(__file__).resolve().parent.parent
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


hypothesis_settings.register_profile("untimed", deadline=None)  # how long an example takes is no assertion
hypothesis_settings.load_profile("untimed")

# Every boto3 session reads the services' models anew, megabytes of JSON for EC2.
read_once = functools.cache(JSONFileLoader().load_file)
JSONFileLoader.load_file = lambda _self, file_path: read_once(file_path)

# A shell starts what runs in its background with SIGINT ignored, and every process that a test starts would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """Modules and tests stay for good: to look through them for garbage costs half a second, hundreds of times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def pulumi_starts_anew():
    """Pulumi schedules on the thread's event loop and keeps the root stack: no test may depend on another's."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    set_root_resource(None)
    yield
    loop.close()


@pytest.fixture
def ca_bundle(tmp_path):
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(PEM)
    return bundle


@pytest.fixture
def stack_config(ca_bundle, monkeypatch):
    """Reads a stack file's sections as plain data, with a certificate bundle that exists."""
    monkeypatch.chdir(REPOSITORY)

    def read(stack):
        config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
        sections = {
            key.split(":")[1]: copy.deepcopy(value) for key, value in config.items() if "redpanda-aurora" in key
        }
        sections["database"]["caBundle"] = str(ca_bundle)
        return sections

    return read


@pytest.fixture
def engine_config(monkeypatch):
    """Hands sections over as the engine does: JSON texts in one environment variable."""

    def hand_over(sections):
        keys = {f"redpanda-aurora-iam:{key}": json.dumps(value) for key, value in sections.items()}
        monkeypatch.setenv("PULUMI_CONFIG", json.dumps(keys))

    return hand_over


SECRET = "4dabf18193072939515e22adb298388d"
APPLICATION_ACCOUNT, DATABASE_ACCOUNT = "111111111111", "222222222222"
JSON_INPUTS = {"assumeRolePolicy", "containerDefinitions", "dashboardBody", "policy"}


def plain(value):
    """A value as a provider sees it: secrets unwrapped."""
    if isinstance(value, dict):
        return plain(value["value"]) if SECRET in value else {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def _account(args):
    application = any(name in (args.provider or "") for name in ("application-account", "redpanda-account"))
    return APPLICATION_ACCOUNT if application else DATABASE_ACCOUNT


def _arn(args, service, resource):
    region = "" if service == "iam" else "us-east-2"
    return f"arn:aws:{service}:{region}:{_account(args)}:{resource}"


def _zone(args):
    return args.inputs.get("availabilityZone", "")


class Recorder(pulumi.runtime.Mocks):
    """Echoes inputs with what the cloud would add, remembers registrations, refuses lookups it was not given."""

    def __init__(self, answers=None, preview=False):
        self.seen = []
        self.preview = preview
        self.answers = answers or {}
        self.options = {}

    def new_resource(self, args):
        self.seen.append(args)
        if self.preview:
            return "", dict(args.inputs)  # nothing exists yet: ids and computed outputs are unknown
        computed = {
            "aws:rds/cluster:Cluster": {
                "arn": f"arn:aws:rds:us-east-2:{DATABASE_ACCOUNT}:cluster:{args.name}",
                "clusterIdentifier": args.name,
                "clusterResourceId": "cluster-ABC",
                "endpoint": f"{args.name}.cluster-x.us-east-2.rds.amazonaws.com",
                "masterUserSecrets": [{"secretArn": "arn:aws:secretsmanager:us-east-2:222222222222:secret:master"}],
            },
            "aws:cloudwatch/metricAlarm:MetricAlarm": {
                "arn": f"arn:aws:cloudwatch:us-east-2:{DATABASE_ACCOUNT}:alarm:{args.name}"
            },
            "aws:sns/topic:Topic": {"arn": f"arn:aws:sns:us-east-2:{DATABASE_ACCOUNT}:{args.name}"},
            "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
                "arn": _arn(args, "iam", f"oidc-provider/{args.inputs.get('url', '').removeprefix('https://')}")
            },
            "aws:cloudwatch/logGroup:LogGroup": {"arn": _arn(args, "logs", f"log-group:{args.name}")},
            "aws:ec2/subnet:Subnet": {"availabilityZoneId": f"use2-az{'abcdef'.find(_zone(args)[-1:]) + 1}"},
            "aws:ec2/natGateway:NatGateway": {"publicIp": "198.51.100.17"},
            "aws:ec2/vpc:Vpc": {"arn": _arn(args, "ec2", f"vpc/{args.name}")},
            "aws:ec2/vpcEndpoint:VpcEndpoint": {
                "dnsEntries": [{"dnsName": f"{args.name}{zone}.vpce.amazonaws.com"} for zone in ("-us-east-2a", "")]
            },
            "aws:lambda/function:Function": {"arn": _arn(args, "lambda", f"function:{args.name}")},
            "aws:ram/resourceShare:ResourceShare": {"arn": _arn(args, "ram", f"resource-share/{args.name}")},
            "aws:rds/proxy:Proxy": {"arn": _arn(args, "rds", "db-proxy:prx-0abc")},
            "aws:rds/proxyEndpoint:ProxyEndpoint": {"endpoint": f"{args.name}.endpoint.proxy-x.rds.amazonaws.com"},
            "aws:secretsmanager/secret:Secret": {"arn": _arn(args, "secretsmanager", f"secret:{args.name}-AbCdEf")},
            "aws:ecs/cluster:Cluster": {"arn": _arn(args, "ecs", f"cluster/{args.name}")},
            "aws:ecs/taskDefinition:TaskDefinition": {"arn": _arn(args, "ecs", f"task-definition/{args.name}:1")},
            "aws:iam/accessKey:AccessKey": {"secret": f"secret half of {args.name}"},
            "aws:iam/role:Role": {"arn": _arn(args, "iam", f"role/{args.name}")},
            "random:index/randomPassword:RandomPassword": {"result": "generated-password"},
            "random:index/randomId:RandomId": {"hex": "0badcafe"},
        }.get(args.typ, {})
        return f"{args.name}-id", {"name": args.name, **args.inputs, **computed}

    def call(self, args):
        if args.token not in self.answers:
            raise AssertionError(f"a component made a lookup ({args.token}); pass the value in as an arg")
        return self.answers[args.token]

    def run(self, program):
        """Run a program and await every registration and apply."""
        pulumi.runtime.test(program)()

    def custom(self):
        """Registrations by name, components and providers left out."""
        return {args.name: args for args in self.seen if args.custom and not args.typ.startswith("pulumi:providers:")}

    def types(self):
        """Exact children: name to type."""
        return {name: args.typ for name, args in self.custom().items()}

    def inputs(self, name):
        """What a provider would be asked for; JSON documents are read back."""
        values = {key: plain(value) for key, value in self.custom()[name].inputs.items()}
        return {key: json.loads(value) if key in JSON_INPUTS else value for key, value in values.items()}

    def waits_for(self, name):
        """Names in `depends_on`: the order that does not show in the data."""
        return {resource._name for resource in self.options[name].depends_on or []}

    def provider_names(self):
        """The name of each resource's provider; None where it would fall back to a default one."""
        return {name: args.provider.split("::")[-2] if args.provider else None for name, args in self.custom().items()}


@pytest.fixture
def engine_with(monkeypatch):
    """A fresh engine that answers the given lookups, in preview or in up mode."""

    def start(answers=None, preview=False, project="redpanda-aurora-iam"):
        recorder = Recorder(answers, preview)
        recorder.options = resource_options(monkeypatch)
        pulumi.runtime.set_mocks(recorder, project=project, stack="test", preview=preview)
        return recorder

    return start


@pytest.fixture
def engine(engine_with):
    return engine_with()


@pytest.fixture
def run_main(engine_config, engine_with):
    """Runs the whole program on sections of a stack file: the engine that saw it, with what it exported."""

    def run(config, answers, preview=False):
        engine_config(config)
        engine = engine_with(answers, preview)
        engine.outputs = {}

        def stack_program():
            runpy.run_path(str(REPOSITORY / "__main__.py"), run_name="__main__")
            exported = pulumi.runtime.get_root_resource().outputs
            return pulumi.Output.all(**exported).apply(engine.outputs.update)

        engine.run(stack_program)
        return engine

    return run


def resource_options(monkeypatch):
    """The options each custom resource was made with, by name: mocks are not told of them."""
    options = {}
    real = pulumi.CustomResource.__init__

    def spy(self, kind, name, props=None, opts=None, *rest, **more):
        options[name] = opts
        real(self, kind, name, props, opts, *rest, **more)

    monkeypatch.setattr(pulumi.CustomResource, "__init__", spy)
    return options
