import re
from pathlib import Path

from doctor.causes.proof import PROVEN

HERE = Path(__file__).resolve().parent
CHECKS = HERE.parent.parent / "doctor"


def ids_in(files):
    return {cause_id for file in files for cause_id in re.findall(r'"([NCERITLPKSF]\d{1,2})"', file.read_text())}


def test_what_is_proven_on_facts_is_named_by_a_check_and_expected_by_a_test():
    proven = {cause_id for cause_id, proof in PROVEN.items() if proof == "facts"}
    checks = [file for file in CHECKS.rglob("*.py") if "causes" not in file.parts]
    tests = [file for file in HERE.glob("test_*.py") if file.name != "test_causes.py"]
    assert proven <= ids_in(checks) & ids_in(tests)


def test_what_no_check_names_is_not_called_proven():
    checks = [file for file in CHECKS.rglob("*.py") if "causes" not in file.parts]
    assert {cause_id for cause_id, proof in PROVEN.items() if proof == "not yet"}.isdisjoint(ids_in(checks))
