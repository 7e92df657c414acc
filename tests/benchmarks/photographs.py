"""How fast photographs are read: ``python tests/benchmarks/photographs.py``.

Makes photographs as a phone takes them (or takes those of a folder), opens them twice as the
program does, and prepares the same ones in a plain loop over Pillow, as a first program would.

    --folder PATH   photographs of one's own, with a folder a class
    --count 2000    how many are made, in ten classes
    --largest 1600  the longest side that is made, up to 4032
    --side 64       what they are brought to
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from signs_studio.data.opening import open_pictures
from signs_studio.data.reading import client
from tests.data.photographs.photo_sets import phone_photographs

_TICK_S = 0.005


class MemoryWatch:
    """Watches the memory of the processes that read, until it is left.

    Attributes:
        most_mb: The most that one of them held at a time.
    """

    def __init__(self):
        self.most_mb = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._stopped.set()
        self._thread.join()

    def _watch(self):
        server = client._running_server()._process.pid
        children = Path(f"/proc/{server}/task/{server}/children")
        while not self._stopped.wait(_TICK_S):
            for pid in children.read_text().split():
                try:
                    status = Path(f"/proc/{pid}/status").read_text()
                except OSError:
                    continue
                if "VmHWM" in status:
                    held_kb = int(status.partition("VmHWM:")[2].split()[0])
                    self.most_mb = max(self.most_mb, held_kb / 1000)


def timed(function):
    started = time.perf_counter()
    result = function()
    return time.perf_counter() - started, result


def plainly(folder, side):
    """Return all pictures, as a plain program prepares them."""
    pictures = []
    for path in sorted(folder.glob("*/*")):
        with Image.open(path) as stored:
            upright = ImageOps.exif_transpose(stored.convert("RGB"))
        pictures.append(np.asarray(ImageOps.fit(upright, (side, side))))
    return np.array(pictures)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--largest", type=int, default=1600)
    parser.add_argument("--side", type=int, default=64)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photographs-") as place:
        os.environ["XDG_CACHE_HOME"] = str(Path(place, "cache"))
        folder = args.folder or Path(place, "photographs")
        if args.folder is None:
            phone_photographs(folder, per_class=max(2, args.count // 10), largest=args.largest)
        client.start_reader()
        with MemoryWatch() as memory:
            first_s, dataset = timed(lambda: open_pictures(folder, side=args.side))
        second_s, again = timed(lambda: open_pictures(folder, side=args.side))
        assert again.fingerprint == dataset.fingerprint
        plain_s, pictures = timed(lambda: plainly(folder, args.side))
    count = len(dataset.train_y) + len(dataset.test_y)
    print(f"photographs       {count:8,}, skipped {len(dataset.skipped)}")
    print(f"first opening     {first_s:8.2f} s, {count / first_s:,.0f} a second")
    print(f"second opening    {second_s:8.2f} s, {second_s / first_s:.3f} of the first")
    print(f"plain Pillow loop {plain_s:8.2f} s, {len(pictures) / plain_s:,.0f} a second")
    print(f"ratio             {plain_s / first_s:8.2f} times as fast as the loop")
    print(f"most memory       {memory.most_mb:8.0f} MB")


if __name__ == "__main__":
    main()
