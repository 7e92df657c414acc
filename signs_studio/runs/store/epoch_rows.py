"""The numbers of every epoch as rows of a file that grows.

A row is each of ``SERIES`` as little-endian float64, then the diagnostics as little-endian float32:
the share of the most frequent class, and four numbers a layer, all NaN where nobody looked inside.
Another series or another number a layer is another ``schema_version``, whose rows are told apart
from those of this one here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.runs.diagnostics import DiagnosticsLog
from signs_studio.runs.record import SERIES
from signs_studio.runs.store.ordinary_files import ordinary_bytes, read_at_most

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.runs.record import RunRecord

MAX_BYTES = 128 * 1024 * 1024
"""Of such a file: over a million epochs of a network of three layers."""

_NUMBERS_A_LAYER = 4


def row_type(layers: int) -> np.dtype[Any]:
    """Returns the type of a row.

    Args:
        layers: Layers of the network, the softmax layer included.
    """
    diagnostics = 1 + _NUMBERS_A_LAYER * layers
    return np.dtype([("series", "<f8", len(SERIES)), ("diagnostics", "<f4", diagnostics)])


def row_bytes(layers: int) -> int:
    """Returns the size of a row of a network of so many layers, the softmax layer included."""
    return 8 * len(SERIES) + 4 * (1 + _NUMBERS_A_LAYER * layers)


def rows_of(record: RunRecord, first: int) -> NDArray[Any]:
    """Returns the rows of the epochs from ``first`` on, (epochs,) of ``row_type``."""
    count = len(record)
    dtype = row_type(len(record.recipe.layers) + 1)
    rows = np.empty(count - first, dtype)
    for place, name in enumerate(SERIES):
        rows["series"][:, place] = record.series(name)[first:]
    rows["diagnostics"] = np.nan
    if record.diagnostics.layers is not None:
        packed = np.frombuffer(record.diagnostics.to_bytes(first), "<f4")
        rows["diagnostics"] = packed.reshape(rows["diagnostics"].shape)
    return rows


def count_rows(path: Path, *, layers: int) -> int:
    """Returns how many whole rows a file holds; 0 where there is no file."""
    return ordinary_bytes(path) // row_bytes(layers)


def read_rows(path: Path, *, layers: int) -> tuple[NDArray[np.float64], DiagnosticsLog]:
    """Reads the whole rows of a file.

    Returns:
        Each of ``SERIES`` for every epoch, (series, epochs), and the diagnostics of every epoch.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is larger than any that is written, or its numbers make no sense.
    """
    dtype = row_type(layers)
    content = read_at_most(path, MAX_BYTES)
    rows = np.frombuffer(content, dtype, count=len(content) // dtype.itemsize)
    series, packed = rows["series"].T.astype(np.float64), rows["diagnostics"]
    shares = [series[SERIES.index(name)] for name in ("train_accuracy", "test_accuracy")]
    # Comparisons with what is no number are false, and say so for some kinds of it.
    with np.errstate(invalid="ignore"):
        if not (np.isfinite(series) & (series >= 0)).all() or any((s > 1).any() for s in shares):
            raise ValueError("no numbers of a run")
        if (packed < 0).any() or (packed[:, 0] > 1).any():
            raise ValueError("no diagnostics")
    looked = not np.isnan(packed[:, 0]).all() if len(packed) else False
    log = DiagnosticsLog.from_bytes(packed.tobytes() if looked else b"", epochs=len(rows))
    return series, log
