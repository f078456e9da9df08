"""`python -m tests.postgresql`: prints the address of a PostgreSQL on which the suite may run, or says why there is none (with CI=true, a failure)."""

import os
import sys

import psycopg
from psycopg import sql

HERE = "postgresql+psycopg://postgres@127.0.0.1:5432/vle_test"


def reachable(url: str) -> str:
    """Empty if the suite can run there, else the reason. Makes the database if it is not there."""
    server, _, name = url.replace("postgresql+psycopg://", "postgresql://", 1).rpartition("/")
    try:
        with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=5) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.OperationalError as fault:
        return str(fault).partition("\n")[0]
    return ""


def main() -> int:
    """Print the address, or the reason on the other stream."""
    url = os.environ.get("VLE_TEST_DATABASE_URL") or HERE
    reason = reachable(url)
    if not reason:
        sys.stdout.write(url + "\n")
        return 0
    sys.stderr.write(f"The suite did not run on PostgreSQL: {reason}\nStart one, or name it: VLE_TEST_DATABASE_URL=postgresql+psycopg://user@host/name\n")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
