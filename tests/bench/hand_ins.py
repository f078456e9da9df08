"""From the moment a participant presses “Hand in” to the moment the piece stands on the tutor's open screen."""

import asyncio
import time

import httpx

from tests.bench.figures import Figure, quantile
from tests.bench.house import House, People
from tests.bench.visits import loaded
from tests.samples import PDF
from tests.socket_client import ROOT, Tab
from vle_app import addresses

WORK = f"{ROOT}.pages___participant___work____work"
MARKING = f"{ROOT}.pages___tutor___marking____marking"
DECLARED = {"authentic": "on", "safe_content": "on", "ai_used": "no"}
APART = 0.35  # seconds between two of them: what arrives within the same quarter of a second is shown together


def measure(house: House, people: People, count: int) -> list[Figure]:
    """So many pieces handed in one after another, each with a file, to all tutors in turn, whose screens are all open."""
    return asyncio.run(_measure(house, people, count))


async def _measure(house: House, people: People, count: int) -> list[Figure]:
    tutors = {tutor_id: await Tab(house.base, cookie, addresses.MARKING).open() for tutor_id, cookie in people.tutors.items()}
    pieces = sorted(((turn, who.tutor_id, who.cookie, task) for who in people.participants for turn, task in enumerate(who.hand_in_ids)))
    seen: list[float] = []
    async with httpx.AsyncClient(base_url=house.base) as sender:
        for _, tutor_id, cookie, task_id in pieces[:count]:
            await _upload(sender, house.base, cookie, task_id)
            seen.append(await _hand_in(house.base, cookie, task_id, tutors[tutor_id]))
            await asyncio.sleep(APART)
    await asyncio.gather(*(tab.close() for tab in tutors.values()))
    taken = [1000 * second for second in seen]
    return [
        Figure(f"Hand-in to the tutor's screen, p95 of {len(taken)}", quantile(taken, 0.95), "ms", 250, min(taken), max(taken), moodle="never"),
        Figure("  median", quantile(taken, 0.5), "ms"),
    ]


async def _upload(sender: httpx.AsyncClient, base: str, cookie: str, task_id: str) -> None:
    headers = {"Cookie": cookie, "Origin": base, "X-File-Name": "701%20change%20in%20custody.pdf", "Content-Type": "application/octet-stream"}
    answer = await sender.post(addresses.upload(task_id), content=PDF, headers=headers)
    if answer.status_code != 201:
        raise RuntimeError(f"the upload was answered {answer.status_code}: {answer.text[:200]}")


async def _hand_in(base: str, cookie: str, task_id: str, tutor: Tab) -> float:
    tab = Tab(base, cookie, addresses.work(task_id), params={"task_id": task_id})
    await loaded(tab, WORK)
    while not tutor.updates.empty():
        tutor.updates.get_nowait()
    started = time.perf_counter()
    await tab.fire(f"{WORK}.hand_in", {"form": DECLARED})
    await tutor.until(lambda delta: MARKING in delta)
    took = time.perf_counter() - started
    await tab.close()
    return took
