"""The build: our changes to what Reflex writes fail loudly when it writes something else, and the lock names no registry."""

import re
from pathlib import Path

import pytest

from pages.ui import look

ROOT = Path(__file__).parents[3]
VITE = 'resolve: { alias: [{ find: "$", replacement: x }] }'


def test_aliases_stand_before_reflex_own_and_are_put_in_once() -> None:
    once = look._aliases(VITE)
    assert once.index("./slim/emotion.js") < once.index('find: "$",')
    assert look._aliases(once) == once


def test_another_vite_configuration_is_not_passed_over_in_silence() -> None:
    with pytest.raises(RuntimeError, match=r"vite\.config\.js"):
        look._aliases("export default {}")


def test_the_script_for_colour_schemes_is_left_out() -> None:
    document = 'jsx("head",{},jsx("script",{},"const a = \\"b\\";"),jsx("meta",{}))'
    assert look._document(document) == 'jsx("head",{},jsx("meta",{}))'


def test_another_document_is_not_passed_over_in_silence() -> None:
    with pytest.raises(RuntimeError, match=r"_document\.js"):
        look._document("jsx()")


def test_the_root_gets_our_own_error_page() -> None:
    kept = "useEffect(() => {\n    // Make contexts and state objects available globally\n window.__reflex = {};\n  }, []);"
    root = f'import * as React from "react"\n{kept}\nexport default App'
    assert look._root(root) == '\nexport default App' + look._FAILURE


def test_an_unknown_root_is_not_passed_over_in_silence() -> None:
    with pytest.raises(RuntimeError, match=r"root\.jsx"):
        look._root("export default App")


def test_day_and_night_say_the_same_by_system_and_by_choice() -> None:
    css = (ROOT / "pages" / "ui" / "look.css").read_text()
    chosen = re.search(r"\n\[data-theme=night\]\{(.*?)\}\n", css, re.S)
    followed = re.search(r":root:not\(\[data-theme\]\)\{(.*?)\}\}\n", css, re.S)
    assert chosen is not None
    assert followed is not None
    assert chosen[1] == followed[1]


def test_the_lock_names_no_registry() -> None:
    assert [path.name for path in (ROOT / "reflex.lock").iterdir() if re.search(r"https?://|registry\.", path.read_text())] == []
