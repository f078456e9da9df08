"""The few places for files that are arriving are shared: one person cannot take them all."""

import asyncio
from collections.abc import AsyncIterator

from sqlmodel import Session

from tests import builders, samples
from tests.vle_app.api.test_files import House
from vle_app import addresses


async def test_one_persons_slow_files_leave_a_place_for_somebody_else(session: Session) -> None:
    house = House(session, at_once=6)
    hers = builders.a_task(session, "Kate Lowther", house.now)
    started, go = asyncio.Semaphore(0), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield samples.PDF
        started.release()
        await go.wait()

    async with house.browser("Sam Okafor") as sam, house.browser("Kate Lowther") as kate:
        sending = [asyncio.create_task(sam.post(addresses.upload(house.task.id), content=slow(), headers={"X-File-Name": "essay.pdf"})) for _ in range(6)]
        for _ in range(2):
            await started.acquire()
        await asyncio.sleep(0.2)
        answer = await kate.post(addresses.upload(hers.id), content=samples.PDF, headers={"X-File-Name": "essay.pdf"})
        go.set()
        others = sorted(each.status_code for each in await asyncio.gather(*sending))
    assert answer.status_code == 201, answer.text
    assert others == [201, 201, 503, 503, 503, 503]
