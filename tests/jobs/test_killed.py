"""Pull the plug: whatever moment the delivering process dies at, no message is lost, and only the one in flight may arrive twice."""

import asyncio
import random
import signal
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from models.notices import Channel, Notice, NoticeState
from tests import cast
from tests.post_office import PostOffice, open_office
from vle_app import db
from vle_app.notices import outbox

KILLS, MESSAGES = 10, 40
ROOT = Path(__file__).parents[2]


async def order(worker: asyncio.subprocess.Process, start: str, seconds: float, moment: datetime) -> int:
    """Have the worker deliver and die so long after its fork or its first letter; how its child ended."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(f"{start} {seconds:.4f} {moment.isoformat()}\n".encode())
    await worker.stdin.drain()
    return int(await worker.stdout.readline())


def accepted(office: PostOffice) -> Counter[str]:
    """How often each message was taken by the mail server."""
    return Counter(message["Message-ID"].strip("<").partition("@")[0] for message in office.accepted)


async def test_killed_ten_times_nothing_is_lost_and_only_what_was_in_flight_repeats(database: db.Database, session: Session, now: datetime) -> None:
    sam, chance = cast.person(session, "Sam Okafor").id, random.Random(7)  # noqa: S311  no secret
    for number in range(MESSAGES):
        outbox.queue(session, sam, rule="news", subject_id=str(number), title="News", channels=(Channel.EMAIL,), now=now)
    session.commit()
    killed, in_flight = 0, Counter[str]()
    async with open_office() as office:
        office.seconds_before, office.seconds_after = 0.003, 0.02
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.jobs.killed_worker", database.url, str(office.port),
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for life in range(1, KILLS + 1):  # six minutes apart, so that what the last one held has gone stale
            start, seconds = ("fork", chance.uniform(0, 0.2)) if life % 4 == 0 else ("send", chance.uniform(0, 0.1))
            killed += await order(worker, start, seconds, now + timedelta(minutes=6 * life)) == -signal.SIGKILL
            while office.at_work:
                await asyncio.sleep(0.005)
            with database.snapshot() as seen:
                sent = set(seen.exec(select(Notice.id).where(Notice.state == NoticeState.SENT)))
            unrecorded = Counter(set(accepted(office)) - sent)
            assert len(set(unrecorded) - set(in_flight)) <= 1, "one process holds one message at the mail server at a time"
            in_flight |= unrecorded
        office.seconds_before = office.seconds_after = 0
        assert await order(worker, "never", 0, now + timedelta(minutes=6 * (KILLS + 1))) == 0
        assert worker.stdin is not None
        worker.stdin.close()
        await worker.wait()
    assert killed == KILLS
    assert in_flight, "most of these deaths fall between the server's word and our note of it"
    assert {(n.state, n.reason) for n in session.exec(select(Notice))} == {(NoticeState.SENT, "")}
    everything = session.exec(select(Notice.id).order_by(col(Notice.id))).all()
    assert sorted(accepted(office)) == sorted(everything)
    assert {id_ for id_, times in accepted(office).items() if times > 1} == set(in_flight)
