"""Every window opens wholly on its screen and can be used there, in words of any size."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCREENS = ((1024, 640), (1280, 800), (1366, 768), (1920, 1080), (2560, 1440))


def test_nothing_is_off_the_screen_cut_off_or_out_of_reach(tmp_path: Path) -> None:
    screens, left = [], 0
    for width, height in SCREENS:
        sides = {"name": f"{width}x{height}", "x": left, "y": 0, "width": width, "height": height}
        screens.append({**sides, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1})
        left += width
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.screens", str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    windows_each = 16 * 3 + 2  # In three sizes of words, and presented where that differs.
    assert done.stdout == f"checked {len(SCREENS) * windows_each}\n"
