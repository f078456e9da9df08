"""Upload and download over HTTP: who may, what is taken, and that nothing is left of what is not."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.types import Message, Scope

from models.assessment import Attempt, Submission, SubmissionStatus
from models.catalogue import Brief
from models.people import Role, RoleGrant
from models.programmes import TaskKind
from models.records import AuditEntry, StoredFile
from models.timeline import Task, TaskStatus
from tests import builders, cast, samples
from vle_app import addresses, clock, db
from vle_app.api import files as api
from vle_app.integrations import storage
from vle_app.settings import Settings

ORIGIN = "http://127.0.0.1:8000"
EVERYBODY_ELSE = ["Kate Lowther", "Helen Marsh", "Gareth Rhys", "Lena Hughes", "Priya Nair", "Joanne Pike", "Imran Sheikh", "Ruth Adeyemi", "Dawn Mercer"]


class House:
    """The two routes over a store in memory, and one open task of Sam's."""

    def __init__(self, session: Session, limit: int = 2**20, at_once: int = 6) -> None:
        self.store = storage.in_memory()
        self.settings = Settings(upload_limit=limit, uploads_at_once=at_once, data=Path("unused"))
        self.app = Starlette(routes=api.routes(self.settings, self.store))
        self.session = session
        self.now = clock.now()
        self.task = builders.a_task(session, "Sam Okafor", self.now)

    def browser(self, name: str = "", origin: str = ORIGIN) -> httpx.AsyncClient:
        cookie = builders.a_cookie(self.session, name, self.now) if name else ""
        self.session.commit()
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ORIGIN, headers={"Origin": origin, "Cookie": cookie})

    async def send(self, body: bytes | AsyncIterator[bytes], who: str = "Sam Okafor", name: str = "essay.docx", **options: str) -> httpx.Response:
        async with self.browser(who, **options) as browser:
            return await browser.post(addresses.upload(self.task.id), content=body, headers={"X-File-Name": name})

    async def held(self) -> list[str]:
        return [key async for key, _ in self.store.listed()]

    def rows(self) -> list[StoredFile]:
        found = list(self.session.exec(select(StoredFile).execution_options(populate_existing=True)).all())
        self.session.commit()
        return found


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


async def _trickle(body: bytes, times: int) -> AsyncIterator[bytes]:
    for _ in range(times):
        yield body


@pytest.mark.parametrize("media_type", list(samples.ACCEPTED))
async def test_every_accepted_kind_is_taken_whatever_it_is_called(house: House, media_type: str) -> None:
    body = samples.ACCEPTED[media_type]
    answer = await house.send(body, name="Adolygiad%20%C5%B5.exe")
    assert answer.status_code == 201, answer.text
    stored = house.rows()[0]
    assert answer.json() == {"id": stored.id, "name": stored.name, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    assert (stored.media_type, stored.owner_id, stored.task_id, stored.attempt_id) == (media_type, house.task.person_id, house.task.id, None)
    assert stored.name.startswith("Adolygiad ŵ.")
    assert not stored.name.endswith("exe")
    assert await house.held() == [stored.id]


@pytest.mark.parametrize("what", list(samples.REFUSED))
async def test_other_kinds_are_refused_in_words_and_leave_nothing(house: House, what: str) -> None:
    answer = await house.send(samples.REFUSED[what], name="essay.docx")
    assert answer.status_code == 415
    assert "DOCX" in answer.json()["said"]
    assert (await house.held(), house.rows()) == ([], [])


async def test_an_empty_file_is_refused(house: House) -> None:
    answer = await house.send(b"")
    assert (answer.status_code, answer.json()["said"]) == (409, "This file is empty. Save it again, or choose another.")
    assert await house.held() == []


async def test_a_declared_length_over_the_limit_is_refused_before_reading(house: House) -> None:
    answer = await house.send(samples.PDF + bytes(3 * 2**20))
    assert answer.status_code == 413
    assert answer.json()["said"] == "This file is 3.15 MB and the limit is 1 MB. Save it without pictures, or as PDF, and try again."
    assert await house.held() == []


async def test_an_undeclared_length_over_the_limit_is_refused_while_reading(house: House) -> None:
    answer = await house.send(_trickle(samples.PDF + bytes(2**19), 4))
    assert answer.status_code == 413
    assert "over the limit of 1 MB" in answer.json()["said"]
    assert (await house.held(), house.rows()) == ([], [])


async def test_nobody_signed_in_is_asked_to_sign_in(house: House) -> None:
    answer = await house.send(samples.PDF, who="")
    assert answer.status_code == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_another_origin_is_refused(house: House, origin: str) -> None:
    answer = await house.send(samples.PDF, origin=origin)
    assert answer.status_code == 403
    assert await house.held() == []


@pytest.mark.parametrize("name", EVERYBODY_ELSE)
async def test_nobody_adds_a_file_to_somebody_elses_task(house: House, name: str) -> None:
    answer = await house.send(samples.PDF, who=name)
    assert answer.status_code == 404
    assert (await house.held(), house.rows()) == ([], [])


@pytest.mark.parametrize("address", ["x", "../../etc", "a" * 26, "%00" * 26, "é" * 26])
async def test_an_invented_task_is_not_found(house: House, address: str) -> None:
    async with house.browser("Sam Okafor") as browser:
        answer = await browser.post(f"/api/uploads/{address}", content=samples.PDF)
    assert answer.status_code == 404


@pytest.mark.parametrize(("kind", "status"), [(TaskKind.READ, TaskStatus.OPEN), (TaskKind.HAND_IN, TaskStatus.HANDED_IN), (TaskKind.HAND_IN, TaskStatus.DONE)])
async def test_only_an_open_hand_in_takes_files(house: House, kind: TaskKind, status: TaskStatus) -> None:
    house.task.kind, house.task.status = kind, status
    house.session.add(house.task)
    house.session.commit()
    assert (await house.send(samples.PDF)).status_code == 404


async def test_a_sixth_draft_is_refused(house: House) -> None:
    for _ in range(5):
        assert (await house.send(samples.PDF)).status_code == 201
    answer = await house.send(samples.PDF)
    assert (answer.status_code, answer.json()["said"]) == (409, "You have 5 files here already. Take one away, then add this one.")
    assert len(await house.held()) == 5


async def test_a_task_handed_in_while_the_file_arrives_keeps_nothing(house: House) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield samples.PDF
        task = house.session.get_one(Task, house.task.id)
        task.status = TaskStatus.HANDED_IN
        house.session.commit()
        yield samples.PDF

    assert (await house.send(slow())).status_code == 404
    assert (await house.held(), house.rows()) == ([], [])


async def test_too_many_at_once_are_asked_to_come_back(session: Session) -> None:
    house = House(session, at_once=1)
    started, go = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield samples.PDF
        started.set()
        await go.wait()

    first = asyncio.create_task(house.send(slow()))
    await started.wait()
    second = await house.send(samples.PDF)
    go.set()
    assert (second.status_code, second.headers["retry-after"]) == (503, "5")
    assert (await first).status_code == 201
    assert (await house.send(samples.PDF)).status_code == 201


async def _drop_after(house: House, *blocks: bytes) -> None:
    """Speak ASGI by hand: some blocks of a body, then a line that goes dead."""
    cookie = builders.a_cookie(house.session, "Sam Okafor", house.now)
    scope: Scope = {
        "type": "http", "method": "POST", "path": addresses.upload(house.task.id), "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 8000),
        "headers": [(b"cookie", cookie.encode()), (b"origin", ORIGIN.encode()), (b"content-length", b"900000")],
    }
    script: list[Message] = [*({"type": "http.request", "body": block, "more_body": True} for block in blocks), {"type": "http.disconnect"}]

    async def receive() -> Message:
        return script.pop(0)

    async def send(message: Message) -> None:
        return None

    await house.app(scope, receive, send)


async def test_a_dropped_connection_leaves_nothing_and_frees_its_place(session: Session) -> None:
    house = House(session, at_once=1)
    await _drop_after(house, samples.PDF, bytes(300_000))
    assert (await house.held(), house.rows()) == ([], [])
    assert (await house.send(samples.PDF)).status_code == 201


async def test_an_upload_is_written_down(house: House) -> None:
    answer = await house.send(samples.PDF)
    entry = house.session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.actor_id) == ("added file", answer.json()["id"], house.task.person_id)


def _hand_in(house: House) -> Submission:
    """Make the files of the task part of attempt 1, marked by Helen Marsh."""
    session, task = house.session, house.task
    submission = Submission(
        task_id=task.id, person_id=task.person_id, organisation_id=cast.person(session, "Sam Okafor").organisation_id, unit_id=task.unit_id or "",
        tutor_id=cast.person(session, "Helen Marsh").id, status=SubmissionStatus.HANDED_IN,
        attempt_count=1, handed_in_at=house.now, promised_on=house.now.date(),
    )
    session.add(submission)
    session.flush()
    brief = session.exec(select(Brief.id)).one()
    attempt = Attempt(submission_id=submission.id, number=1, brief_id=brief, handed_in_at=house.now, receipt="R-701-2345-6789")
    session.add(attempt)
    session.flush()
    for stored in session.exec(select(StoredFile)):
        stored.attempt_id = attempt.id
    session.commit()
    return submission


async def _get(house: House, who: str, file_id: str, method: str = "GET") -> httpx.Response:
    async with house.browser(who) as browser:
        return await browser.request(method, addresses.file(file_id))


async def _sent(house: House) -> str:
    return str((await house.send(samples.DOCX, name="Adolygiad%20%C5%B5%22.docx")).json()["id"])


async def test_the_owner_gets_the_bytes_back_as_an_attachment(house: House) -> None:
    file_id = await _sent(house)
    answer = await _get(house, "Sam Okafor", file_id)
    assert answer.content == samples.DOCX
    assert answer.headers["content-disposition"] == "attachment; filename=\"Adolygiad _.docx\"; filename*=UTF-8''Adolygiad%20%C5%B5.docx"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "private, no-store"
    head = await _get(house, "Sam Okafor", file_id, "HEAD")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(samples.DOCX)))


@pytest.mark.parametrize("name", ["", *EVERYBODY_ELSE])
async def test_a_draft_is_its_owners_alone(house: House, name: str) -> None:
    answer = await _get(house, name, await _sent(house))
    assert answer.status_code == (404 if name else 401)


@pytest.mark.parametrize(
    ("name", "status"),
    [("Sam Okafor", 200), ("Helen Marsh", 200), ("Lena Hughes", 200), ("Dawn Mercer", 200), ("Kate Lowther", 404), ("Gareth Rhys", 404),
     ("Priya Nair", 404), ("Joanne Pike", 404), ("Imran Sheikh", 404), ("Ruth Adeyemi", 404), ("", 401)],
)
async def test_handed_in_work_is_read_by_its_owner_tutor_iqa_and_director_only(house: House, name: str, status: int) -> None:
    file_id = await _sent(house)
    _hand_in(house)
    assert (await _get(house, name, file_id)).status_code == status
    actions = [entry.action for entry in house.session.exec(select(AuditEntry))]
    assert actions.count("downloaded file") == (status == 200 and name != "Sam Okafor")


async def test_an_iqa_of_another_force_does_not_read_it(house: House) -> None:
    file_id = await _sent(house)
    _hand_in(house)
    imran = cast.person(house.session, "Imran Sheikh")
    house.session.add(RoleGrant(person_id=imran.id, role=Role.IQA, organisation_id=imran.organisation_id))
    house.session.commit()
    assert (await _get(house, "Imran Sheikh", file_id)).status_code == 404


async def test_a_tutor_who_lost_the_role_does_not_read_it(house: House) -> None:
    file_id = await _sent(house)
    _hand_in(house)
    helen = cast.person(house.session, "Helen Marsh")
    house.session.delete(house.session.exec(select(RoleGrant).where(RoleGrant.person_id == helen.id)).one())
    house.session.commit()
    assert (await _get(house, "Helen Marsh", file_id)).status_code == 404


async def test_bytes_that_are_gone_are_not_found(house: House) -> None:
    file_id = await _sent(house)
    await house.store.delete(file_id)
    assert (await _get(house, "Sam Okafor", file_id)).status_code == 404


@pytest.mark.parametrize("address", ["x", "..%2F..%2Fetc", "%00", "a" * 26])
async def test_an_invented_file_is_not_found(house: House, address: str) -> None:
    async with house.browser("Sam Okafor") as browser:
        assert (await browser.get(f"/api/files/{address}")).status_code == 404


async def test_nobody_can_put_or_delete_over_http(house: House, now: datetime) -> None:
    file_id = await _sent(house)
    for method in ("PUT", "DELETE", "POST"):
        assert (await _get(house, "Sam Okafor", file_id, method)).status_code == 405
    assert db.current() is not None
