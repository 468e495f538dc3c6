"""A client in a process of its own: reads one question per line, as JSON, and answers with rows or an error's text."""

import json
import sys
import threading
from typing import Any

import psycopg


def answer(connect: dict[str, Any], statement: str, cancel: str | None) -> list[list[str]] | str:
    try:
        with psycopg.connect(**connect, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
            return run(connection, statement, cancel)
    except psycopg.Error as error:
        return str(error)


def run(connection: psycopg.Connection[Any], statement: str, cancel: str | None) -> list[list[str]]:
    ended = threading.Event()

    def cancel_until_it_ends() -> None:
        while cancel and not ended.wait(0.05):
            getattr(connection, cancel)()

    threading.Thread(target=cancel_until_it_ends).start()
    try:
        return [list(map(str, row)) for row in connection.execute(statement.encode()).fetchall()]
    finally:
        ended.set()


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)
