"""Numbers as a person reads them: in sentences, tables and plots alike."""

from __future__ import annotations


def format_value(value: object, form: str = "") -> str:
    """Returns what is put into a sentence.

    Args:
        value: A whole number, which is grouped by thousands; or anything else.
        form: As of Python, such as ``.2f`` or ``g``; ``%``, or ``.0%`` for none after the point, of
            a share of 0..1. Anything but numbers is said as it is.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if form.endswith("%"):
        return percent(value, int(form[1:-1] or 1))
    return f"{value:{form or ','}}" if form or isinstance(value, int) else str(value)


def percent(share: float, places: int = 1) -> str:
    """``16.7 %``: a share of 0..1 in hundredths.

    Args:
        share: What is said.
        places: Digits after the point: one for what is measured, none for a round limit.
    """
    return f"{100 * share:.{places}f} %"


def format_cost(cost: float) -> str:
    """Three digits that count, ``0.0523`` or ``1.80``; an exponent far from 1."""
    return f"{cost:#.3g}".rstrip(".")


def format_percent_digits(share: float) -> str:
    """A share of 0..1 as percent with one decimal: ``99.9``."""
    return f"{share * 100:.1f}"
