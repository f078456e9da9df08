import { createElement as h, useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { Icon } from "$/vle/icon";

const WORDS = {
  offline: ["You are offline.", "What you have written stays on this page. We connect again by ourselves when you have a signal."],
  lost: ["The line to us dropped.", "We are connecting again. What you have written stays on this page."],
};

/** A strip above the shell while there is no line to the server. Its live region is always there, so that its words are spoken. */
export function Line() {
  const [, errors] = useContext(EventLoopContext) ?? [null, []];
  const [online, setOnline] = useState(true);
  useEffect(() => {
    const hear = () => setOnline(navigator.onLine);
    hear();
    addEventListener("online", hear);
    addEventListener("offline", hear);
    return () => {
      removeEventListener("online", hear);
      removeEventListener("offline", hear);
    };
  }, []);
  const state = !online ? "offline" : errors?.length > 1 ? "lost" : "";
  const [first, rest] = WORDS[state] ?? [];
  return h("div", { role: "status" }, state && h("div", { className: "bg-info-tint border-b border-base-300" },
    h("div", { className: "wrap py-2.5 flex gap-3 items-start" },
      h(Icon, { name: "wifi-off", className: "mt-0.5 text-info" }),
      h("p", { className: "text-sm" }, h("b", { className: "font-semibold" }, first), " ", rest))));
}
