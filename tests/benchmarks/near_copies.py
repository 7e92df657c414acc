"""How long the leak check takes: ``python tests/benchmarks/near_copies.py``.

Draws the built-in hands, 1,200 and 12,000 of them, of which a tenth are test pictures, puts a few
moved copies among these, looks for near-copies, and prints what was found, the best time of a few
tries, and how much longer ten times as many took.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from counts import at_least

from signs_studio.data.hands.generator import built_in_hands
from signs_studio.data.near_copies.search import find_near_copies

COUNTS = (1_200, 12_000)
COPIED = 40


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=at_least(1), default=3)
    tries = parser.parse_args().tries
    test_count = max(COUNTS) // 10
    drawn = built_in_hands(train_count=max(COUNTS) - test_count, test_count=test_count)
    print(f"{'pictures':>10}{'copies':>10}{'found':>10}{'pairs':>10}{'seconds':>10}")
    seconds = []
    for count in COUNTS:
        train_x, test_x = drawn.train_x[: count - count // 10], drawn.test_x[: count // 10].copy()
        test_x[:COPIED] = np.roll(train_x[:COPIED], 1, axis=2)
        best = float("inf")
        for _ in range(tries):
            begun = time.perf_counter()
            copies = find_near_copies(train_x, test_x)
            best = min(best, time.perf_counter() - begun)
        found = np.isin(np.arange(COPIED), copies.test_copies).sum()
        pairs = sum(
            kind.total for kind in (copies.test_in_train, copies.within_train, copies.within_test)
        )
        print(f"{count:>10,}{COPIED:>10}{found:>10}{pairs:>10}{best:>10.2f}")
        seconds.append(best)
    print(f"ten times as many take {seconds[1] / seconds[0]:.1f} times as long")


if __name__ == "__main__":
    main()
