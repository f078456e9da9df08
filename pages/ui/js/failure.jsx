import { createElement as h, useEffect } from "react";
import { useRouteError } from "react-router";

/** What is left when a page cannot be drawn. It says whose fault it is and what to do; the details go to the console only. */
export function Failure() {
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return h("main", { id: "main", className: "wrap py-14", tabIndex: -1 },
    h("div", { className: "max-w-[36rem]" },
      h("h1", { className: "text-3xl", tabIndex: -1 }, "This page did not open"),
      h("p", { className: "text-lg mt-3" }, "The fault is ours, not yours. What you handed in or saved before is safe."),
      h("div", { className: "flex flex-wrap gap-3 mt-6" },
        h("button", { type: "button", className: "btn btn-primary btn-lg", onClick: () => location.reload() }, "Try again"),
        h("a", { className: "btn btn-line btn-lg", href: "/" }, "Go to the start"))));
}
