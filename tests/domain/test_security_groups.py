import pytest

from domain.security_groups import check_description


@pytest.mark.parametrize("text", ["", "Redpanda", "a-z, 0:9 /(#1)", "x" * 255])
def test_what_ec2_takes_is_taken(text):
    check_description(text)


@pytest.mark.parametrize("text", ["the service's pods", 'the "pods"', "Zürich", "two\nlines", "x" * 256])
def test_what_ec2_refuses_is_refused(text):
    with pytest.raises(ValueError, match=r"^description: got .*, want at most 255 letters"):
        check_description(text)
