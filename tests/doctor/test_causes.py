import re
from dataclasses import fields

import pytest

from doctor import pages
from doctor.causes import CAUSES, find
from doctor.causes.look_alikes import LOOK_ALIKES
from doctor.causes.proof import PROVEN
from domain.links import LINKS

LAST_OF_EACH_KIND = {"N": 11, "C": 5, "E": 17, "R": 14, "I": 13, "T": 6, "L": 43, "P": 4, "K": 22, "S": 16, "F": 4}
IDS = [f"{kind}{number}" for kind, last in LAST_OF_EACH_KIND.items() for number in range(1, last + 1)]
NUMBERS_NOT_YET_SEEN_LIVE = {
    "N": (5, 6, 7, 8, 9, 10, 11),
    "E": tuple(range(1, 18)),
    "R": (7, 8, 9, 10, 12, 14),
    "L": (2, 3, 4, 5, 6, 10, 19, 22, 23),
    "P": (1, 2),
    "K": (5, 6, 7, 9, 19),
    "F": (1, 2, 3, 4),
}
NOT_YET_SEEN_LIVE = [f"{kind}{number}" for kind, numbers in NUMBERS_NOT_YET_SEEN_LIVE.items() for number in numbers]
TEXTS = ("title", "symptom", "why", "detect", "fix", "source")
AN_ID = re.compile(r"\b[NCERITLPKSF]\d{1,2}\b")
IN_CODE = re.compile(r"`[^`]*`")


def texts(cause):
    return {name: getattr(cause, name) for name in TEXTS}


def test_the_causes_are_exactly_these_in_this_order():
    assert list(CAUSES) == IDS
    assert all(cause.id == known for known, cause in CAUSES.items())


def test_every_cause_says_everything():
    assert {field.name for field in fields(CAUSES["N1"])} == {"id", "link", "texts", "proven", *TEXTS}
    assert [known for known, cause in CAUSES.items() if not all(text.strip() for text in texts(cause).values())] == []


def test_a_cause_is_about_one_of_the_seven_links_or_about_none():
    assert {cause.link for cause in CAUSES.values()} == {*LINKS, None}


def test_no_two_causes_have_one_title():
    assert len({cause.title for cause in CAUSES.values()}) == len(CAUSES)


def test_a_symptom_says_expected_exactly_when_nobody_has_seen_it_live():
    assert [known for known, cause in CAUSES.items() if "Expected" in cause.symptom] == NOT_YET_SEEN_LIVE


def test_every_cause_has_its_proof_in_the_one_table():
    assert list(PROVEN) == IDS
    assert {known: cause.proven for known, cause in CAUSES.items()} == PROVEN
    assert set(PROVEN.values()) <= {"lab", "facts", "text", "not yet"}


def test_every_cause_that_a_text_points_to_exists_and_is_another_one():
    for known, cause in CAUSES.items():
        named = set(AN_ID.findall(" ".join(texts(cause).values())))
        assert named <= CAUSES.keys() - {known}, known
    assert set(AN_ID.findall(" ".join(remains for _, remains in LOOK_ALIKES))) <= CAUSES.keys()


@pytest.mark.parametrize("known", IDS)
def test_markdown_shows_every_placeholder(known):
    for name, text in texts(CAUSES[known]).items():
        assert text.count("`") % 2 == 0, name
        assert not set(IN_CODE.sub("", text)) & set("<>*|"), name


def test_a_page_holds_all_texts_and_names_the_link():
    page = pages.page(CAUSES["R5"])
    assert page.startswith("## R5: the scope tag is missing on the connect role\n")
    assert "*link 3, connect role lets it in; proven: " in page
    assert all(text in page for text in texts(CAUSES["R5"]).values())
    assert "*no single link; proven: " in pages.page(CAUSES["S1"])


def test_all_pages_lead_to_every_cause_and_tell_look_alikes_apart():
    everything = pages.all_pages()
    for known, cause in CAUSES.items():
        assert everything.count(f"[{known}](#{known})") == 1
        assert everything.count(f'<a id="{known}"></a>\n\n{pages.page(cause)}') == 1
    assert all(f"| {seen} | {remains} |\n" in everything for seen, remains in LOOK_ALIKES)


def test_docs_causes_is_current():
    assert pages.CAUSES_PAGE.read_text() == pages.all_pages(), "run `python -m doctor.pages`"


def test_check_compares_and_does_not_write(tmp_path, monkeypatch):
    elsewhere = tmp_path / "causes.md"
    monkeypatch.setattr(pages, "CAUSES_PAGE", elsewhere)
    monkeypatch.setattr("sys.argv", ["pages", "--check"])
    assert pages.main() == 1
    assert not elsewhere.exists()
    monkeypatch.setattr("sys.argv", ["pages"])
    assert pages.main() == 0
    monkeypatch.setattr("sys.argv", ["pages", "--check"])
    assert pages.main() == 0
    elsewhere.write_text("older")
    assert pages.main() == 1
    assert elsewhere.read_text() == "older"


@pytest.mark.parametrize(("asked", "found"), [("R5", "R5"), ("r5", "R5"), ("k17", "K17")])
def test_a_cause_is_found_in_upper_and_lower_case(asked, found):
    assert find(asked) is CAUSES[found]


def test_an_unknown_id_names_the_near_ones():
    with pytest.raises(ValueError, match=r"^cause: got 'r99', want an id such as R9.*; see docs/causes\.md for all"):
        find("r99")


def test_an_id_near_to_none_names_the_first_of_each_kind():
    with pytest.raises(
        ValueError, match=r"^cause: got '', want an id such as N1, C1, E1, R1, I1, T1, L1, P1, K1, S1, F1; see"
    ):
        find("")
