"""What every page's document has: language, icon, fonts, colours of the browser's own bars. Colours, type and spacing themselves live in look.css."""

from typing import Any

import reflex as rx

_LATIN = "/fonts/public-sans-latin-1.woff2"


def head() -> list[rx.Component]:
    """Day and night follow the system in CSS alone, so no script runs before the first paint."""
    return [
        rx.el.link(rel="preload", href=_LATIN, custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"}),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="theme-color", content="#fcfdfd", custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="theme-color", content="#11151d", custom_attrs={"media": "(prefers-color-scheme: dark)"}),
    ]


ROOT: dict[str, Any] = {"head_components": head(), "app_wraps": {}, "reset_style": False}
"""Keyword arguments for `rx.App`: our head, none of Reflex's own banners, no reset beyond Tailwind's."""
