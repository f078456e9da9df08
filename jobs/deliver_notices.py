"""Delivers what waits in the outbox: claim, look again, send, write down. Every two seconds, and at once when something is queued.

What may go wrong, honestly: each message is claimed before it is sent and written down after the mail server took it. If the
process dies, or the line breaks, between the server's acceptance and our note of it, we cannot know, so the message is sent once
more when its claim is five minutes old. Then one message may arrive twice, with the same Message-ID. It is never lost without a
reason in the log, and never sent twice otherwise. An invitation or reset sent again carries a new link, and the first one is dead.
"""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from models.notices import NoticeState
from vle_app import db
from vle_app.alerts import facts
from vle_app.alerts.ready import Outgoing, Shown, Wait, ready
from vle_app.alerts.relevance import Verdict
from vle_app.integrations.mail import MailDelayed, Mailer, MailRefused
from vle_app.notices import delivery
from vle_app.notices.delivery import Claim
from vle_app.settings import Settings

log = structlog.get_logger("vle.jobs")
_BATCH_SECONDS = 180.0  # then the rest is put back: with a minute for the last message, no claim goes stale in living hands
_PAUSE = timedelta(seconds=30)  # before the rest of a batch is tried again on a mail server that is down


def _never() -> bool:
    return False


async def run(now: datetime, settings: Settings, mailer: Mailer, *, is_stopping: Callable[[], bool] = _never) -> int:
    """Deliver one batch of up to fifty; the number dealt with. With nothing to do it only reads. A mail server that is down ends the batch."""
    database = db.current()
    if not await database.read(delivery.is_anything_due, now):
        return 0
    started = time.monotonic()
    held = await database.write(delivery.claim, now, delivery.worker_name())
    rest, until = deque(held), now
    try:
        while rest and not is_stopping() and time.monotonic() - started < _BATCH_SECONDS:
            moment = now + timedelta(seconds=time.monotonic() - started)
            if not await _deliver(rest.popleft(), moment, settings, mailer):
                until = moment + _PAUSE
                break
    finally:
        await mailer.hang_up()
        if rest:
            await database.write(delivery.release, list(rest), until)
    return len(held) - len(rest)


async def _deliver(one: Claim, now: datetime, settings: Settings, mailer: Mailer) -> bool:
    """Deal with one message. False if nothing more can go because the mail server is down."""
    database = db.current()
    try:
        look = database.write if one.rule in facts.LINKS else database.read
        match await look(ready, one.id, now, settings):
            case Verdict(state, reason):
                await database.write(delivery.closed, one, state, reason)
            case Wait(until):
                await database.write(delivery.release, [one], until)
            case Shown():
                await database.write(delivery.sent, one, now)
            case Outgoing(email, title, lead):
                await mailer.send(email)
                await database.write(delivery.sent, one, now, title, lead)
    except MailRefused as refused:
        await database.write(delivery.closed, one, NoticeState.DROPPED, str(refused))
    except MailDelayed as delayed:
        await database.write(delivery.failed, one, now, str(delayed))
        return not delayed.is_everyone
    except Exception as fault:  # the job loop: one message that we cannot make must not hold up the others
        log.error("a message could not be made", notice=one.id, rule=one.rule, exc_info=fault)
        await database.write(delivery.failed, one, now, f"our fault: {type(fault).__name__}")
    return True
