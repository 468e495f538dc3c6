"""`psql [--single-transaction] CONNINFO --command SQL ...` by psycopg: the psql of the lab's wheel knows no TLS."""

import sys

import psycopg


def main(arguments):
    together = "--single-transaction" in arguments
    conninfo, *rest = [one for one in arguments if one != "--single-transaction"]
    assert rest[::2] == ["--command"] * (len(rest) // 2)
    with psycopg.connect(conninfo, autocommit=not together) as connection:
        for statement in rest[1::2]:
            connection.execute(statement)


if __name__ == "__main__":
    main(sys.argv[1:])
