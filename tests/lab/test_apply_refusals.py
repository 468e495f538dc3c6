"""The apply engine on small programs that must not go through, and what is left when one fails half-way."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pulumi.runtime.mocks import MockResourceArgs

from lab.backends.backend import LabError
from lab.engine.applied_stack import AppliedStack
from lab.engine.mock_engine import LabMocks
from tests.lab.fake_cloud import FakeCloud


@pytest.fixture
def cloud() -> FakeCloud:
    return FakeCloud()


@pytest.fixture
def run(cloud: FakeCloud, tmp_path: Path) -> Callable[..., AppliedStack]:
    return lambda body, **config: cloud.apply(tmp_path, body, config)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('Thing("a")', "Default provider for 'fake' disabled. 'fake:index:Thing' must use an explicit provider."),
        (
            'pulumi.runtime.invoke_output("fake:index:lookup", {"key": "k"})',
            "Default provider for 'fake' disabled. 'fake:index:lookup' must use an explicit provider.",
        ),
        ('pulumi.CustomResource("fake:index:Other", "o", {}, inside)', "fake:index:Other 'o': the lab has no backend"),
        ('pulumi.CustomResource("alien:index:Ship", "s")', "alien:index:Ship 's': the lab has no backend for package"),
        ('pulumi.runtime.invoke_output("alien:index:f", {})', "alien:index:f: the lab has no backend for package"),
        (
            'pulumi.runtime.invoke_output("fake:index:f", {}, pulumi.InvokeOutputOptions(provider=inside.provider))',
            "fake:index:f: the lab has no backend for this function",
        ),
        ('pulumi.CustomResource("fake:index:Thing", "a", {}, pulumi.ResourceOptions(id="x"))', "cannot read or import"),
        ('pulumi.export("p", pulumi.Output.secret("s3cret"))', "export 'p': got a secret"),
        ('pulumi.export("p", {"deep": [Thing("a", opts=inside, p=pulumi.Output.secret("s3cret")).p]})', "got a secret"),
        ('pulumi.export("t", inside.provider.token)', "export 't': got a secret"),
    ],
)
def test_refused(run, body, message):
    with pytest.raises(LabError) as refusal:
        run(body)
    assert message in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


def test_a_star_disables_every_default_provider(run):
    with pytest.raises(LabError, match="Default provider for 'fake' disabled"):
        run('Thing("a")', **{"pulumi:disable-default-providers": ["*"]})


def test_additional_secret_outputs_are_secret(run):
    body = 'a = Thing("a", opts=pulumi.ResourceOptions.merge(inside, pulumi.ResourceOptions(%s)))\n'
    with pytest.raises(LabError, match="export 'arn': got a secret"):
        run(body % 'additional_secret_outputs=["arn"]' + 'pulumi.export("arn", a.arn)')


@pytest.mark.parametrize(
    ("reader", "message"),
    [
        ('Thing("b", opts=inside, made_from=a.missing)', "fake:index:Thing 'b': made_from needs an output of fake"),
        ('Thing("b", opts=inside, deep=[{"x": a.missing}])', "fake:index:Thing 'b': deep[0].x needs an output of fake"),
        ('Thing("b", opts=inside, text=pulumi.Output.concat("x", a.missing))', "'b': text needs an output of"),
        ('Thing("b", opts=inside, n=a.missing.apply(lambda v: v + 1))', "'b': n needs an output of"),
        ('Thing("b", opts=inside, p=pulumi.Output.secret(a.missing))', "'b': p needs an output of"),
        ('Provider("second", token=a.missing)', "pulumi:providers:fake 'second': token needs an output of"),
        ('pulumi.export("m", a.missing)', "export 'm': it needs an output, which"),
        ('pulumi.export("m", {"deep": [a.missing]})', "export 'm': it needs an output, which"),
        ('pulumi.export("m", pulumi.Output.json_dumps({"m": a.missing}))', "export 'm': it needs an output, which"),
        (
            'pulumi.ComponentResource("demo:index:Group", "g").register_outputs({"m": a.missing})',
            "demo:index:Group 'g': m needs an output, which",
        ),
        (
            'Thing("b", opts=inside, m=pulumi.runtime.invoke_output("fake:index:lookup", {"key": a.missing}))',
            "fake:index:Thing 'b': m needs an output of",
        ),
    ],
)
def test_an_output_the_backend_did_not_give_is_an_error_for_whoever_reads_it(cloud, run, reader, message):
    with pytest.raises(LabError) as refusal:
        run(f'a = Thing("a", opts=inside)\n{reader}')
    assert message in str(refusal.value)
    assert list(cloud.created) == ["a"]


def test_an_output_nobody_reads_may_be_missing(cloud, run):
    run('Thing("a", opts=inside)')
    assert list(cloud.created) == ["a"]


def test_an_error_of_a_backend_surfaces_and_its_dependents_are_not_created(cloud, run):
    def fail(name: str) -> None:
        if name == "b":
            raise ZeroDivisionError("a fault of the lab")

    cloud.on_create = fail
    with pytest.raises(ZeroDivisionError, match="a fault of the lab"):
        run("""
a = Thing("a", opts=inside)
b = Thing("b", opts=inside, x=a.arn)
c = Thing("c", opts=inside, x=b.arn)
d = Thing("d", opts=pulumi.ResourceOptions.merge(inside, pulumi.ResourceOptions(depends_on=[c])))
""")
    assert list(cloud.created) == ["a"]
    assert [event.resource.name for event in cloud.events] == ["account", "a"]


@pytest.mark.parametrize(
    "refusal",
    [
        LabError("DBClusterAlreadyExistsFault: already there"),
        ClientError({"Error": {"Code": "DBClusterAlreadyExistsFault", "Message": "already there"}}, "CreateDBCluster"),
    ],
)
def test_a_refusal_of_the_service_is_one_line_that_names_the_resource(cloud, run, refusal):
    def refuse(name: str) -> None:
        raise refusal

    cloud.on_create = refuse
    with pytest.raises(LabError) as shown:
        run('Thing("a", opts=inside)')
    assert str(shown.value) == "fake:index:Thing 'a': DBClusterAlreadyExistsFault: already there"


def test_apply_returns_only_when_creates_under_way_have_ended(cloud, run):
    slow_started, long_after = threading.Event(), threading.Event()

    def create(name: str) -> None:
        if name == "fails":
            slow_started.wait()
            threading.Timer(0.2, long_after.set).start()
            raise LabError("no")
        slow_started.set()
        long_after.wait()

    cloud.on_create = create
    with pytest.raises(LabError, match="'fails': no"):
        run('Thing("slow", opts=inside); Thing("fails", opts=inside)')
    assert "slow" in cloud.created
    assert cloud.events[-1].resource.name == "slow"


def test_after_a_failure_nothing_more_is_begun(cloud):
    mocks = LabMocks(cloud.backends, set(), cloud.events.append)
    with pytest.raises(LabError, match="no backend"):
        mocks.new_resource(MockResourceArgs("fake:index:Other", "fails", {}, custom=True))
    with pytest.raises(LabError, match="not begun"):
        mocks.new_resource(MockResourceArgs("fake:index:Thing", "after", {}, custom=True))
    assert cloud.created == {}


def test_the_first_failure_is_the_one_that_counts(cloud):
    mocks = LabMocks(cloud.backends, set(), cloud.events.append)

    def fail_meanwhile(name: str) -> None:
        with pytest.raises(LabError):
            mocks.new_resource(MockResourceArgs("fake:index:Other", "first", {}, custom=True))
        raise LabError("second")

    cloud.on_create = fail_meanwhile
    with pytest.raises(LabError, match="second"):
        mocks.new_resource(MockResourceArgs("fake:index:Thing", "slow", {}, custom=True))
    assert "'first'" in str(mocks.failure)


def test_the_cause_is_shown_and_not_those_that_were_not_begun(cloud, run):
    failed = threading.Event()

    def create(name: str) -> None:
        if name == "fails":
            failed.set()
            raise LabError("no")
        failed.wait()

    cloud.on_create = create
    with pytest.raises(LabError, match="'fails': no"):
        run('Thing("fails", opts=inside)\nfor n in range(64): Thing(f"other-{n}", opts=inside)')


def test_an_error_of_the_program_passes_as_it_is(run):
    with pytest.raises(KeyError, match="nope"):
        run("raise KeyError('nope')")


def test_an_error_in_an_apply_passes_as_it_is(run):
    with pytest.raises(ZeroDivisionError):
        run('Thing("a", opts=inside).arn.apply(lambda arn: 1 / 0)')
