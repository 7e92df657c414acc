"""Devices to train on: the processor, or a graphics card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Device:
    """Something that computes.

    Attributes:
        id: TensorFlow's name for it, such as "CPU:0" or "GPU:1".
        name: Its name in records, such as "CPU, 2 threads" or "NVIDIA H100".
        threads: Of a processor, if that is known.
    """

    id: str
    name: str
    threads: int | None = None

    @property
    def is_gpu(self) -> bool:
        """True for a graphics card."""
        return self.id.startswith("GPU")


@dataclass(frozen=True)
class Engine:
    """The TensorFlow that was loaded.

    Attributes:
        version: Such as "2.21.0".
        devices: What it can compute on, one at least.
    """

    version: str
    devices: tuple[Device, ...]


def default_device(devices: Sequence[Device]) -> Device:
    """The one that is taken where nobody chose: the first graphics card, else the processor."""
    return next((device for device in devices if device.is_gpu), devices[0])


def find_device(devices: Sequence[Device], asked: str) -> Device | None:
    """The device of that id, or the first of that kind ("CPU" or "GPU"); None where none is."""
    return next((d for d in devices if asked in (d.id, d.id.partition(":")[0])), None)
