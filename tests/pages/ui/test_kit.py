"""The kit: what its parts promise to those who read with their ears, and what it refuses when a page is built."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import reflex as rx

from pages import index
from pages.ui import bars, feedback, forms, plain, tables
from pages.ui.frame import Frame, said
from pages.ui.icons import NAMES, icon
from pages.ui.shell import heading


def parts(component: Any) -> Iterator[Any]:
    yield component
    for child in getattr(component, "children", ()):
        yield from parts(child)


def drawn(component: rx.Component) -> str:
    """What the component compiles to."""
    return str(component)


def test_an_icon_that_the_sprite_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="no icon named unicorn"):
        icon("unicorn")


def test_every_status_has_an_icon_words_and_a_tone_with_colours() -> None:
    css = (Path(feedback.__file__).parent / "look.css").read_text()
    for tone, name, words in feedback.STATUS.values():
        assert name in NAMES
        assert words
        assert f".st-{tone}{{" in css


def test_every_place_in_a_menu_has_an_icon_of_the_sprite() -> None:
    from pages.routes import MENU

    assert {row.icon for rows in MENU.values() for row in rows} - NAMES == set()


def test_a_field_without_hint_or_error_names_neither() -> None:
    shown = drawn(forms.field("Email", forms.text, id="email"))
    assert "aria-describedby" not in shown
    assert '"htmlFor"' in shown or 'htmlFor:"email"' in shown


def test_a_field_ties_its_hint_and_its_error_to_the_control() -> None:
    shown = drawn(forms.field("Number", forms.text, id="number", hint="Of the order", error="Give the number."))
    assert '"aria-describedby":"number-error number-hint"' in shown
    assert 'id:"number-hint"' in shown
    assert 'id:"number-error"' in shown
    assert '"aria-invalid":true' in shown


def test_a_plain_form_is_left_to_the_browser() -> None:
    shown = drawn(plain.form(action="/api/sign-in"))
    assert 'method:"post"' in shown
    assert "onSubmit" not in shown


def test_a_table_names_its_region_and_its_columns() -> None:
    shown = drawn(tables.table("Seats", ["Force", ("Seats", "r")], [tables.line("Northmoor", ("25", "r"))]))
    assert shown.count('scope:"col"') == 2
    assert shown.count('scope:"row"') == 1
    assert 'role:"region"' in shown


def test_three_bars_say_their_counts_in_words() -> None:
    shown = drawn(bars.three(32, 28, 19, 52, "criteria"))
    assert shown.count('role:"img"') == 3
    assert [kind for kind in ("f-line", "f-hatch", "f-solid") if kind in shown] == ["f-line", "f-hatch", "f-solid"]


def test_a_heading_can_take_the_focus() -> None:
    assert "tabIndex:-1" in drawn(heading("Today"))


def test_the_same_words_said_twice_are_two_sayings() -> None:
    first, second = said("Handed in."), said("Handed in.")
    while first.at == second.at:
        second = said("Handed in.")
    assert first.words == second.words
    assert first != second


def test_the_frame_can_be_fired_by_nobody() -> None:
    assert set(Frame.event_handlers) - {"setvar"} == set()


@pytest.mark.parametrize("page", index.PAGES, ids=lambda page: page.route)
def test_every_page_draws_and_has_one_main_heading(page: Any) -> None:
    headings = {str(part) for part in parts(page.draw()) if getattr(part, "tag", "") == "h1"}
    assert len(headings) == 1


@pytest.mark.parametrize("source", sorted((Path(__file__).parents[3] / "pages").rglob("*.py")), ids=lambda path: path.stem)
def test_no_page_uses_what_brings_another_style_sheet_or_needs_eval(source: Path) -> None:
    used = re.findall(r"\brx\.(link|button|input|heading|text|icon|upload|toast|box|flex|call_script|download|select|dialog|table)\b\(", source.read_text())
    assert used == []
