"""Every page of the house."""

from pages import routes
from pages.concierge import people, queue
from pages.director import pilot
from pages.director import settings as forces
from pages.finance import places
from pages.force import people as force_people
from pages.iqa import decisions
from pages.participant import today, unit, work
from pages.practice import places as practice
from pages.public import places as public
from pages.shared import account, notices
from pages.tutor import desk, marking
from pages.tutor import today as tutor_today

PAGES: tuple[routes.Page, ...] = (
    *public.PAGES,
    *practice.PAGES,
    today.PAGE,
    work.PAGE,
    unit.PAGE,
    tutor_today.PAGE,
    marking.PAGE,
    desk.PAGE,
    decisions.PAGE,
    queue.PAGE,
    people.PAGE,
    force_people.PAGE,
    places.PAGE,
    pilot.PAGE,
    forces.PAGE,
    account.PAGE,
    notices.PAGE,
)
