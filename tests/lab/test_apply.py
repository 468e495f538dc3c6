"""The apply engine on small programs: what arrives at a backend, what comes back, and how it is taken away again."""

import asyncio
import contextvars
import dataclasses
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from lab.backends.backend import LabError, OldBackend, Properties
from lab.backends.package import Backends
from lab.engine.applied_stack import AppliedStack
from lab.engine.apply import destroy
from lab.engine.mock_engine import LabMocks
from tests.lab.fake_cloud import FakeCloud


@pytest.fixture
def cloud() -> FakeCloud:
    return FakeCloud()


@pytest.fixture
def run(cloud: FakeCloud, tmp_path: Path) -> Callable[..., AppliedStack]:
    return lambda body, **config: cloud.apply(tmp_path, body, config)


def test_a_resource_is_created_with_its_inputs_in_clear_and_whole_numbers_as_int(cloud, run):
    run('Thing("a", opts=inside, password=pulumi.Output.secret("s"), nested={"p": pulumi.Output.secret("n")}, size=20)')
    assert cloud.created == {"a": {"password": "s", "nested": {"p": "n"}, "size": 20}}
    assert type(cloud.created["a"]["size"]) is int


def test_a_provider_is_configured_once_with_its_inputs_in_clear(cloud, run):
    run('Thing("a", opts=inside); Thing("b", opts=inside)')
    assert cloud.configured == [("account", {"token": "t0ken", "ids": '["1"]'})]


def test_outputs_reach_the_next_resource_and_the_exports(cloud, run):
    stack = run("""
a = Thing("a", opts=inside, size=20)
b = Thing("b", opts=inside, made_from=a.arn, on=a.id)
pulumi.export("b", {"arn": b.arn, "sizes": [a.size]})
""")
    assert cloud.created["b"] == {"made_from": "arn:a", "on": "a-id"}
    assert stack.outputs == {"b": {"arn": "arn:b", "sizes": [20]}}


def test_configuration_reaches_the_program_as_the_engine_passes_it(run):
    config = {"demo:database": {"port": 5432}, "demo:on": True, "demo:name": "x"}
    stack = run(
        """
c = pulumi.Config()
pulumi.export("seen", [c.require_object("database"), c.require_bool("on"), c.require("name"), pulumi.get_stack()])
""",
        **config,
    )
    assert stack.outputs == {"seen": [{"port": 5432}, True, "x", "lab"]}


def test_the_program_runs_in_its_own_directory_and_imports_from_it(run, tmp_path):
    (tmp_path / "beside_the_program.py").write_text("import pathlib; HERE = str(pathlib.Path.cwd())")
    before = Path.cwd()
    assert run('import beside_the_program; pulumi.export("cwd", beside_the_program.HERE)').outputs == {
        "cwd": str(tmp_path.resolve())
    }
    assert Path.cwd() == before


def test_a_second_apply_in_one_process_starts_without_the_exports_of_the_first(run):
    run('pulumi.export("first", 1)')
    assert run('pulumi.export("second", 2)').outputs == {"second": 2}


def test_mocks_already_set_in_this_process_are_left_alone(run):
    def with_mocks_of_our_own() -> None:
        pulumi.runtime.set_mocks(LabMocks(Backends({}), set(), lambda event: None))
        pulumi.export("ours", 1)
        loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))
        assert run('pulumi.export("program", 2)').outputs == {"program": 2}
        assert pulumi.runtime.get_root_resource().outputs == {"ours": 1}

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    contextvars.copy_context().run(with_mocks_of_our_own)
    loop.close()


def test_apply_works_on_a_thread_other_than_the_main_one(cloud, run):
    thread = threading.Thread(target=run, args=('Thing("a", opts=inside)',))
    thread.start()
    thread.join()
    assert list(cloud.created) == ["a"]


def test_a_component_is_nothing_in_the_cloud_and_its_children_inherit_the_provider(cloud, run):
    stack = run("""
class Group(pulumi.ComponentResource):
    def __init__(self, name, opts):
        super().__init__("demo:index:Group", name, {}, opts)
        child = Thing(f"{name}-child", opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({"arn": child.arn})
Group("g", inside)
""")
    assert [resource.name for resource in stack.resources] == ["account", "g-child"]
    assert stack.resources[1].provider == stack.resources[0].id


def test_each_create_is_told_with_type_name_account_and_state(cloud, run):
    stack = run('Thing("a", opts=inside, password=pulumi.Output.secret("s"))')
    event = cloud.events[-1]
    assert (event.action, event.resource.type, event.resource.name) == ("created", "fake:index:Thing", "a")
    assert event.resource.account == "account of account"
    assert event.resource.state == {"password": "s", "arn": "arn:a"}
    assert [event.resource for event in cloud.events] == stack.resources


def test_a_function_answers_and_its_secret_part_makes_the_result_secret(cloud, run):
    body = """
found = pulumi.runtime.invoke_output("fake:index:lookup", {"key": "k"}, pulumi.InvokeOutputOptions(
    provider=inside.provider))
Thing("a", opts=inside, got=found)
"""
    run(body)
    assert cloud.created["a"] == {"got": {"plain": "k", "hidden": "h"}}
    with pytest.raises(LabError, match="export 'found': got a secret"):
        run(body + 'pulumi.export("found", found.apply(lambda result: result["plain"]))')


def test_a_package_that_is_not_disabled_gets_one_default_provider(cloud, run):
    run('Thing("a"); Thing("b")', **{"pulumi:disable-default-providers": []})
    assert sorted(name for name, _ in cloud.configured) == ["account", "default"]


def test_destroy_deletes_last_made_first_from_saved_state(cloud, run):
    stack = run("""
a = Thing("a", opts=inside, password=pulumi.Output.secret("s"))
Thing("b", opts=inside, x=a.arn)
""")
    saved = json.loads(json.dumps(stack.to_json()))
    cloud.configured.clear()
    cloud.events.clear()
    destroy(AppliedStack.from_json(saved), cloud.backends, cloud.events.append)
    assert cloud.configured == [("account", {"token": "t0ken", "ids": '["1"]'})]
    assert cloud.deleted == [
        ("b-id", {"x": "arn:a", "arn": "arn:b"}),
        ("a-id", {"password": "s", "arn": "arn:a"}),
    ]
    assert [(event.action, event.resource.name) for event in cloud.events] == [
        ("deleted", "b"),
        ("deleted", "a"),
        ("deleted", "account"),
    ]


def test_destroy_stops_at_a_refusal_and_names_the_resource(cloud, run):
    stack = run('a = Thing("a", opts=inside); Thing("b", opts=inside, x=a.arn)')

    def refuse(provider: str, resource_id: str, state: Properties) -> None:
        raise LabError("DependencyViolation: in use")

    package = dataclasses.replace(
        cloud.backends.packages["fake"], resource=lambda token: OldBackend(create=cloud.create, delete=refuse)
    )
    cloud.events.clear()
    with pytest.raises(LabError, match="fake:index:Thing 'b': DependencyViolation: in use"):
        destroy(stack, Backends({"fake": package}), cloud.events.append)
    assert cloud.events == []
