"""PostgreSQL's own tools, which copy a database while it is in use and put it back in one transaction."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from vle_app.errors import Refusal

_EMPTIED = "SET lock_timeout = '10s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refusal(f"PostgreSQL's {name} is not on this machine. Install the PostgreSQL client tools of your server's version, then try again.")
    return found


def _environment(url: URL) -> dict[str, str]:
    """Where and who, in variables: a password on a command line can be read by everybody on the machine."""
    given = {"PGHOST": url.host, "PGPORT": str(url.port or 5432), "PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database}
    return os.environ | {name: str(value) for name, value in given.items() if value}


def _run(words: list[str], url: URL, what: str) -> None:
    done = subprocess.run(words, env=_environment(url), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode != 0:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr.strip() or "no reason given")
        raise Refusal(f"{what} failed, and nothing was changed. PostgreSQL said: {said}")


def dump(url: URL, to: Path, snapshot: str) -> None:
    """Copy the database as that snapshot sees it."""
    words = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={snapshot}", f"--file={to}"]
    _run(words, url, "The copy of the database")


def put_back(url: URL, dumped: Path) -> None:
    """Replace everything in the database by what was dumped: in one transaction, so all of it or nothing. Waits ten seconds for others to let go."""
    script = dumped.with_suffix(".sql")
    statements = dumped.with_suffix(".statements")
    try:
        _run([_tool("pg_restore"), "--no-owner", "--no-privileges", f"--file={statements}", str(dumped)], url, "Reading the copy of the database")
        with script.open("w") as whole, statements.open() as part:
            whole.write(_EMPTIED)
            whole.writelines(line for line in part if not line.startswith("CREATE SCHEMA public"))
        script.chmod(0o600)
        _run([_tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}"], url, "Putting the database back")
    finally:
        for path in (script, statements):
            path.unlink(missing_ok=True)
