"""Runs in the pod: what a pool of the connection test's engine does, and how many tokens it mints for that.

Usage: python pod_pool.py <connection_test.py>; prints JSON.
"""

import json
import os
import runpy
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from unittest import mock

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

program = runpy.run_path(sys.argv[1], run_name="connection_test")
database = program["Database"].from_environment(os.environ)


class CountedTokens(program["LoginTokens"]):
    minted = 0

    def mint(self):
        self.minted += 1
        return super().mint()


def at_once(engine, connections):
    """Opens them together; who each is logged in as."""
    with ExitStack() as opened:
        users = [opened.enter_context(engine.connect()) for _ in range(connections)]
        return [connection.execute(text("SELECT current_user")).scalar_one() for connection in users]


def grown_pool():
    tokens = CountedTokens(database)
    engine = program["engine_for"](database, tokens, pool_size=3)
    before = tokens.minted
    users = at_once(engine, 3)
    for_three = tokens.minted
    at_once(engine, 3)
    return {"before": before, "users": users, "for_three": for_three, "for_the_same_three_again": tokens.minted}


def after_the_tokens_end():
    """The signer's clock set back is a token whose 15 minutes are over."""
    tokens = CountedTokens(database)
    engine = program["engine_for"](database, tokens, pool_size=1)
    at_once(engine, 1)
    engine.dispose()
    old = (datetime.now(UTC) - timedelta(minutes=16)).replace(tzinfo=None)
    with mock.patch("botocore.auth.get_current_datetime", return_value=old):
        try:
            refused = f"let in: {at_once(engine, 1)}"
        except OperationalError as error:
            refused = str(error.orig)
    return {"with_an_old_token": refused, "afterwards": at_once(engine, 1), "minted": tokens.minted}


print(json.dumps({"grown_pool": grown_pool(), "after_the_tokens_end": after_the_tokens_end()}))
