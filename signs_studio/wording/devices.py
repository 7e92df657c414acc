"""The name of a device, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.messages import Value
    from signs_studio.runs.devices import Device


def device_message(device: Device) -> Value:
    """Returns ``CPU, 2 threads``, or a card's own name."""
    if device.threads is None:
        return device.name
    return Message("devices", "CPU, {count} threads", "CPU, {count} thread", 0).format(
        count=device.threads
    )
