"""Reflex plugins that build our own style sheet and leave out of every page the JavaScript that it does not use. No components in here: rxconfig reads it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

_HERE = Path(__file__).parent
_TAILWIND = "4.3.0"
_POSTCSS = 'export default { plugins: { "@tailwindcss/postcss": {} } };\n'


class Look(Plugin):
    """Tailwind 4 and daisyUI 5 from `look.css`, and the house's few components written in JavaScript."""

    def get_frontend_development_dependencies(self, **_: Any) -> list[str]:
        return [f"tailwindcss@{_TAILWIND}", f"@tailwindcss/postcss@{_TAILWIND}", "daisyui@5.8.1"]

    def get_stylesheet_paths(self, **_: Any) -> Sequence[str]:
        return ["./look.css"]

    def get_static_assets(self, **_: Any) -> Sequence[tuple[Path, str | bytes]]:
        own = [(Path("vle") / file.name, file.read_text()) for file in sorted((_HERE / "js").glob("*.jsx"))]
        icons = (_HERE / "icons.svg").read_text()
        return [(Path("styles") / "look.css", (_HERE / "look.css").read_text()), (Path("vle") / "icons.svg", icons), *own]

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("postcss.config.js", lambda _: _POSTCSS)


# What an import names (between slashes: a pattern), the file that stands in for it, and what that file holds.
_STAND_INS = {
    # We style with classes only, so emotion's run time has nothing to do; the rare `css` prop becomes an inline style.
    "@emotion/react": (
        "emotion.js",
        """import { createElement, Fragment } from "react";
export const jsx = (type, props, ...children) => {
  if (typeof type === "string" && props?.css !== undefined) {
    const { css, style, ...rest } = props;
    return createElement(type, { ...rest, style: { ...css, ...style } }, ...children);
  }
  return createElement(type, props, ...children);
};
export const css = (rules) => rules;
export { Fragment };
""",
    ),
    # No rx.Cookie anywhere: our cookie is HttpOnly.
    "universal-cookie": ("cookies.js", "export default class Cookies {\n  get() {}\n  set() {}\n  remove() {}\n}\n"),
    # Only used to merge the style objects of Radix slots.
    "mergician": ("merge.js", "export const mergician = (...all) => Object.assign({}, ...all);\n"),
    # Files travel by our own upload box.
    "$/utils/helpers/upload": ("upload.js", "export const uploadFiles = async () => false;\n"),
    # The socket is a WebSocket from the first byte; polling and WebTransport never run.
    r"/^\.\/transports\/index\.js$/": (
        "transports.js",
        'import { WS } from "../node_modules/engine.io-client/build/esm/transports/websocket.js";\nexport const transports = { websocket: WS };\n',
    ),
    # Day and night follow the system in CSS alone; nothing is kept in the browser.
    "$/utils/react-theme": (
        "theme.js",
        'export const ThemeProvider = ({ children }) => children;\nexport const useTheme = () => ({ theme: "system" });\n',
    ),
}
_ALIAS = '{ find: %s, replacement: fileURLToPath(new URL("./slim/%s", import.meta.url)) },\n      '
_ROOT_UNUSED = re.compile(r'import \* as (?:React|emotion_react|utils_context|utils_context_registry|utils_state)\b.*\n')
_ROOT_WINDOW = re.compile(r"useEffect\(\(\) => \{\s*// Make contexts and state objects available.*?\}, \[\]\);", re.S)
_THEME_SCRIPT = re.compile(r'jsx\("script",\{\},"(?:[^"\\]|\\.)*"\),')
_FAILURE = 'export { Failure as ErrorBoundary } from "$/vle/failure";\n'


class Slim(Plugin):
    """Stands small modules in for large ones, and drops what only components evaluated at run time would need."""

    def get_static_assets(self, **_: Any) -> Sequence[tuple[Path, str | bytes]]:
        return [(Path("slim") / name, code) for name, code in _STAND_INS.values()]

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("vite.config.js", _aliases)
        context["add_modify_task"]("app/root.jsx", _root)
        context["add_modify_task"]("app/_document.js", _document)


def _aliases(config: str) -> str:
    """The Vite configuration with our stand-ins. Fails loudly when Reflex lays it out differently."""
    if "./slim/" in config:
        return config
    lines = "".join(_ALIAS % (what if what.startswith("/") else f'"{what}"', name) for what, (name, _) in _STAND_INS.items())
    if "alias: [" not in config:
        raise RuntimeError("Reflex changed vite.config.js: look at pages/ui/look.py")
    return config.replace("alias: [", "alias: [\n      " + lines, 1)


def _document(code: str) -> str:
    """The document without the script that sets a colour scheme before the first paint: ours needs none."""
    plain = _THEME_SCRIPT.sub("", code, count=1)
    if plain == code:
        raise RuntimeError("Reflex changed app/_document.js: look at pages/ui/look.py")
    return plain


def _root(code: str) -> str:
    """The app's root without the libraries kept on `window`, and with our own error page."""
    slim = _ROOT_WINDOW.sub("", _ROOT_UNUSED.sub("", code))
    if slim == code:
        raise RuntimeError("Reflex changed app/root.jsx: look at pages/ui/look.py")
    return slim + _FAILURE
