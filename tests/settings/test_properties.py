import copy

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import settings
from domain import compute_grid, slots
from settings.runtime import CHOICE

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{2,44}", fullmatch=True)
TABLES = st.lists(st.from_regex(slots.IDENTIFIER_IN_ANY_CASE, fullmatch=True), min_size=1, max_size=4, unique=True)

# The fixture only reads a file; nothing of it changes between examples.
SHARED_FIXTURE = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def ways(config, way=()):
    """Every place in a stack file."""
    entries = config.items() if isinstance(config, dict) else enumerate(config)
    for key, value in entries:
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from ways(value, (*way, key))


@SHARED_FIXTURE
@given(data=st.data(), value=ANYTHING)
def test_whatever_stands_anywhere_either_holds_or_is_named_in_lines_of_the_agreed_form(stack_config, data, value):
    config = stack_config("dev") | {"alarms": {"slotLagGib": 5, "lastingMinutes": 15}}
    *way, last = data.draw(st.sampled_from(sorted(ways(config), key=str)))
    inner = config
    for part in way:
        inner = inner[part]
    inner[last] = copy.deepcopy(value)
    try:
        settings.parse(config)
    except ValueError as refusal:
        lines = str(refusal).splitlines()
        assert lines
        for line in lines:
            if line in CHOICE.splitlines()[1:]:
                continue
            key, _, said = line.strip().partition(": ")
            assert key.split(".")[0].split("[")[0] in {*config, "redpanda", "database", "trust", "pipelines"}
            assert said.startswith(("got ", "missing, want ", "unknown key, want "))


@SHARED_FIXTURE
@given(names=st.lists(NAMES, min_size=1, max_size=5, unique=True), tables=TABLES)
def test_any_distinct_names_give_pipelines_that_share_nothing(stack_config, names, tables):
    config = stack_config("dev")
    keys = {table: ["id"] for table in tables}
    config["pipelines"] = [{"name": name, "tables": tables, "keyColumns": keys} for name in names]
    parsed = settings.parse(config).pipelines
    for field in ("name", "user", "slot", "topic"):
        assert len({getattr(pipeline, field) for pipeline in parsed}) == len(names)
    assert all(slots.SLOT_NAME.fullmatch(pipeline.slot) for pipeline in parsed)


@SHARED_FIXTURE
@given(cpu=st.sampled_from([f"{n * 100}m" for n in compute_grid.UNITS]), memory=st.integers(1, 40000))
def test_a_pipelines_size_holds_exactly_on_the_grid(stack_config, cpu, memory):
    config = stack_config("dev")
    config["pipelines"][0] |= {"cpu": cpu, "memory": f"{memory}M"}
    if compute_grid.memory_for(cpu) == f"{memory}M":
        assert settings.parse(config).pipelines[0].cpu == cpu
    else:
        with pytest.raises(ValueError, match=r"pipelines\[0\]\.memory: got"):
            settings.parse(config)


@SHARED_FIXTURE
@given(prefix=st.integers(0, 32), host=st.integers(0, 2**32 - 1))
def test_no_network_shorter_than_a_slash_eight_is_ever_let_in(stack_config, prefix, host):
    network = host >> (32 - prefix) << (32 - prefix) if prefix else 0
    cidr = f"{network >> 24}.{network >> 16 & 255}.{network >> 8 & 255}.{network & 255}/{prefix}"
    config = stack_config("dev")
    config["database"]["adminCidrs"] = [cidr]
    config["database"]["network"]["exposure"] = "private"
    if prefix >= 8:
        assert settings.parse(config).database.admin_cidrs == [cidr]
    else:
        with pytest.raises(ValueError, match="open to the world"):
            settings.parse(config)
