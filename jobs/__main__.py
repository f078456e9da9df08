"""`python -m jobs`: the timetable alone, in a process of its own. On PostgreSQL open pages hear of what it does; on SQLite within a minute."""

import asyncio
import signal
import sys

from jobs import timetable
from vle_app import audit, db, live, settings
from vle_app.errors import CannotStart


async def _until_told_to_stop(chosen: settings.Settings) -> None:
    database = db.Database(chosen.database)
    db.use(database)
    stop = asyncio.Event()
    for word in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(word, stop.set)
    try:
        async with live.running(database), timetable.running(chosen, timetable.post(chosen)):
            await stop.wait()
    finally:
        db.use(None)
        database.close()


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 1 if the settings do not allow it."""
    try:
        chosen = settings.check(settings.read())
    except CannotStart as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    audit.use_salt(settings.secret(chosen))
    asyncio.run(_until_told_to_stop(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
