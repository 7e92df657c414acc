"""Facts as JSON, as every command prints and writes them."""

from __future__ import annotations

import json
import math
from typing import Any


def json_text(facts: Any) -> str:
    """Returns facts as one line of JSON.

    Args:
        facts: Mappings, sequences, NumPy arrays and plain values, inside one another. JSON knows
            neither NaN nor infinity: these become null.
    """
    return json.dumps(_known(facts), allow_nan=False)


def _known(facts: Any) -> Any:
    match facts:
        case float():
            return facts if math.isfinite(facts) else None
        case dict():
            return {name: _known(value) for name, value in facts.items()}
        case list() | tuple():
            return [_known(value) for value in facts]
    # Of an array or a number of NumPy, which are no reason to import it.
    return _known(facts.tolist()) if hasattr(facts, "tolist") else facts
