"""People whose name is not to be shown: it stands in no row, no file name, no notice and no list that anybody else reads."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from models.notices import Notice
from models.people import IdentityProtection
from models.records import StoredFile
from tests import cast, pieces
from vle_app import files
from vle_app.assessment import desk, queries, released

SHIELDED = [IdentityProtection.PROTECTED, IdentityProtection.RESTRICTED]


def shield(session: Session, name: str, protection: IdentityProtection) -> None:
    who = cast.person(session, name)
    who.identity_protection, who.alias = protection, "Officer 4471"
    session.commit()


@pytest.mark.parametrize("protection", SHIELDED)
def test_a_tutor_reads_a_plain_file_name_where_a_participant_wrote_their_own(session: Session, now: datetime, protection: IdentityProtection) -> None:
    shield(session, "Sam Okafor", protection)
    submission, helen = pieces.handed_in(session, now), cast.visitor(session, "Helen Marsh")
    attempt = desk.desk(session, helen, submission.id, now).attempts[0]
    assert [file.name for file in attempt.files] == [f"{attempt.receipt}-1.docx"]
    pieces.released(session, submission, now, "2.2")
    everything = repr((desk.desk(session, helen, submission.id, now), queries.queue(session, helen, now), released.lately(session, helen, now)))
    assert "okafor" not in everything.lower()


@pytest.mark.parametrize("protection", SHIELDED)
def test_a_download_is_called_as_the_desk_calls_it_and_its_owner_keeps_the_name(session: Session, now: datetime, protection: IdentityProtection) -> None:
    shield(session, "Sam Okafor", protection)
    submission = pieces.handed_in(session, now)
    stored = session.exec(select(StoredFile)).one()
    for reader in ("Helen Marsh", "Lena Hughes", "Dawn Mercer"):
        shown = files.readable(session, cast.visitor(session, reader), stored.id)
        assert "okafor" not in shown.name
        assert shown.name == desk.desk(session, cast.visitor(session, "Helen Marsh"), submission.id, now).attempts[0].files[0].name
    assert files.readable(session, cast.visitor(session, "Sam Okafor"), stored.id).name == "701 okafor.docx"


def test_everybody_elses_files_keep_the_name_they_were_given(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    stored = session.exec(select(StoredFile)).one()
    assert files.readable(session, cast.visitor(session, "Helen Marsh"), stored.id).name == "701 okafor.docx"
    assert desk.desk(session, cast.visitor(session, "Helen Marsh"), submission.id, now).attempts[0].files[0].name == "701 okafor.docx"


def test_a_receipt_names_a_shielded_tutor_as_others_see_them(session: Session, now: datetime) -> None:
    shield(session, "Helen Marsh", IdentityProtection.PROTECTED)
    pieces.handed_in(session, now)
    bodies = set(session.exec(select(Notice.body).where(Notice.rule == "receipt")))
    assert len(bodies) == 1
    assert "Officer 4471 has been told." in bodies.pop()


def test_a_quality_assurer_reads_a_shielded_tutor_as_others_see_them(session: Session, now: datetime) -> None:
    shield(session, "Helen Marsh", IdentityProtection.PROTECTED)
    pieces.decided(session, pieces.handed_in(session, now), now)
    assert [row.tutor for row in queries.recent_decisions(session, cast.visitor(session, "Lena Hughes"), now)] == ["Officer 4471"]
