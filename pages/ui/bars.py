"""Three bars on one scale: what was expected (outline), handed in (hatch), signed off (solid). They differ before their colours do."""

from typing import Any

import reflex as rx

Count = int | rx.Var[int]
_KINDS = (("Expected by today", "f-line"), ("Handed in", "f-hatch"), ("Signed off", "f-solid"))


def three(expected: Count, handed_in: Count, signed_off: Count, total: Count, unit: str) -> rx.Component:
    """Three counts out of one total, in words beside each bar. `unit` is what is counted, in the plural: “criteria”."""
    return rx.el.ul(
        *(bar(label, count, total, unit, kind) for (label, kind), count in zip(_KINDS, (expected, handed_in, signed_off), strict=True)),
        class_name="grid gap-4",
    )


def bar(label: str, count: Count, total: Count, unit: str, kind: str) -> rx.Component:
    """One bar. `kind`: f-line, f-hatch, f-solid. A total of 0 draws an empty bar."""
    of: Any = rx.Var.create(count)
    out: Any = rx.Var.create(total)
    share = rx.cond(out > 0, of * 100 / out, 0)
    return rx.el.li(
        rx.el.div(
            rx.el.span(label, class_name="text-sm"),
            rx.el.span(of, " of ", out, class_name="num text-sm font-semibold"),
            class_name="flex justify-between items-baseline gap-3",
        ),
        rx.el.div(
            rx.el.div(rx.el.i(class_name=kind, style={"width": f"{share}%"}), class_name="bar", role="img", aria_label=f"{label}: {of} of {out} {unit}"),
            class_name="mt-1.5",
        ),
    )
