"""The picture of the chain tells what the stack file lets you choose."""

import xml.etree.ElementTree as ElementTree
from typing import get_args

import pytest

from settings.runtime import CloudRuntime, RuntimeSettings
from tests.conftest import REPOSITORY

PICTURE = ElementTree.parse(REPOSITORY / "docs" / "chain.svg")
TEXTS = ["".join(text.itertext()) for text in PICTURE.iter("{http://www.w3.org/2000/svg}text")]
CREDENTIALS = get_args(CloudRuntime.model_fields["credentials"].annotation)
CHOICES = [f"cloud, {one}" for one in CREDENTIALS] + [one for one in RuntimeSettings.model_fields if one != "cloud"]


@pytest.mark.parametrize("choice", CHOICES)
def test_every_runtime_is_a_choice_of_link_1(choice):
    assert [text for text in TEXTS if text.startswith(f"{choice}: ")] != []


def test_no_runtime_is_told_that_there_is_not():
    told = {text.partition(":")[0] for text in TEXTS if text.startswith(("cloud", *CHOICES))}
    assert told == set(CHOICES)


def test_the_seven_links_are_numbered():
    assert [text for text in TEXTS if text.isdigit()] == list("1234567")
