"""Not a test: a process that starts delivering and kills itself without warning. `killed_worker.py DATABASE PORT`, one order a line.

An order is `START SECONDS MOMENT`: fork, deliver as of that moment, die so many seconds after `fork` or the first `send`, or `never`.
"""

import asyncio
import os
import signal
import sys
import threading
from datetime import datetime

from jobs import deliver_notices
from vle_app import db
from vle_app.integrations.mail import Email, SmtpMailer
from vle_app.settings import MailSecurity, Settings


class Doomed(SmtpMailer):
    """The real mailer. With its first letter the clock of this process begins to run."""

    def __init__(self, settings: Settings, clock: threading.Timer | None) -> None:
        super().__init__(settings)
        self.clock = clock

    async def send(self, message: Email) -> None:
        if self.clock and not self.clock.is_alive():
            self.clock.start()
        await super().send(message)


def work(url: str, port: int, start: str, seconds: float, moment: datetime) -> None:
    """Deliver in this process, which is gone when its clock has run down, wherever it stands then."""
    clock = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
    if start == "fork":
        clock.start()
    settings = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security=MailSecurity.NONE, mail_from="post@example.test", _env_file=None)
    database = db.Database(url)
    db.use(database)

    async def all_of_it() -> None:
        mailer = Doomed(settings, clock if start == "send" else None)
        while await deliver_notices.run(moment, settings, mailer):
            pass

    asyncio.run(all_of_it())
    database.close()


def main() -> None:
    url, port = sys.argv[1], int(sys.argv[2])
    db.Database(url).close()  # loads the driver once, before the forks
    for order in sys.stdin:
        start, seconds, moment = order.split()
        child = os.fork()
        if child == 0:
            work(url, port, start, float(seconds), datetime.fromisoformat(moment))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
