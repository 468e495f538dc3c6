"""What a provider does with any type: auto names, unknowns, comparison, drift."""

import pytest
from botocore.exceptions import ClientError

from lab.backends import operations
from lab.backends.backend import AutoName, Backend, Created, LabError
from lab.backends.operations import DEFAULTS, PartlyCreated
from lab.backends.values import ARCHIVE_SIGNATURE, SIGNATURE_KEY, UNKNOWN
from tests.lab.backend_life import Life


class Service:
    """Holds one thing, and shows what it is told to show."""

    def __init__(self):
        self.things, self.checked, self.shows = {}, [], {}

    def backend(self, **more):
        return Backend(
            replaces={"name": "the test"},
            updates=("size", "hidden", "code"),
            write_only=("hidden",),
            auto_name=AutoName("name", 20),
            check=lambda provider, inputs: self.checked.append(dict(inputs)),
            create=self.create,
            read=self.read,
            update=lambda provider, thing, change: self.things[thing].update(size=change.new.get("size")),
            delete=lambda provider, thing, state: self.things.pop(thing),
            **more,
        )

    def create(self, provider, inputs):
        self.things[inputs["name"]] = dict(inputs)
        return Created(inputs["name"], {"made": "once"})

    def read(self, provider, thing, state):
        return {"size": self.things[thing].get("size"), "arn": f"arn:{thing}"} if thing in self.things else None


@pytest.fixture
def service():
    return Service()


def check(backend, news, olds=None, name="cdc", seed=b"seed"):
    return operations.check(backend, None, name, olds or {}, news, seed)


def test_a_name_left_out_is_made_of_the_logical_name_and_the_engines_seed(service):
    first = check(service.backend(), {"size": 1})
    assert first["name"].startswith("cdc-")
    assert len(first["name"]) == len("cdc-") + 7
    assert check(service.backend(), {"size": 1})["name"] == first["name"]
    assert check(service.backend(), {"size": 1}, seed=b"another")["name"] != first["name"]
    assert first[DEFAULTS] == ["name"]


def test_a_name_made_once_is_kept_and_one_that_was_given_is_not(service):
    made = check(service.backend(), {})
    assert check(service.backend(), {"size": 2}, olds=made, seed=b"another")["name"] == made["name"]
    given = check(service.backend(), {"name": "mine"})
    assert check(service.backend(), {}, olds=given)["name"] != "mine"


def test_a_logical_name_that_leaves_no_room_is_refused(service):
    with pytest.raises(LabError, match="name 'fourteen-chars-' plus 7 random chars is longer than maximum length 20"):
        check(service.backend(), {}, name="fourteen-chars")


def test_what_the_provider_refuses_is_asked_once_everything_is_known(service):
    check(service.backend(), {"name": "a", "size": {"deep": [UNKNOWN]}})
    assert service.checked == []
    check(service.backend(), {"name": "a", "size": 3.0})
    assert service.checked == [{"name": "a", "size": 3}]


def test_an_argument_the_lab_does_not_emulate_is_refused(service):
    with pytest.raises(LabError, match="shape: the lab's backend does not emulate"):
        check(service.backend(), {"shape": "x"})


def test_an_unknown_new_value_is_a_change(service):
    olds = check(service.backend(), {"name": "a", "size": 1})
    found = operations.diff(service.backend(), olds, {**olds, "name": UNKNOWN}, named_first=True)
    assert (found.changed, found.replaces) == ({"name"}, {"name"})


@pytest.mark.parametrize(
    ("news", "named_first", "deletes_first"),
    [
        ({"name": "a", "size": 0}, True, True),
        ({"name": "a", "size": 0}, False, False),
        ({"name": "b", "size": 0}, True, False),
        ({"name": "a", "size": 0, DEFAULTS: ["name"]}, True, False),
    ],
    ids=["a given name", "a framework provider", "another name", "a made name"],
)
def test_a_resource_the_program_named_goes_before_its_replacement_comes(service, news, named_first, deletes_first):
    backend = service.backend(replaces_when={"size": lambda old, new: new < old})
    found = operations.diff(backend, {"name": "a", "size": 1}, {DEFAULTS: [], **news}, named_first=named_first)
    assert found.deletes_first is deletes_first


def test_outputs_are_inputs_and_what_creation_told_and_what_is_seen_without_what_is_write_only(service):
    made = Life(service.backend(), None, name="a", size=1, hidden="s")
    assert made.outputs == {"name": "a", "size": 1, "made": "once", "arn": "arn:a"}
    assert made.drift() == {}


def test_a_refresh_changes_the_inputs_that_the_service_shows_otherwise(service):
    made = Life(service.backend(), None, name="a", size=1, hidden="s")
    service.things["a"]["size"] = 5
    inputs, outputs = operations.read(made.backend, None, made.id, made.inputs, made.outputs)
    assert (inputs["size"], outputs["size"], inputs["hidden"]) == (5, 5, "s")
    service.things["a"]["size"] = None
    inputs, outputs = operations.read(made.backend, None, made.id, made.inputs, made.outputs)
    assert "size" not in {*inputs, *outputs}


def test_an_argument_set_by_hand_alone_turns_up_among_the_inputs(service):
    made = Life(service.backend(), None, name="a")
    assert "size" not in made.inputs
    service.things["a"]["size"] = 5
    assert operations.read(made.backend, None, made.id, made.inputs, made.outputs)[0]["size"] == 5


def test_an_archive_keeps_its_hash_so_that_other_contents_are_a_change(service):
    archive = {SIGNATURE_KEY: ARCHIVE_SIGNATURE, "path": "code", "hash": "1"}
    made = Life(service.backend(), None, name="a", code=archive)
    assert made.outputs["code"] == archive
    news = {**made.inputs, "code": {**archive, "hash": "2"}}
    assert operations.diff(made.backend, made.inputs, news, named_first=True).changed == {"code"}


def test_an_archive_that_the_engine_sends_without_its_path_is_as_it_was(service):
    archive = {SIGNATURE_KEY: ARCHIVE_SIGNATURE, "path": "code", "hash": "1"}
    made = Life(service.backend(), None, name="a", code=archive)
    service.things["a"].pop("code")
    elided = {SIGNATURE_KEY: ARCHIVE_SIGNATURE, "hash": "1"}
    inputs, outputs = ({**was, "code": elided} for was in (made.inputs, made.outputs))
    assert operations.read(made.backend, None, made.id, inputs, outputs) == (inputs, outputs)


def test_an_argument_taken_away_is_no_output_any_more(service):
    made = Life(service.backend(), None, name="a", size=1)
    made.update(size=None)
    assert "size" not in made.outputs


def test_a_preview_of_an_update_keeps_what_is_computed(service):
    made = Life(service.backend(), None, name="a", size=1)
    planned = operations.planned(made.backend, made.inputs, made.outputs, {"name": "a"})
    assert planned == {"name": "a", "made": "once", "arn": "arn:a"}


def test_what_was_made_and_cannot_be_looked_at_is_kept_for_the_next_try(service):
    def read(provider, thing, state):
        raise LabError("throttled")

    backend = Backend(replaces={"name": "the test"}, create=service.create, read=read, delete=print)
    with pytest.raises(PartlyCreated, match="throttled") as failure:
        Life(backend, None, name="a")
    assert failure.value.created == Created("a", {"name": "a", "made": "once"})


def test_a_service_that_knows_no_such_thing_says_it_is_gone(service):
    def refuse(*_arguments):
        raise ClientError({"Error": {"Code": code, "Message": "m"}}, "Op")

    code = "NoSuchEntity"
    backend = Backend(replaces={}, create=print, read=refuse, delete=refuse, gone=("NoSuchEntity",))
    assert operations.read(backend, None, "a", {}, {"name": "a"}) is None
    operations.delete(backend, None, "a", {})
    code = "DeleteConflict"
    with pytest.raises(ClientError):
        operations.delete(backend, None, "a", {})


def test_nothing_is_imported(service):
    with pytest.raises(LabError, match="cannot read or import"):
        operations.read(service.backend(), None, "a", {}, {})


def test_a_type_that_names_updates_has_an_update(service):
    with pytest.raises(ValueError, match="updates: got size, want a function update"):
        Backend(replaces={}, updates=("size",), create=print, read=print, delete=print)
