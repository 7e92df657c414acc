"""What the window does on disks that cannot be written: does it open, train, say so, and keep all?

Each case runs the whole program in mounts of its own (``unshare``), on a home that holds a run and
settings of before. Run it on Linux:
``python tests/benchmarks/disks.py [--pictures DIR]``, with a screen (``xvfb-run -a``) or with
``QT_QPA_PLATFORM=offscreen``.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
TIMEOUT_S = 180
SIZE = "1280x800"

# The program itself, with somebody at its window: trains, looks at what is said, closes twice.
PERSON = """
import base64, json, os, sys
from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtWidgets import QLabel
import signs_studio.app
from signs_studio.cli import main
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.worker.run_state import RunState

told = {"opens": False, "trains": False, "banner": "", "close": "", "picture": ""}

def tell():
    print("TOLD" + json.dumps(told), flush=True)

class Window(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.panels_built.connect(self.on_built)
        self.run_shown.connect(self.on_run_shown)
        self.controller.engine_failed.connect(self.on_engine_failed)

    def words(self):
        label = self.findChild(QLabel, "banner_message")
        return label.text() if label is not None and label.isVisible() else ""

    def on_built(self):
        told["opens"] = True

    def on_run_shown(self, terminal):
        told["trains"] = type(terminal).__name__ == "RunFinished"
        self.look_later = QTimer(self, singleShot=True, interval=1500)
        self.look_later.timeout.connect(self.look_and_leave)
        self.look_later.start()

    def on_engine_failed(self, message, details):
        told["banner"] = message
        self.look_and_leave()

    def look_and_leave(self):
        told["banner"] = self.words()
        if self.leave():
            told["close"] = "at once"
        else:
            told["close"] = self.words()
            buffer = QBuffer()
            self.grab().save(buffer, "PNG")
            told["picture"] = base64.b64encode(bytes(buffer.data().data())).decode()
            if not self.close():
                told["close"] = "never"
        tell()

signs_studio.app.MainWindow = Window
status = main(sys.argv[1:])
tell()
sys.exit(status)
"""

WINDOW = ("--preset", "quick", "--epochs", "2", "--demo", "--size", SIZE)


@dataclass(frozen=True)
class Case:
    """A disk, and what is done on it.

    Attributes:
        name: For the table.
        mounts: Shell lines that make it; ``$home`` holds what was saved before.
        home: ``HOME``; empty for none.
        arguments: Of the program.
    """

    name: str
    mounts: str = ""
    home: str = "$home"
    arguments: tuple[str, ...] = WINDOW


OWN = """
cp -r "$home" "$work/before"
mount -t tmpfs -o size=2M none "$home"
cp -r "$work/before/." "$home"
"""
FILL = """
cat /dev/zero > "$home/filler" 2>/dev/null || true
"""
READ_ONLY = """
mount -o remount,ro "$home"
"""
NO_TEMPORARY = """
for d in /tmp /var/tmp /usr/tmp; do
    if [ -d $d ]; then mount --bind $d $d; mount -o remount,bind,ro $d; fi
done
cd /proc
"""
# Qt takes the root folder for the home of who has none.
ROOT_READ_ONLY = """
mount --bind /tmp /tmp
mount -o remount,bind,ro /
"""
CASES = (
    Case("an ordinary disk"),
    Case("disk full", OWN + FILL),
    Case("disk full, dark", OWN + FILL, arguments=(*WINDOW, "--theme", "dark")),
    Case("read-only", OWN + READ_ONLY),
    Case("HOME not set", ROOT_READ_ONLY, home=""),
    Case("HOME does not exist", home="/proc/nonexistent"),
    Case("no temporary directory", NO_TEMPORARY),
    Case(
        "screenshot, disk full",
        OWN + 'echo old > "$home/out.png"' + FILL,
        arguments=("--preset", "quick", "--epochs", "2", "--screenshot", "$home/out.png"),
    ),
)


def environment(home: str) -> dict[str, str]:
    """The environment of a program whose home is there."""
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    left_out = (*homes, "TMPDIR", "TEMP", "TMP")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", "home": home}


def run(case: Case, work: Path) -> tuple[dict[str, object], str, bool]:
    """Runs a case.

    Returns:
        What the person was told, the last line of standard error, and whether all that was saved
        before is still there.
    """
    home = work / "home"
    arguments = " ".join(f'"{word}"' for word in case.arguments)
    set_home = f'export HOME="{case.home}"' if case.home else "unset HOME"
    check = """
        cd /
        echo $(sha256sum "$home"/.local/share/signs-studio/runs/*/epochs.bin)
        base64 -w0 "$home/.config/Signs Studio/Signs Studio.conf"; echo
        if [ -e "$home/out.png" ]; then cat "$home/out.png"; fi
    """
    script = (
        f"set -e; {case.mounts}set +e; "
        f'( {set_home}; "{sys.executable}" -c "$PERSON" {arguments} ); '
        f'echo "STATUS$?"; {check}'
    )
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "bash", "-c", script],
        env={**environment(str(home)), "work": str(work), "PERSON": PERSON},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    told: dict[str, object] = {}
    lines = done.stdout.splitlines()
    for line in lines:
        if line.startswith("TOLD"):
            told = json.loads(line.removeprefix("TOLD"))
    after = next((i for i, line in enumerate(lines) if line.startswith("STATUS")), len(lines) - 1)
    told["status"] = lines[after].removeprefix("STATUS")
    runs, settings, *picture = [*lines[after + 1 :], "", ""]
    paths = (work / "home/.local/share/signs-studio/runs").glob("*/epochs.bin")
    before = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    kept = before <= set(runs.split()) and bool(settings)
    if "out.png" in case.arguments[-1]:
        kept = kept and picture[0] == "old"
    said = done.stderr.strip().splitlines()
    return told, said[-1] if said else "", kept


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, help="where to save pictures of the banner")
    args = parser.parse_args()
    for case in CASES:
        # Not under a temporary directory: one of the cases has none.
        with tempfile.TemporaryDirectory(dir=CHECKOUT.parent, prefix="disks-") as folder:
            work = Path(folder)
            (work / "home").mkdir()
            first, said, _ = prepare(work)
            assert first.get("trains"), said
            told, said, kept = run(case, work)
        picture = str(told.pop("picture", ""))
        if picture and args.pictures is not None:
            name = case.name.replace(" ", "_").replace(",", "")
            (args.pictures / f"{name}.png").write_bytes(base64.b64decode(picture))
        print(f"\n{case.name}: {'all of before is kept' if kept else 'SOMETHING IS LOST'}")
        for name, value in told.items():
            print(f"  {name}: {value}")
        print(f"  standard error: {said}", flush=True)


def prepare(work: Path) -> tuple[dict[str, object], str, bool]:
    """Has a run and settings saved in the home."""
    return run(Case("before"), work)


if __name__ == "__main__":
    main()
