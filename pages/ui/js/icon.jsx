import { createElement as h } from "react";
import SPRITE from "./icons.svg?url";

/** One icon of the sprite, beside words and therefore hidden from screen readers. */
export const Icon = ({ name, className = "" }) => h("svg", { className: `i ${className}`, "aria-hidden": true }, h("use", { href: `${SPRITE}#${name}` }));
