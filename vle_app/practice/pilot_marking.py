"""The pilot's work handed in, with its files and receipts, and what its tutors decided and wrote."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.records import StoredFile
from vle_app.practice import pilot_documents as documents
from vle_app.practice.pilot_fates import Fate, Try, promised_on
from vle_app.practice.pilot_people import Member
from vle_app.practice.pilot_programmes import Marked
from vle_app.practice.pilot_rows import Sheet, data

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_STATUS = {
    Fate.WAITING: SubmissionStatus.HANDED_IN,
    Fate.OPENED: SubmissionStatus.WITH_TUTOR,
    Fate.DECIDED: SubmissionStatus.DECIDED,
    Fate.PASSED: SubmissionStatus.PASSED,
    Fate.REFERRED: SubmissionStatus.REFERRED,
}
_AI_USES = (
    "To check grammar and spelling in the final draft.",
    "To shorten task 1 and to check my reference list.",
    "To suggest headings, most of which I did not keep.",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """Whose work, for which unit and task, and who marks it."""

    person: Member
    tutor: Member
    unit: Marked
    task_id: str


class Handed(NamedTuple):
    """One attempt as written."""

    attempt_id: str
    submission_id: str
    receipt: str
    promised_on: date
    attempt: Try


class Desk:
    """Writes submissions. `keep` is given the bytes of each file under its id, where there is somewhere to keep them."""

    def __init__(self, sheet: Sheet, rng: Random, keep: documents.Keep | None) -> None:
        self._sheet, self._rng, self._keep = sheet, rng, keep

    def enter(self, paper: Paper, tries: list[Try]) -> tuple[Handed, ...]:
        """One submission with all its attempts."""
        last, unmet = tries[-1], self._unmet(paper.unit)
        submission_id = self._sheet.add(
            Submission, tries[0].handed_in_at, task_id=paper.task_id, person_id=paper.person.id, organisation_id=paper.person.force.id,
            unit_id=paper.unit.id, tutor_id=paper.tutor.id, status=_STATUS[last.fate], attempt_count=last.number,
            handed_in_at=last.handed_in_at, promised_on=promised_on(last.handed_in_at, paper.person.force.division),
        )
        variant = self._rng.randrange(documents.VARIANTS)
        return tuple(self._attempt(paper, submission_id, attempt, variant, unmet) for attempt in tries)

    def _attempt(self, paper: Paper, submission_id: str, attempt: Try, variant: int, unmet: frozenset[str]) -> Handed:
        handed_in_at, unit = attempt.handed_in_at, paper.unit
        receipt = f"R-{unit.code}-{self._letters(4)}-{self._letters(4)}"
        attempt_id = self._sheet.add(
            Attempt, handed_in_at, submission_id=submission_id, number=attempt.number, brief_id=paper.unit.brief_id, handed_in_at=handed_in_at,
            receipt=receipt, declarations=self._declarations(), opened_at=attempt.opened_at,
        )
        made = documents.document(unit.code, unit.title, unit.brief, unit.headings, variant, attempt.number)
        file_id = self._sheet.add(
            StoredFile, handed_in_at, owner_id=paper.person.id, task_id=paper.task_id, attempt_id=attempt_id,
            name=documents.file_name(unit.code, paper.person.surname, made, attempt.number),
            media_type=documents.MEDIA_TYPE, size=made.size, sha256=made.sha256,
        )
        if self._keep:
            self._keep(file_id, made.content)
        if attempt.decided_at:
            is_referred = attempt.fate is Fate.REFERRED or (attempt.fate is Fate.DECIDED and attempt.number == 1 and self._rng.random() < 0.2)
            self._decision(paper, attempt_id, attempt, unmet, is_referred=is_referred)
        return Handed(attempt_id, submission_id, receipt, promised_on(handed_in_at, paper.person.force.division), attempt)

    def _decision(self, paper: Paper, attempt_id: str, attempt: Try, unmet: frozenset[str], *, is_referred: bool) -> None:
        decided_at = attempt.decided_at
        assert decided_at is not None  # noqa: S101  asked by the caller
        self._sheet.add(
            Decision, decided_at, attempt_id=attempt_id, assessor_id=paper.tutor.id, outcome=Outcome.REFER if is_referred else Outcome.PASS,
            comment=self._comment(paper, attempt.number, unmet, is_referred=is_referred),
            decided_at=decided_at, released_at=attempt.released_at, resubmit_by=attempt.resubmit_by,
        )
        said = data(f"units/{paper.unit.code}")["feedback"]
        for criterion_id, ref in paper.unit.criteria:
            is_met = not (is_referred and ref in unmet)
            words = said[ref]["met" if is_met else "not_yet"]
            if attempt.number > 1 and ref not in unmet:
                words = "Met at your first attempt, and stays met."
            elif is_met and attempt.number == 1 and self._rng.random() < 0.2:
                words = ""
            self._sheet.add(CriterionDecision, decided_at, attempt_id=attempt_id, criterion_id=criterion_id, is_met=is_met, comment=words)

    def _comment(self, paper: Paper, number: int, unmet: frozenset[str], *, is_referred: bool) -> str:
        refs = sorted(unmet)
        what = f"Criterion {refs[0]} is" if len(refs) == 1 else f"Criteria {', '.join(refs[:-1])} and {refs[-1]} are"
        pool = "referred" if is_referred else "passed_again" if number > 1 else "passed"
        sentence: str = self._rng.choice(data("common")[pool])
        return sentence.format(first=paper.person.first, what=what)

    def _unmet(self, unit: Marked) -> frozenset[str]:
        """What a referral would find not yet met: one criterion, sometimes two, more often late in the paper."""
        refs = [ref for _, ref in unit.criteria]
        return frozenset(self._rng.choices(refs, range(1, len(refs) + 1), k=self._rng.choice((1, 1, 2))))

    def _declarations(self) -> dict[str, object]:
        used_ai = self._rng.random() < 0.25
        return {"authentic": True, "safe_content": True, "ai_used": used_ai, "ai_how": self._rng.choice(_AI_USES) if used_ai else ""}

    def _letters(self, count: int) -> str:
        return "".join(self._rng.choices(_LETTERS, k=count))
