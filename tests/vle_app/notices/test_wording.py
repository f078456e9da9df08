"""An e-mail says the same in text and in HTML, and nothing in it can become a tag or a header."""

from html.parser import HTMLParser

from vle_app.notices import wording
from vle_app.notices.wording import Letter
from vle_app.settings import Settings

LETTER = Letter(
    title="Your assignment for 701 is due on Friday", lead="It takes about 25 minutes.", why="You get this because 701 is due in 3 days.",
    greeting="Hello Sam.", force="Northmoor Police", button="Carry on", link="https://learn.example/me/work/1", margin=("Fri 27", "23:59"),
    item="Hand in 701 Strategic Leadership", detail="Due Friday 27 November, 23:59", closing=wording.CROSSED,
)
ACCOUNT = "https://learn.example/account"


class Words(HTMLParser):
    """The text and the links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_text_says_everything_in_reading_order() -> None:
    assert wording.text(LETTER, ACCOUNT) == (
        "Hello Sam. It takes about 25 minutes.\n\n"
        "Fri 27 23:59  Hand in 701 Strategic Leadership\nDue Friday 27 November, 23:59\n\n"
        "Carry on: https://learn.example/me/work/1\n\n"
        "If you have just handed in, we crossed on the way: nothing more to do.\n\n"
        "You get this because 701 is due in 3 days.\n\n"
        "Your account: https://learn.example/account\n\n"
        "Leadership Learning for Northmoor Police.\n"
    )


def test_the_page_has_one_button_and_the_way_to_ones_account() -> None:
    page = Words(wording.html(LETTER, ACCOUNT))
    assert page.links == ["https://learn.example/me/work/1", ACCOUNT]
    said = " ".join(" ".join(page.words).split())
    for part in (LETTER.title, "Hello Sam. It takes about 25 minutes.", "Fri 27 23:59 Hand in 701 Strategic Leadership", LETTER.why, LETTER.closing):
        assert part in said


def test_what_people_wrote_cannot_become_a_tag() -> None:
    nasty = '"><script>alert(1)</script>{braces}'
    words = dict.fromkeys(("title", "lead", "why", "greeting", "force", "button", "link", "item", "detail", "closing"), nasty)
    page = wording.html(Letter(**words, margin=(nasty, nasty)), nasty)
    assert "script" not in Words(page).tags
    assert page.count("<script") == 0


def test_a_plain_letter_has_no_row_and_no_button() -> None:
    page = Words(wording.html(Letter(title="T", lead="L", why="W"), ACCOUNT))
    assert page.links == [ACCOUNT]
    assert wording.text(Letter(title="T", lead="L", why="W"), ACCOUNT).startswith("Hello. L\n\nW\n\n")


def test_the_sender_is_the_house_and_the_subject_is_one_line() -> None:
    settings = Settings(mail_from="post@learn.example", public_address="https://learn.example", _env_file=None)
    made = wording.email(Letter(title="One\r\nBcc: all@example.test", lead="L", why="W"), recipient="sam@example.test", notice_id="n1", settings=settings)
    assert (made.sender_name, made.sender, made.subject, made.message_id) == (
        "Leadership Learning", "post@learn.example", "One Bcc: all@example.test", "<n1@learn.example>",
    )


def test_practice_without_an_address_of_its_own_still_has_a_sender() -> None:
    made = wording.email(LETTER, recipient="sam@example.test", notice_id="n1", settings=Settings(_env_file=None))
    assert made.sender == "no-reply@127.0.0.1"
