"""What every page for everybody does on load: says whether this is practice, and puts into words why somebody was sent here."""

import reflex as rx

from pages.gate import anyone, event, me
from pages.shared import arrival
from pages.ui.frame import Frame, FrameRow, Said
from pages.visit import glance
from vle_app import addresses
from vle_app.people import sign_in_words


class Doorway(rx.State):
    """`next` is where to go after signing in, `link_token` the secret of a one-time link, `words` the sentence for `?said=…`."""

    next: str = ""
    link_token: str = ""
    words: str = ""
    is_refusal: bool = False

    @event(anyone)
    async def arrive(self) -> None:
        frame = await self.get_state(Frame)
        if me.get() is not None:
            await arrival.arrive(self, lambda _db, _me: None)
            frame.said = Said()  # the sentence stands at the form instead
        else:
            frame.who = FrameRow(practice=await glance(arrival.practice))
        asked = self.router.url.query_parameters
        self.next = addresses.safe_return(asked.get("next", ""))
        self.words = sign_in_words.sentence(asked.get("said", ""))
        self.is_refusal = sign_in_words.is_refusal(asked.get("said", ""))
        where, _, last = self.router.url.path.rpartition("/")
        self.link_token = last[:200] if where in (addresses.JOIN, addresses.RESET) else ""
