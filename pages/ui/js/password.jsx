import { createElement as h, useState } from "react";

/** A password field whose content can be shown while typing: phones make hidden typing hard. */
export function Password({ id, name, autoComplete, describedBy, invalid, minLength }) {
  const [plain, setPlain] = useState(false);
  return h("div", { className: "relative" },
    h("input", { className: "inp pr-20", id, name, type: plain ? "text" : "password", autoComplete, required: true, minLength, maxLength: 1024,
      "aria-describedby": describedBy || undefined, "aria-invalid": invalid || undefined, autoCapitalize: "none", spellCheck: false }),
    h("button", { type: "button", className: "absolute right-1 top-1 h-9 px-3 font-semibold text-sm text-accent", "aria-pressed": plain,
      "aria-controls": id, onClick: () => setPlain(!plain) }, plain ? "Hide" : "Show", h("span", { className: "sr-only" }, " password")));
}
