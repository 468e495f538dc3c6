"""Findings that somebody accepted for a while: what is spared, until when, and mistakes in the file."""

from datetime import date

import pytest
import yaml

from doctor import accepted
from doctor.accepted import AcceptedError, accept, parse
from doctor.finding import Result, failed, passed
from doctor.walk import exit_code, first_cause

FOUND = failed(5, "capacity never reaches zero", "MinCapacity: got 0", cause="S2", fix="set it")
ENTRY = """
exceptions:
  - cause: S2
    check: capacity never reaches zero
    reason: a demo that nobody watches
    until: 2027-01-31
"""


def after(text, today=date(2027, 1, 31), finding=FOUND):
    (found,) = accept([finding], parse(yaml.safe_load(text), "doctor.yaml"), today)
    return found


def test_an_accepted_finding_is_shown_as_such_through_its_last_day_and_fails_nothing():
    found = after(ENTRY)
    assert found.result is Result.ACCEPTED
    assert found.saw == "MinCapacity: got 0 (accepted until 2027-01-31: a demo that nobody watches)"
    assert (found.cause, found.fix) == ("S2", "set it")
    assert first_cause([found]) is None
    assert exit_code([found]) == 0


def test_an_exception_that_ended_is_a_failure_that_says_so():
    found = after(ENTRY, today=date(2027, 2, 1))
    assert found.result is Result.FAIL
    assert found.saw.endswith("(the exception ended on 2027-01-31: a demo that nobody watches)")


@pytest.mark.parametrize(("key", "other"), [("cause", "N3"), ("check", "orders: publication")])
def test_an_exception_is_for_one_cause_and_check(key, other):
    document = yaml.safe_load(ENTRY)
    document["exceptions"][0][key] = other
    assert after(yaml.safe_dump(document)) == FOUND


def test_of_two_exceptions_the_longer_counts():
    document = yaml.safe_load(ENTRY)
    document["exceptions"].append(document["exceptions"][0] | {"until": date(2027, 3, 1)})
    assert after(yaml.safe_dump(document), today=date(2027, 2, 15)).result is Result.ACCEPTED


def test_what_did_not_fail_is_left_alone():
    fine = passed(5, "capacity never reaches zero", "at least 0.5 ACU")
    assert after(ENTRY, finding=fine) == fine


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cause": "S99"}, "exceptions[0].cause: got S99, want the id of a cause in docs/causes.md"),
        ({"cause": ["S2"]}, "exceptions[0].cause: got a list, want the id of a cause"),
        ({"check": " "}, "exceptions[0].check: got  , want a text"),
        ({"reason": ""}, "exceptions[0].reason: got nothing, want a text"),
        ({"until": "soon"}, "exceptions[0].until: got soon, want a day like 2027-01-31"),
        ({"stack": "a/b"}, "exceptions[0]: got cause, check, reason, until, stack, want all of cause, check, reason"),
    ],
)
def test_a_mistake_in_an_exception_names_its_key(change, said):
    document = yaml.safe_load(ENTRY)
    document["exceptions"][0] |= change
    with pytest.raises(AcceptedError) as caught:
        parse(document, "doctor.yaml")
    assert str(caught.value).startswith(f"doctor.yaml: {said}")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "got nothing, want exceptions"),
        ({"exemptions": []}, "exemptions: unknown key, want exceptions"),
        ({"exceptions": {}}, "exceptions: got a dict, want a list"),
        ({"exceptions": ["S2"]}, "exceptions[0]: got S2, want all of cause, check, reason, until and nothing else"),
    ],
)
def test_a_mistake_in_the_file_names_its_key(document, said):
    with pytest.raises(AcceptedError) as caught:
        parse(document, "doctor.yaml")
    assert str(caught.value).startswith(f"doctor.yaml: {said}")


def test_every_mistake_is_told_at_once():
    with pytest.raises(AcceptedError) as caught:
        parse({"a": 1, "exceptions": ["S2"]}, "doctor.yaml")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("content", [b"exceptions: {", b"exceptions: \xff"])
def test_a_file_that_is_no_yaml_is_a_mistake_too(tmp_path, content):
    file = tmp_path / "doctor.yaml"
    file.write_bytes(content)
    with pytest.raises(AcceptedError, match=r"doctor\.yaml: got what cannot be read, want YAML"):
        accepted.load(file)


def test_so_is_one_that_is_not_there(tmp_path):
    with pytest.raises(AcceptedError, match=r"doctor\.yaml: got what cannot be read, want YAML: .*No such file"):
        accepted.load(tmp_path / "doctor.yaml")
