"""Numbers as a person reads them: in sentences, tables and plots alike."""

from __future__ import annotations

import re

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit on one line where words are wrapped."""
MINUS = "\N{MINUS SIGN}"
"""As wide as a plus."""
_DIGITS, _SUPERSCRIPT_DIGITS = "0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_TO_SUPERSCRIPT = str.maketrans(_DIGITS, _SUPERSCRIPT_DIGITS)
_FROM_SUPERSCRIPT = str.maketrans(_SUPERSCRIPT_DIGITS, _DIGITS)
_SUPERSCRIPTS = re.compile(f"[{_SUPERSCRIPT_DIGITS}]+")
_PYTHON_NUMBER = re.compile(r"([-+]?)([\d.,]+)(?:e([-+]?\d+))?")
_POWER_OF_TEN = re.compile(rf"([-+]?)(?:([\d.,]+)\s*[×·]\s*)?10([{_SUPERSCRIPT_DIGITS}]+)")


def typeset(text: str) -> str:
    """Returns a number that Python has written as a book prints it.

    ``−10⁻⁵`` for ``-1e-05``, ``5.2×10⁻⁸`` for ``5.2e-08``, ``−inf`` for ``-inf``. Any other text is
    returned as it is.
    """
    found = _PYTHON_NUMBER.fullmatch(text)
    if found is None:
        return f"{MINUS}inf" if text == "-inf" else text
    sign, digits, exponent = found.groups()
    sign = sign.replace("-", MINUS)
    if exponent is None:
        return f"{sign}{digits}"
    power = f"10{superscript(int(exponent))}"
    return f"{sign}{power}" if digits == "1" else f"{sign}{digits}×{power}"


def untypeset(text: str) -> str:
    """Returns a typeset number as Python reads it: ``5.2e-8`` for ``5.2×10⁻⁸``.

    Any other text is returned with its minus signs made hyphens.
    """
    plain = text.replace(MINUS, "-")
    found = _POWER_OF_TEN.fullmatch(plain)
    if found is None:
        return plain
    sign, digits, exponent = found.groups()
    return f"{sign}{digits or 1}e{exponent.translate(_FROM_SUPERSCRIPT)}"


def with_ascii_numbers(text: str) -> str:
    """Returns words with the numbers in them as ASCII has them: ``5.2x10^-8`` for ``5.2×10⁻⁸``."""
    with_powers = _SUPERSCRIPTS.sub(lambda power: f"^{power[0].translate(_FROM_SUPERSCRIPT)}", text)
    return with_powers.replace(MINUS, "-").replace("×", "x")


def superscript(exponent: int) -> str:
    """Returns an exponent in superscript digits: ``⁻⁵``."""
    return str(exponent).translate(_TO_SUPERSCRIPT)


def format_number(value: float) -> str:
    """Returns the shortest text that parses back to ``value``, without a needless ``.0``.

    It is what a field and a file hold; ``format_full`` is the same for a person.
    """
    if isinstance(value, int):
        return str(value)
    text = repr(float(value))
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def format_full(value: float) -> str:
    """``0.30000000000000004`` or ``10⁻⁵``: as many digits as it takes to read it back."""
    return typeset(format_number(value))


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


def round_significant(number: float, digits: int) -> float:
    """Returns a number rounded to so many significant digits."""
    return float(f"{number:.{digits - 1}e}")


def format_significant(number: float, digits: int = 3) -> str:
    """``−0.633`` or ``10⁻⁵``: so many significant digits; what rounds to zero has no sign."""
    return typeset(f"{number:z.{digits}g}")


def format_fixed(number: float, places: int) -> str:
    """``−0.63``: so many digits after the point; what rounds to zero has no sign."""
    return typeset(f"{number:z.{places}f}")


def format_cost(cost: float) -> str:
    """Three significant digits, ``0.0523`` or ``1.80``; a power of ten far from 1."""
    return typeset(f"{cost:#.3g}".rstrip("."))
