"""The random backends: what is asked for, and nothing predictable."""

import base64
import string

import pytest

from lab.backends.backend import LabError
from lab.backends.random import RESOURCES, SPECIAL, configure
from tests.lab.backend_life import Life

PROVIDER = configure("default", {})
PASSWORD = RESOURCES["random:index/randomPassword:RandomPassword"]
ID = RESOURCES["random:index/randomId:RandomId"]


def password(**inputs):
    return Life(PASSWORD, PROVIDER, **inputs).outputs["result"]


def test_a_password_has_its_length_and_uses_every_class():
    text = password(length=500)
    assert len(text) == 500
    for alphabet in (string.ascii_uppercase, string.ascii_lowercase, string.digits, SPECIAL):
        assert set(text) & set(alphabet)


@pytest.mark.parametrize(
    ("kind", "alphabet"),
    [
        ("upper", string.ascii_uppercase),
        ("lower", string.ascii_lowercase),
        ("numeric", string.digits),
        ("special", SPECIAL),
    ],
)
def test_a_class_that_is_off_does_not_occur(kind, alphabet):
    assert not set(password(length=500, **{kind: False})) & set(alphabet)


def test_special_characters_can_be_chosen():
    assert set(password(length=500, overrideSpecial="_")) - set(string.ascii_letters + string.digits) == {"_"}


def test_minimums_are_kept_in_no_fixed_place():
    texts = [password(length=8, minNumeric=8) for _ in range(2)]
    assert all(text.isdigit() for text in texts)
    mixed = {
        password(length=4, minNumeric=1, minUpper=1, upper=True, lower=False, special=False)[0].isdigit()
        for _ in range(200)
    }
    assert mixed == {True, False}


def test_two_passwords_differ():
    assert password(length=20) != password(length=20)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"length": 0}, "length: got 0, want at least 1"),
        ({"length": 2, "minUpper": 2, "minLower": 1}, r"length: got 2, want .* \(3\)"),
        ({"length": 2, "upper": False, "lower": False, "numeric": False, "special": False}, "want at least one true"),
        ({"length": 2, "shape": "x"}, "shape: the lab's backend does not emulate"),
    ],
)
def test_a_password_is_refused(inputs, message):
    with pytest.raises(LabError, match=message):
        password(**inputs)


def test_an_id_is_the_same_bytes_in_four_spellings():
    created = Life(ID, PROVIDER, byteLength=5)
    value = bytes.fromhex(created.outputs["hex"])
    assert len(value) == 5
    assert int(created.outputs["dec"]) == int.from_bytes(value)
    assert created.id == created.outputs["b64Url"] == base64.urlsafe_b64encode(value).decode().rstrip("=")
    assert created.outputs["b64Std"] == base64.b64encode(value).decode()


def test_a_prefix_goes_before_every_spelling_but_not_the_id():
    created = Life(ID, PROVIDER, byteLength=2, prefix="cdc-")
    assert all(
        spelling.startswith("cdc-")
        for spelling in (created.outputs[kind] for kind in ("b64Std", "b64Url", "dec", "hex"))
    )
    assert not created.id.startswith("cdc-")


def test_an_id_of_no_bytes_is_refused():
    with pytest.raises(LabError, match="byteLength: got 0"):
        Life(ID, PROVIDER, byteLength=0)


def test_a_provider_takes_no_arguments():
    with pytest.raises(LabError, match="x: the lab's backend does not emulate"):
        configure("random", {"x": "1"})


def test_every_argument_makes_a_new_value_and_nothing_drifts():
    made = Life(PASSWORD, PROVIDER, length=20)
    assert made.replaced_by(length=21, keepers={"a": "b"}) == {"length", "keepers"}
    assert made.drift() == {}
    made.delete()
