import asyncio
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.cloud.postgres_wire import Packet, ProtocolViolation, Startup, fatal, read_password

VERSION_3_0 = 196608
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=15)
names = words.filter(lambda word: 0 < len(word.encode()) <= 63)


def parse(payload: bytes, version: int = VERSION_3_0) -> Startup:
    return Startup.parse(Packet(version, payload))


@given(user=names, others=st.dictionaries(words.filter(bool), words, max_size=5))
def test_a_startup_message_is_passed_on_as_it_was_understood(user: str, others: dict[str, str]) -> None:
    parameters = {key: value for key, value in others.items() if key != "database"} | {"user": user}
    encoded = Startup(version=VERSION_3_0, parameters=parameters).encode()
    length, version = struct.unpack("!II", encoded[:8])
    assert length == len(encoded)
    assert parse(encoded[8:], version).parameters == parameters


def test_the_last_of_two_users_counts_and_goes_on_alone() -> None:
    startup = parse(b"user\0first\0user\0last\0\0")
    assert startup.user == "last"
    assert b"first" not in startup.encode()


def test_the_database_is_the_users_own_unless_it_is_named() -> None:
    assert parse(b"user\0cdc\0\0").database == "cdc"
    assert parse(b"user\0cdc\0database\0\0\0").database == "cdc"
    assert parse(b"user\0cdc\0database\0shop\0\0").database == "shop"


@pytest.mark.parametrize(
    ("value", "replication"),
    [("database", True), ("true", True), ("ON", True), ("t", True), ("false", False), ("OFF", False), ("0", False)],
)
def test_replication_is_asked_for_unless_it_is_plainly_not(value: str, replication: bool) -> None:
    assert parse(b"user\0cdc\0replication\0" + value.encode() + b"\0\0").replication is replication
    assert not parse(b"user\0cdc\0\0").replication


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\0",
        b"user",
        b"user\0cdc",
        b"user\0cdc\0",
        b"user\0\0\0",
        b"database\0shop\0\0",
        b"user\0cdc\0database\0shop",
        b"user\0cdc\0\0user\0rdsadmin\0\0",
        b"user\0cdc\0\0\0user\0rdsadmin\0\0",
        b"user\0cdc\0database\0\0",
        b"user\0\xff\0\0",
        b"user\0" + b"c" * 64 + b"\0\0",
        b"user\0cdc\0database\0" + b"d" * 64 + b"\0\0",
    ],
)
def test_a_startup_message_postgresql_might_read_differently_is_refused(payload: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        parse(payload)


def test_another_protocol_version_is_refused() -> None:
    with pytest.raises(ProtocolViolation, match="protocol version 2"):
        parse(b"user\0cdc\0\0", version=2 << 16)


async def read_from(message: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(message)
    reader.feed_eof()
    return reader


@pytest.mark.parametrize("length", [0, 7, 10_001, 2**32 - 1])
def test_a_startup_packet_has_bounds(length: int) -> None:
    async def read() -> None:
        reader = await read_from(struct.pack("!II", length, VERSION_3_0) + b"x" * 20_000)
        await Packet.read(reader.readexactly)

    with pytest.raises(ProtocolViolation, match=f"{length} bytes"):
        asyncio.run(read())


async def password_in(message: bytes) -> str:
    return await read_password(await read_from(message))


def test_a_password_is_read_without_its_final_zero() -> None:
    assert asyncio.run(password_in(b"p" + struct.pack("!I", 11) + b"secret\0" + b"next")) == "secret"


@pytest.mark.parametrize(
    "message",
    [
        b"Q" + struct.pack("!I", 11) + b"secret\0",
        b"p" + struct.pack("!I", 4),
        b"p" + struct.pack("!I", 65_536) + b"x" * 65_531 + b"\0",
        b"p" + struct.pack("!I", 10) + b"secret",
        b"p" + struct.pack("!I", 11) + b"sec\0et\0",
        b"p" + struct.pack("!I", 6) + b"\xff\0",
    ],
)
def test_anything_else_in_a_passwords_place_is_refused(message: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        asyncio.run(password_in(message))


def test_an_error_response_is_laid_out_as_documented() -> None:
    assert fatal("28000", "no") == b"E\x00\x00\x00\x1eSFATAL\0VFATAL\0C28000\0Mno\0\0"
