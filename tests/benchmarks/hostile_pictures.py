"""What damaged pictures do to the program: ``python tests/benchmarks/hostile_pictures.py``.

Opens many mutants (``tests/data/photographs/mutator.py``) as the program does: each by itself, and
fifty at a time in a folder with pictures that are in order. Wanted is an answer each, the same both
times, a picture or a sentence; and every folder is read but for its mutants. Prints a table, and
ends with status 1 if anything is not as it is wanted.

    --count 3000    how many mutants of each format; their seeds follow each other
    --start 0       the first seed
    --step 1        from one seed to the next
    --format TEXT   only formats with this in their name
"""

import argparse
import collections
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counts import at_least

from signs_studio.data.opening import open_picture, open_pictures
from signs_studio.data.photographs.fitting import fit_picture
from signs_studio.errors import DataError
from tests.data.photographs.mutator import FORMATS, mutant, valid_pictures

TOGETHER = 50
READ, REFUSED, DIED = "read", "refused", "died"


def answer(path):
    """Return what came of a picture, and itself at 64 x 64 or the sentence."""
    try:
        picture = open_picture(path)
    except DataError as error:
        died = "does not survive" in str(error)
        return (DIED if died else REFUSED), str(error)
    except Exception as error:
        return "another exception", repr(error)
    return READ, fit_picture(picture, shape=(64, 64, 3))


def try_format(kind, seeds, folder):
    """Return what was read by seed, the sentences, the slowest, and what is wrong."""
    valid = valid_pictures(kind)
    read, sentences = {}, collections.Counter()
    wrong, times = [], []
    for place, content in enumerate(valid):
        path = folder / f"valid{place}.{kind.lower()}"
        path.write_bytes(content)
        if answer(path)[0] != READ:
            wrong.append(f"{kind}: valid, but not read: {answer(path)[1]}")
        path.unlink()
    for seed in seeds:
        path = folder / f"{seed}.{kind.lower()}"
        path.write_bytes(mutant(valid, seed))
        started = time.perf_counter()
        came, found = answer(path)
        times.append((time.perf_counter() - started, seed))
        if came == READ:
            read[seed] = found
        else:
            sentences[found.replace(path.name, "it")] += 1
        if came not in (READ, REFUSED):
            wrong.append(f"{kind} {seed}: {came} {found}")
        path.unlink()
    return read, sentences, max(times), wrong


def try_together(kind, seeds, folder, read):
    """Open mutants in a folder with pictures that are in order; return what is wrong."""
    valid = valid_pictures(kind)
    wrong = []
    for start in range(0, len(seeds), TOGETHER):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            for label in ("a", "b"):
                Path(place, label).mkdir()
                for number in range(2):
                    Path(place, label, f"good{number}.{kind}").write_bytes(valid[0])
            these = seeds[start : start + TOGETHER]
            for seed in these:
                Path(place, "a", f"{seed}.{kind}").write_bytes(mutant(valid, seed))
            try:
                dataset = open_pictures(Path(place))
            except Exception as error:
                wrong.append(f"{kind} {these}: {error}")
                continue
            names = (*dataset.train_names, *dataset.test_names)
            if len(names) + len(dataset.skipped) != 4 + len(these):
                wrong.append(f"{kind} {these}: some are neither read nor skipped")
            for name, picture in zip(names, (*dataset.train_x, *dataset.test_x), strict=True):
                seed = name.partition(".")[0]
                if seed.isdigit() and not (picture == read.get(int(seed))).all():
                    wrong.append(f"{kind} {seed}: another picture in a folder")
    return wrong


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=at_least(1), default=3000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--format", default="")
    parser.add_argument("--step", type=at_least(1), default=1)
    args = parser.parse_args()
    seeds = range(args.start, args.start + args.count * args.step, args.step)
    wrong, sentences = [], collections.Counter()
    print(f"{'format':8} {READ:>8} {REFUSED:>8} {'wrong':>8}   slowest")
    with tempfile.TemporaryDirectory(prefix="hostile-") as place:
        folder = Path(place)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for kind in FORMATS:
            if args.format.upper() not in kind:
                continue
            read, said, (slowest_s, seed), found = try_format(kind, seeds, folder)
            print(
                f"{kind:8} {len(read):8} {said.total():8} {len(found):8}"
                f"   {1000 * slowest_s:.0f} ms, seed {seed}",
                flush=True,
            )
            sentences += said
            found += try_together(kind, seeds, folder, read)
            for each in found:
                print(each, flush=True)
            wrong += found
    print("\nmost frequent sentences")
    for sentence, count in sentences.most_common(15):
        print(f"{count:8}  {sentence}")
    print(f"\n{len(wrong)} not as wanted")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
