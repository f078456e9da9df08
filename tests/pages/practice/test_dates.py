"""In practice anybody may move the pilot's dates; elsewhere nobody can."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.people import Organisation, OrganisationKind
from models.records import Setting
from pages.practice.start import Dates
from pages.ui.frame import Frame
from pages.visit import change
from tests.pages.conftest import OpenTab
from vle_app import addresses, settings
from vle_app.errors import NotFound


async def test_old_dates_are_offered_to_be_moved_and_then_are_not_old(open_tab: OpenTab, session: Session) -> None:
    old = datetime.now(UTC) - timedelta(days=15)
    for key, value in (("pilot.seed", "1"), ("pilot.laid_out_on", f"{old.date()}"), ("pilot.laid_out_at", old.isoformat())):
        session.add(Setting(key=key, value=value))
    session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.PROVIDER)).one().is_sample = True
    session.commit()
    tab = await open_tab(None, addresses.PRACTICE)
    await tab.fire(f"{Dates.get_full_name()}.move")
    delta = await tab.until(lambda d: "Moved." in str(d.get(Frame.get_full_name())))
    assert "'offers_refresh': False" in str(delta)
    session.expire_all()
    assert session.get_one(Setting, "pilot.laid_out_on").value == f"{(old + timedelta(days=14)).date()}"


async def test_production_has_nothing_that_everybody_may_change(database: object) -> None:
    kept = settings.current()
    settings.use(kept.model_copy(update={"env": settings.Environment.PRODUCTION}))
    try:
        with pytest.raises(NotFound):
            await change(lambda _: None)
    finally:
        settings.use(kept)
