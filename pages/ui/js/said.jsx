import { createElement as h, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { Icon } from "$/vle/icon";

const ICON = { ok: "circle-check", warn: "triangle-alert", late: "circle-alert", info: "info" };
const KEY = "vle-said";
// Which message is in view, where it was first shown, and whether it may still follow to one more page.
let shown = { at: 0, path: "", moves: 0 };

const isOld = (at) => {
  try {
    return Number(sessionStorage.getItem(KEY) ?? 0) >= at;
  } catch {
    return false;
  }
};

/** What has just been done, at the head of the page: spoken once, also when the same words come twice, and gone on the next page. */
export function Said({ words, at, tone, stays }) {
  const { pathname } = useLocation();
  const [view, setView] = useState(0);
  useEffect(() => {
    if (!at) return setView(0);
    if (at !== shown.at) {
      if (isOld(at)) return;
      shown = { at, path: pathname, moves: stays ? 1 : 0 };
      try {
        sessionStorage.setItem(KEY, at);
      } catch {}
    } else if (pathname !== shown.path && shown.moves > 0) {
      shown = { at, path: pathname, moves: 0 };
    }
    setView(pathname === shown.path ? at : 0);
  }, [at, stays, pathname]);
  const close = () => {
    shown.path = "";
    setView(0);
    document.querySelector("main h1")?.focus();
  };
  const isIn = view === at && Boolean(words);
  return h("div", { className: "said", role: "status", "aria-live": "polite" },
    isIn && h("div", { key: at, className: `note n-${tone}` },
      h(Icon, { name: ICON[tone] ?? "info" }),
      h("p", { className: "min-w-0 mr-auto" }, words),
      h("button", { type: "button", className: "ib -my-2.5 -mr-2", onClick: close, "aria-label": "Close this message" },
        h(Icon, { name: "x" }))));
}
