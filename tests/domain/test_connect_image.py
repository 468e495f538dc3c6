import pytest

from domain import connect_image

DIGEST = f"sha256:{'0f' * 32}"


def test_the_image_is_named_by_version_and_if_wanted_by_digest():
    assert connect_image.image() == "docker.redpanda.com/redpandadata/connect:4.106.0"
    assert (
        connect_image.image("4.107.1-rc1", DIGEST) == f"docker.redpanda.com/redpandadata/connect:4.107.1-rc1@{DIGEST}"
    )


@pytest.mark.parametrize("version", ["latest", "4", "4.106", "v4.106.0", ""])
def test_a_tag_that_moves_is_no_version(version):
    with pytest.raises(ValueError, match=r"^want a whole version such as 4\.106\.0"):
        connect_image.check_version(version)
    assert not connect_image.is_pinned(f"{connect_image.REPOSITORY}:{version}")


@pytest.mark.parametrize("digest", ["sha256:abc", DIGEST.upper(), "0f" * 32])
def test_a_digest_is_written_as_registries_write_it(digest):
    with pytest.raises(ValueError, match=r"^want sha256: and 64 hexadecimal digits"):
        connect_image.check_digest(digest)


def test_what_names_one_image_is_accepted():
    connect_image.check_version(connect_image.VERSION)
    connect_image.check_digest(DIGEST)
    assert connect_image.is_pinned(connect_image.image())
    assert connect_image.is_pinned(f"registry.example:5000/connect@{DIGEST}")


@pytest.mark.parametrize("reference", ["redpandadata/connect", "registry.example:5000/connect", "connect:latest"])
def test_an_image_without_a_whole_version_is_not_pinned(reference):
    assert not connect_image.is_pinned(reference)
