"""Whether a printed fix that is a command runs as it is printed: what a shell makes of it, and the SQL in it."""

import re
import shlex
import subprocess
from itertools import pairwise

COMMAND = re.compile(r"(?:PGPASSWORD=|(?:aws|psql|pulumi|python|kubectl|rpk) )")
"""How a fix begins that is to be copied into a shell; another one is a sentence, with commands in it or without."""
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
RUNS_ALONE = re.compile(r"pulumi up(?: --[\w-]+(?: '[^']*')?)*(?: *$| *[;#&])")


def faults(fix):
    """What is wrong with it, in words; a sentence has none."""
    if COMMAND.match(fix) is None:
        return []
    parsed = subprocess.run(["bash", "-n", "-c", fix], capture_output=True, text=True, check=False)
    if parsed.returncode:
        return [f"no shell takes it: {parsed.stderr.strip().splitlines()[0]}"]
    found = [] if not fix.startswith("pulumi up") or RUNS_ALONE.match(fix) else ["words behind a command are arguments"]
    return found + [f"quotes or brackets of {sql!r} are not balanced" for sql in statements(fix) if not balanced(sql)]


def statements(fix):
    """Every statement that a psql of it is given."""
    words = shlex.split(fix, comments=True)
    return [after for word, after in pairwise(words) if word == "--command"]


def balanced(sql):
    """Whether every quote and every bracket of a statement is closed."""
    bare = QUOTED.sub("", sql)
    return not set("'\"") & set(bare) and bare.count("(") == bare.count(")")
