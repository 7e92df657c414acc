"""A screen for benchmarks that need a real window: the one there is, or one of Xvfb's."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def screen(width: int = 1280, height: int = 800) -> Iterator[None]:
    """Sets ``DISPLAY`` where neither it nor ``WAYLAND_DISPLAY`` is set, for as long as it lasts."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield
        return
    reader, writer = os.pipe()
    # Xvfb picks a number that is free and says which.
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24"]
    with subprocess.Popen(
        [*command, "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(writer)
        try:
            with os.fdopen(reader) as answer:
                os.environ["DISPLAY"] = f":{answer.readline().strip()}"
            yield
        finally:
            os.environ.pop("DISPLAY", None)
            server.terminate()
