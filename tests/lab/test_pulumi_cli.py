import pytest

from lab.backends.backend import LabError
from lab.engine import pulumi_cli
from lab.engine.pulumi_cli import make_engine


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing on PATH but the programs it is given, and no engine built yet."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(pulumi_cli, "ENGINE", tmp_path / "engine")

    def has(name, script):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
        return programs / name

    return has


def told_of(make):
    told = []
    return make(told.append), told


GO = """
while [ "$1" != -o ]; do shift; done
/bin/mkdir -p $(/usr/bin/dirname $2); echo '#!/bin/sh
echo v3.274.1' > $2; /bin/chmod +x $2"""
"""`go build ... -o TARGET`: makes a program that tells the pinned version."""


@pytest.mark.parametrize("version", ["v3.272.0", "v3.274.1", "3.300.2", "v4.0.0"])
def test_a_pulumi_on_path_that_is_new_enough_is_the_engine(machine, version):
    program = machine("pulumi", f"echo {version}")
    assert told_of(make_engine) == (program, [])


def test_a_shell_of_a_lab_that_is_down_has_its_pulumi_still(machine, tmp_path, monkeypatch):
    program = machine("pulumi", '[ -z "$PULUMI_OPTION_CWD" ] || cd "$PULUMI_OPTION_CWD" || exit 1\necho v3.274.1')
    monkeypatch.setenv("PULUMI_OPTION_CWD", str(tmp_path / "gone"))
    assert told_of(make_engine) == (program, [])


@pytest.mark.parametrize("answer", ["echo v3.271.9", "echo v2.999.0", "exit 1", "echo v3.274"])
def test_without_go_an_old_or_broken_pulumi_is_an_error_with_the_official_install_command(machine, answer):
    machine("pulumi", answer)
    with pytest.raises(LabError) as refusal:
        make_engine(print)
    assert str(refusal.value) == (
        "pulumi: got neither it nor go on PATH, want release 3.272 or later, or Go;"
        " install it: curl -fsSL https://get.pulumi.com | sh"
    )


def test_go_builds_one_once_with_a_word_on_how_long_it_takes(machine, tmp_path):
    machine("go", GO)
    built, told = told_of(make_engine)
    assert built == tmp_path / "engine" / "bin" / "pulumi"
    assert told == ["no pulumi on PATH: building one from Go modules, which takes about five minutes, once"]
    assert told_of(make_engine) == (built, [])


def test_what_pulumis_release_has_beside_its_cli_stands_beside_the_built_one(machine, tmp_path):
    machine("go", GO)
    make_engine(print)
    hosts = tmp_path / "engine" / "bin"
    assert {path.name for path in hosts.iterdir()} == {
        "pulumi",
        "pulumi-language-python",
        "pulumi-resource-pulumi-python",
    }
    assert "-m pulumi.dynamic" in (hosts / "pulumi-resource-pulumi-python").read_text()


def test_an_engine_built_of_another_release_is_built_again(machine, tmp_path):
    machine("go", GO)
    old = tmp_path / "engine" / "bin" / "pulumi"
    old.parent.mkdir(parents=True)
    old.write_text("#!/bin/sh\necho v3.260.0\n")
    old.chmod(0o755)
    assert len(told_of(make_engine)[1]) == 1


def test_a_build_that_fails_says_so_and_names_the_other_way(machine):
    machine("go", "exit 1")
    with pytest.raises(LabError, match=r"go could not build it.*curl -fsSL https://get.pulumi.com"):
        make_engine(print)


def test_the_linker_stamps_the_pinned_release_into_what_is_built(machine, tmp_path):
    machine("go", f'echo "$@" > {tmp_path}/asked; exit 1')
    with pytest.raises(LabError):
        make_engine(print)
    stamp = "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.274.1 -o"
    assert stamp in (tmp_path / "asked").read_text()


def test_the_lab_without_an_engine_says_how_to_make_one(machine):
    with pytest.raises(LabError, match=r"pulumi: got none, want release 3.272 or later; run make engine"):
        pulumi_cli.pulumi_cli()
