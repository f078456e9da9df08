import { useEffect } from "react";
import { useLocation } from "react-router";

// The address we last arrived at. It outlives the shell, which each page mounts anew.
let here;

/** After a move inside the app: focus the new page's heading, so that a screen reader reads it and Tab goes on from there. */
export function Arrival() {
  const { pathname } = useLocation();
  useEffect(() => {
    const came = here;
    here = pathname;
    if (came === undefined || came === pathname) return;
    let tries = 0;
    const look = () => {
      const heading = document.querySelector("main h1");
      const free = document.activeElement === document.body || !document.activeElement;
      if (heading && (free || tries === 0)) heading.focus({ preventScroll: true });
      if (heading || ++tries > 40) clearInterval(timer);
    };
    const timer = setInterval(look, 50);
    look();
    return () => clearInterval(timer);
  }, [pathname]);
  return null;
}
