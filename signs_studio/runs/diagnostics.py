"""Diagnostics of a network after an epoch: dead units, gradients and updates of each layer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Self, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class LayerDiagnostics(NamedTuple):
    """Diagnostics of a layer; NaN where a number makes no sense for it.

    Attributes:
        dead: Share of its units that give zero for every test picture, 0..1, of a layer of ReLU; a
            unit of a convolution is a filter, and it gives a number at every place.
        saturated: Share of its units that are near one of their ends for 95 % of the test pictures
            (and places) or more, 0..1, of a layer of tanh or sigmoid.
        gradient: Root mean square of the gradient of its kernel in the epoch's last step.
        update: How far that step moved the kernel, as a share of the kernel's own length; 0 where
            it was all zeros.
    """

    dead: float
    saturated: float
    gradient: float
    update: float


class Diagnostics(NamedTuple):
    """Diagnostics of a network after an epoch.

    Attributes:
        top_class_share: Share of the test pictures that are read as the sign that is said most
            often, 0..1.
        layers: Of every layer, the softmax layer last.
    """

    top_class_share: float
    layers: tuple[LayerDiagnostics, ...]


class DiagnosticsLog(Sequence[Diagnostics | None]):
    """The diagnostics of every epoch of a run; None where nobody looked.

    They are held as numbers, some 100 bytes an epoch, and made into ``Diagnostics`` as they are
    asked for.
    """

    def __init__(self, epochs: int = 0) -> None:
        """Begins with so many epochs at which nobody looked."""
        self._epochs = epochs
        # A row an epoch: the share of the sign that is said most, NaN where nobody looked, then
        # the numbers of each layer.
        self._rows = np.empty((epochs, 0))

    @classmethod
    def from_bytes(cls, packed: bytes, *, epochs: int) -> Self:
        """Returns the log whose ``to_bytes`` these are.

        Raises:
            ValueError: So many epochs have no such diagnostics.
        """
        log = cls(epochs)
        if packed:
            rows = np.frombuffer(packed, "<f4").reshape(epochs, -1)
            if rows.shape[1] % len(LayerDiagnostics._fields) != 1:
                raise ValueError(f"expected layers of four numbers, got rows of {rows.shape[1]}")
            with np.errstate(invalid="ignore"):
                # A file may hold any kind of what is no number.
                log._rows = rows.astype(np.float64)
        return log

    def to_bytes(self, first: int = 0) -> bytes:
        """Returns it from an epoch on as float32, as the engine measures it; empty without any."""
        return self._rows[first : self._epochs].astype("<f4").tobytes()

    @property
    def layers(self) -> int | None:
        """Layers of the network, the softmax layer included; None where nobody looked."""
        width = self._rows.shape[1]
        return width // len(LayerDiagnostics._fields) if width else None

    def series(self, name: str) -> NDArray[np.float64]:
        """Returns one number of every layer after every epoch, NaN where nobody looked.

        Args:
            name: A field of ``LayerDiagnostics``.

        Returns:
            (epochs, layers) float64, a view, valid until ``append``.
        """
        place = LayerDiagnostics._fields.index(name)
        return self._rows[: self._epochs, 1 + place :: len(LayerDiagnostics._fields)]

    def append(self, diagnostics: Diagnostics | None) -> None:
        """Adds those of the next epoch."""
        if diagnostics is not None:
            row = [diagnostics.top_class_share, *itertools.chain(*diagnostics.layers)]
            if not self._rows.shape[1]:
                self._rows = np.full((len(self._rows), len(row)), np.nan)
        if self._epochs == len(self._rows):
            more = np.full((max(256, self._epochs), self._rows.shape[1]), np.nan)
            self._rows = np.concatenate([self._rows, more])
        if diagnostics is not None:
            self._rows[self._epochs] = row
        self._epochs += 1

    def copy(self) -> Self:
        """Returns a log that does not grow with this one."""
        copied = type(self)(self._epochs)
        copied._rows = self._rows[: self._epochs].copy()
        return copied

    def __len__(self) -> int:
        return self._epochs

    @overload
    def __getitem__(self, epoch: int) -> Diagnostics | None: ...
    @overload
    def __getitem__(self, epoch: slice) -> list[Diagnostics | None]: ...
    def __getitem__(self, epoch: int | slice) -> Diagnostics | list[Diagnostics | None] | None:
        """Returns those of one epoch, or of some."""
        rows = self._rows[: self._epochs]
        if isinstance(epoch, slice):
            return [_of_row(row) for row in rows[epoch].tolist()]
        return _of_row(rows[epoch].tolist())


def _of_row(row: list[float]) -> Diagnostics | None:
    if not row or math.isnan(row[0]):
        return None
    share, *numbers = row
    count = len(LayerDiagnostics._fields)
    layers = (numbers[start : start + count] for start in range(0, len(numbers), count))
    return Diagnostics(share, tuple(LayerDiagnostics(*each) for each in layers))
