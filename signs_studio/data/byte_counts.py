"""Numbers of bytes as a person reads them."""

from __future__ import annotations

from signs_studio.messages import Message

_UNITS = (
    Message("data", "{size:,.1f} KiB"),
    Message("data", "{size:,.1f} MiB"),
    Message("data", "{size:,.1f} GiB"),
    Message("data", "{size:,.1f} TiB"),
)


def format_bytes(count: int) -> Message:
    """Return ``512 bytes``, ``12.3 MiB`` or ``2.4 GiB``: never 0.0 of anything.

    Args:
        count: How many bytes, 0 or more.
    """
    if count < 1024:
        return Message("data", "{count} bytes", "{count} byte", 0).format(count=count)
    value, unit = count / 1024, _UNITS[0]
    for larger in _UNITS[1:]:
        # What would be written as 1024.0 is one of the larger unit.
        if value < 1023.95:
            break
        value, unit = value / 1024, larger
    return unit.format(size=value)
