"""What a page quotes, `symptom` finds, and finds it to be that page's cause."""

import re

import pytest

from doctor import pages
from doctor.causes import CAUSES
from doctor.causes.proof import PROVEN
from doctor.symptoms import seen_in
from doctor.texts import FAMILIES, OWN
from doctor.texts.wrappings import WRAPPINGS

QUOTED = re.compile(r"`([^`]+)`")
NO_TEXTS = {"heartbeat_interval: 0s", "stream_snapshot: true", "pulumi destroy", "pulumi up"}
"""What a symptom quotes and nobody prints."""


def written(text):
    """With names in place of what stands for them."""
    return re.sub(r"<[^<>]*>", "name-1", text).replace("...", "and so on")


def first_seen(text):
    return next(iter(seen_in(written(text)))).symptom


OWN_TEXTS = [(cause, text) for cause, texts in OWN.items() for text in texts]
QUOTES = [(known, text) for known, cause in CAUSES.items() for text in QUOTED.findall(cause.symptom) if " " in text]


@pytest.mark.parametrize(("cause", "text"), OWN_TEXTS)
def test_a_text_of_one_cause_is_known_by_it_and_by_no_other(cause, text):
    assert [seen.symptom.causes for seen in seen_in(f"before\n{written(text)}\nafter")] == [(cause,)]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.texts[0])
def test_a_text_of_several_causes_is_known_by_them_in_their_order(family):
    for text in family.texts:
        assert first_seen(text).causes == family.causes, text
        assert first_seen(text).told_apart == family.told_apart, text


@pytest.mark.parametrize(("cause", "text"), QUOTES)
def test_what_a_page_quotes_is_found_to_be_its_cause(cause, text):
    assert text in NO_TEXTS or cause in first_seen(text).causes


def test_nothing_is_excused_that_no_page_quotes():
    assert {text for _, text in QUOTES} >= NO_TEXTS


def test_the_pages_list_every_text():
    everything = pages.all_pages()
    for cause, text in OWN_TEXTS:
        assert f"- `{text}`\n" in pages.page(CAUSES[cause])
    for family in FAMILIES:
        assert f"| {', '.join(f'`{text}`' for text in family.texts)} | {', '.join(family.causes)}: " in everything


def test_what_tells_a_family_apart_names_each_of_its_causes():
    for family in FAMILIES:
        assert set(re.findall(r"\b[NCERITLPKSF]\d{1,2}\b", family.told_apart)) == set(family.causes), family.texts[0]


def test_a_cause_proven_by_its_text_has_one_of_its_own():
    assert {cause for cause, proof in PROVEN.items() if proof == "text"} <= OWN.keys()


def test_no_text_has_a_quote_that_would_end_it_on_a_page():
    texts = [text for _, text in OWN_TEXTS] + [text for family in FAMILIES for text in family.texts]
    assert not set("`|") & set("".join(texts))


def test_no_text_stands_twice():
    texts = [text for _, text in OWN_TEXTS] + [text for family in FAMILIES for text in family.texts]
    assert sorted(texts) == sorted(set(texts))


def test_what_is_said_around_another_text_is_a_text():
    texts = {text for _, text in OWN_TEXTS} | {text for family in FAMILIES for text in family.texts}
    assert texts >= WRAPPINGS
