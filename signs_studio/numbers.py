"""Numbers as a person reads them: in sentences, tables and plots alike."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit on one line where words are wrapped."""
_SUM_DIGITS, _MOST_PLACES = 4, 9


_PYTHON = re.compile(r"([-+]?)([\d.,]+)(?:e([-+]?\d+))?")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def typeset(text: str) -> str:
    """Returns a number as it is printed in a book, of what Python writes.

    ``−10⁻⁵`` for ``-1e-05``, ``5.2×10⁻⁸`` for ``5.2e-08``. What is no finite number has a minus
    alone made one; any other text is returned as it is.
    """
    found = _PYTHON.fullmatch(text)
    if found is None:
        return "\N{MINUS SIGN}inf" if text == "-inf" else text
    sign, digits, exponent = found.groups()
    sign = sign.replace("-", "\N{MINUS SIGN}")
    if exponent is None:
        return f"{sign}{digits}"
    power = f"10{superscript(int(exponent))}"
    return f"{sign}{power}" if digits == "1" else f"{sign}{digits}×{power}"


def superscript(exponent: int) -> str:
    """``⁻⁵``: what a number is raised to."""
    return str(exponent).translate(_SUPERSCRIPTS)


def format_value(value: object, form: str = "") -> str:
    """Returns what is put into a sentence.

    Args:
        value: A whole number, which is grouped by thousands; or anything else.
        form: As Python's, such as ``.2f`` or ``g``; what ends in a percent sign is said by
            ``format_percent``. Anything but numbers is said as it is.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if form.endswith("%"):
        return format_percent(value, int(form[1:-1] or 1))
    return typeset(f"{value:{form or ','}}" if form or isinstance(value, int) else str(value))


def format_percent(share: float, places: int = 1, *, space: str = " ") -> str:
    """``16.7 %``: a share of 0..1 in hundredths.

    Args:
        share: A share of 0..1.
        places: Digits after the point: one for what is measured, none for a round limit, and where
            many stand close beside each other.
        space: Before the sign; ``NO_BREAK`` where words are wrapped.
    """
    return space.join([format_percent_digits(share, places), "%"])


def format_confidence(share: float) -> str:
    """``63 %``: a probability in whole percent, which no line break parts."""
    return format_percent(share, 0, space=NO_BREAK)


def format_percent_digits(share: float, places: int = 1) -> str:
    """``16.7``: the same without its sign, which a heading or a sentence has."""
    return f"{100 * share:.{places}f}"


def format_signed(number: float, digits: int = 3) -> str:
    """``−0.633`` or ``10⁻⁵``: so many digits that count, with a minus as wide as a plus."""
    return typeset(f"{number:.{digits}g}")


def format_fixed(number: float, places: int) -> str:
    """``−0.63``: so many digits after the point, with a minus as wide as a plus."""
    return typeset(f"{number:.{places}f}")


def format_cost(cost: float) -> str:
    """Three digits that count, ``0.0523`` or ``1.80``; a power of ten far from 1."""
    return typeset(f"{cost:#.3g}".rstrip("."))


class SumNumbers(NamedTuple):
    """Numbers of a sum of attributions and what it should be, as they are written.

    Attributes:
        difference: What it should be.
        total: The sum.
        error: Distance between the two, in hundredths of the former: of both as they are written.
    """

    difference: str
    total: str
    error: str


def sum_numbers(difference: float, total: float) -> SumNumbers:
    """Returns numbers of a sum that a reader with a calculator finds to agree.

    Args:
        difference: What the sum should be.
        total: What it is.
    """
    # Four digits that count, of the larger: a part of a thousand is told.
    largest = max(abs(difference), abs(total))
    has_size = 0 < largest < math.inf
    before = math.floor(math.log10(largest)) + 1 if has_size else _SUM_DIGITS
    places = min(max(_SUM_DIGITS - before, 0), _MOST_PLACES)
    wanted, written = round(difference, places), round(total, places)
    distance = abs(written - wanted)
    share = distance / abs(wanted) if wanted else float(distance > 0)
    return SumNumbers(
        format_fixed(wanted, places),
        format_fixed(written, places),
        format_percent(share, 1, space=NO_BREAK),
    )
