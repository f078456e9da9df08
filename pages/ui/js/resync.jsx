import { createElement as h, useEffect, useState } from "react";

const KEY = "vle-resync";

// Only a path of this house; anything else leads to its front page.
const target = () => {
  const to = new URLSearchParams(location.search).get("to") ?? "/";
  return /^\/(?![/\\])/.test(to) && !to.startsWith("/resync") ? to : "/";
};

/** Forgets what this tab held for another sign-in and loads the page anew; at most once in ten seconds, so that it cannot loop. */
export function Resync() {
  const [stuck, setStuck] = useState("");
  useEffect(() => {
    try {
      const last = Number(localStorage.getItem(KEY) ?? 0);
      sessionStorage.clear();
      if (Date.now() - last < 10_000) return setStuck(target());
      localStorage.setItem(KEY, Date.now());
    } catch {}
    location.replace(target());
  }, []);
  if (!stuck) return h("p", { className: "text-muted mt-3 text-lg" }, "One moment.");
  // A plain link loads the page anew, which is what is wanted here.
  return h("p", { className: "mt-3 text-lg" }, "This tab still held somebody else’s sign-in. ", h("a", { className: "lk", href: stuck }, "Open your page"));
}
