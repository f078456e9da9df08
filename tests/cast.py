"""The standing cast: two forces, their people and the staff, the same in every test. Names are invented."""

from datetime import UTC, date, datetime

from sqlmodel import Session, select

from models.catalogue import AssessmentCriterion, Brief, LearningOutcome, Qualification, Size, SyllabusVersion, Unit, UnitUse
from models.enrolments import Cohort, Enrolment, EnrolmentUnit
from models.people import Organisation, OrganisationKind, Person, Role, RoleGrant
from models.programmes import Programme
from vle_app.people.visitors import Visitor

PASSWORD = "a lantern over wet slate"

PEOPLE = {
    "Sam Okafor": ("Northmoor Police", Role.PARTICIPANT),
    "Kate Lowther": ("Eastvale Constabulary", Role.PARTICIPANT),
    "Helen Marsh": ("Leadership Learning", Role.TUTOR),
    "Gareth Rhys": ("Leadership Learning", Role.TUTOR),
    "Lena Hughes": ("Leadership Learning", Role.IQA),
    "Priya Nair": ("Leadership Learning", Role.CONCIERGE),
    "Joanne Pike": ("Northmoor Police", Role.FORCE_LEAD),
    "Imran Sheikh": ("Eastvale Constabulary", Role.FORCE_LEAD),
    "Ruth Adeyemi": ("Leadership Learning", Role.FINANCE),
    "Dawn Mercer": ("Leadership Learning", Role.DIRECTOR),
}


def enter(session: Session) -> None:
    """Write the cast, one programme on unit 701 with four criteria, and both participants' enrolments with Helen Marsh as tutor."""
    forces = {
        "Leadership Learning": Organisation(name="Leadership Learning", short_code="LL", kind=OrganisationKind.PROVIDER),
        "Northmoor Police": Organisation(
            name="Northmoor Police", short_code="NMP", kind=OrganisationKind.HOME_OFFICE, monogram="NP", brand_hue=262, brand_strength=0.125
        ),
        "Eastvale Constabulary": Organisation(name="Eastvale Constabulary", short_code="EVC", kind=OrganisationKind.HOME_OFFICE, monogram="EC"),
    }
    session.add_all(forces.values())
    session.flush()
    people = {}
    for name, (force, role) in PEOPLE.items():
        person = Person(name=name, email=email(name), organisation_id=forces[force].id, grade="Chief Inspector")
        people[name] = person
        session.add(person)
        session.flush()
        session.add(RoleGrant(person_id=person.id, role=role, organisation_id=forces[force].id))
    _programme(session, people)


def _programme(session: Session, people: dict[str, Person]) -> None:
    syllabus = SyllabusVersion(code="L7-SMLP", title="Strategic Management and Leadership Practice", level=7)
    unit = Unit(code="701", title="Strategic Leadership", home_level=7, credits=11, tut_hours=110, glh=36)
    bare = Unit(code="707", title="Organisational Design and Development", home_level=7, credits=8, tut_hours=80)
    session.add_all([syllabus, unit, bare])
    session.flush()
    qualification = Qualification(syllabus_version_id=syllabus.id, code="7A30", title="Level 7 Award in Strategic Management", size=Size.AWARD)
    outcome = LearningOutcome(unit_id=unit.id, ref="LO1", text="Understand what a strategic leader is for", position=1)
    session.add_all([qualification, outcome, UnitUse(syllabus_version_id=syllabus.id, unit_id=unit.id, group="A")])
    session.flush()
    for position, ref in enumerate(("1.1", "1.2", "2.1", "2.2"), start=1):
        session.add(
            AssessmentCriterion(
                unit_id=unit.id,
                outcome_id=outcome.id,
                ref=ref,
                command_verb="Critically appraise",
                text=f"how a leader sets direction, part {ref}",
                position=position,
            )
        )
    session.add(Brief(unit_id=unit.id, title="Leading when the answer is not known", scenario="Choose a decision you led.", min_words=4000, max_words=4500))
    programme = Programme(slug="level-7-award", title="Level 7 Award", summary="One unit.", qualification_id=qualification.id, unit_codes=["701"])
    session.add(programme)
    session.flush()
    cohort = Cohort(programme_id=programme.id, name="Level 7, autumn", starts_on=date(2026, 9, 7), ends_on=date(2027, 3, 31), capacity=40)
    session.add(cohort)
    session.flush()
    for name in ("Sam Okafor", "Kate Lowther"):
        enrolment = Enrolment(
            person_id=people[name].id,
            cohort_id=cohort.id,
            organisation_id=people[name].organisation_id,
            syllabus_version_id=syllabus.id,
            tutor_id=people["Helen Marsh"].id,
            started_on=cohort.starts_on,
        )
        session.add(enrolment)
        session.flush()
        session.add(EnrolmentUnit(enrolment_id=enrolment.id, unit_id=unit.id, position=1))


def email(name: str) -> str:
    """The address of a member of the cast: `sam.okafor@example.test`."""
    return f"{name.lower().replace(' ', '.')}@example.test"


def person(session: Session, name: str) -> Person:
    """A member of the cast, by name."""
    return session.exec(select(Person).where(Person.name == name)).one()


def visitor(session: Session, name: str) -> Visitor:
    """That member of the cast, signed in."""
    who = person(session, name)
    home = session.get_one(Organisation, who.organisation_id)
    grants = session.exec(select(RoleGrant).where(RoleGrant.person_id == who.id)).all()
    return Visitor(
        id=who.id,
        name=who.name,
        email=who.email,
        zone=who.zone,
        organisation_id=home.id,
        organisation=home.name,
        monogram=home.monogram,
        brand_hue=home.brand_hue,
        brand_strength=home.brand_strength,
        grants=tuple((grant.role, grant.organisation_id) for grant in grants),
        sign_in_id="",
    )


def enrolment(session: Session, name: str) -> Enrolment:
    """That participant's enrolment."""
    return session.exec(select(Enrolment).where(Enrolment.person_id == person(session, name).id)).one()


LONG_AGO = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
