"""Numbers that say how far attributions are from complete."""

from __future__ import annotations

import math
from typing import NamedTuple

from signs_studio.numbers import NO_BREAK, format_fixed, format_percent

_DIGITS, _MAX_PLACES = 4, 9


class CompletenessNumbers(NamedTuple):
    """The sum of attributions and the difference of logits that it should be, as written.

    Attributes:
        difference: What the sum should be.
        total: The sum.
        error: Distance between the two as they are written, as a percentage of the difference.
    """

    difference: str
    total: str
    error: str


def completeness_numbers(difference: float, total: float) -> CompletenessNumbers:
    """Returns numbers that agree for a reader with a calculator.

    Both have as many decimals: four significant digits of the larger.

    Args:
        difference: What the sum of all attributions should be.
        total: What it is.
    """
    largest = max(abs(difference), abs(total))
    has_size = 0 < largest < math.inf
    before_point = math.floor(math.log10(largest)) + 1 if has_size else _DIGITS
    places = min(max(_DIGITS - before_point, 0), _MAX_PLACES)
    wanted, written = round(difference, places), round(total, places)
    distance = abs(written - wanted)
    share = distance / abs(wanted) if wanted else float(distance > 0)
    return CompletenessNumbers(
        format_fixed(wanted, places),
        format_fixed(written, places),
        format_percent(share, 1, space=NO_BREAK),
    )
