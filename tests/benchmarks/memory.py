"""Memory over the networks that are trained, the lessons that are changed, and a random afternoon.

    python tests/benchmarks/memory.py [--networks 10 100 300] [--changes 10 200]
        [--kinds dense convolutional] [--lessons model overfitting ...] [--soak-minutes 1]

Each measurement has a process of its own, which does as the window does: Python's own searches for
garbage are off, and one is made now and then on the main thread, while another thread trains or
computes a lesson. Networks differ in the sizes of their layers, the changes of a lesson in a field.
What is printed is the memory that the process holds, in MB, and what it grew by since the first
figure. The soak trains, stops, changes data and computes lessons at random; an hour of it is
``--soak-minutes 60``.
"""

import argparse
import gc
import itertools
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from signs_studio.data.dataset import Dataset
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.lesson import DIALECTS
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, RunFinished

NETWORKS = (10, 100, 300)
CHANGES = (10, 200)
KINDS = ("dense", "convolutional")
SEARCH_EVERY_S = 1.0


def draw_data(*, side=32, classes=6, seed=0):
    rng = np.random.default_rng(seed)

    def draw(count):
        labels = (np.arange(count) % classes).astype(np.int32)
        return rng.integers(0, 256, (count, side, side, 3), dtype=np.uint8), labels

    train_x, train_y = draw(64)
    test_x, test_y = draw(24)
    return Dataset(
        name="noise",
        source="drawn",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(map(str, range(classes))),
    )


def layers_of(kind, index):
    """Layers that no other index has, and that take about as much memory as any other's."""
    coarse, fine = divmod(index, 20)
    if kind == "dense":
        return f"{20 + fine}:relu,{8 + coarse}:relu"
    return f"conv:{4 + fine % 5}:3,max_pool,{8 + coarse * 4 + fine // 5}:relu"


def make_recipe(layers, **fields):
    draft = PRESETS["article"].draft
    for name, text in {"layers": layers, "batch_size": "16", **fields}.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def train(recipe, dataset, *, epochs=2, stop_after=None):
    from signs_studio.engine.training.trainer import Trainer

    control, events = RunControl(), []

    def emit(event):
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch + 1 == stop_after:
            control.stop()

    Trainer(recipe, dataset).run(epochs=epochs, emit=emit, control=control)
    assert isinstance(events[-1], RunFinished), events[-1]


def texts_of(lesson, index):
    """One field of a lesson changed, another one each time where there are that many."""
    fields = [field for field in lesson.fields if hasattr(field, "minimum")]
    if not fields:
        return {}
    field = fields[index % len(fields)]
    share = (index * 0.381966) % 1
    low, high = max(field.minimum, -100.0), min(field.maximum, 100.0)
    value = low + share * (high - low)
    return {field.name: str(round(value)) if field.whole else f"{value:.6g}"}


def change(name, dialect, index, data):
    from signs_studio.errors import PersonError
    from signs_studio.worker.lesson_thread import LessonRequest, answer

    lesson = find_lesson(name)
    texts = {**quick_texts(name), **texts_of(lesson, index)}
    try:
        inputs = lesson.read(texts)
    except PersonError:
        # Some fields cannot take every value of their range together.
        inputs = lesson.read(quick_texts(name))
    request = LessonRequest(
        name=name,
        lesson=lesson,
        text=lesson_text(name),
        dialect=dialect,
        inputs=inputs,
        data=data,
        source="",
    )
    answer(request, lambda: None)


def quick_texts(name):
    """What makes a lesson's change a matter of a second."""
    return {
        "model": {"epochs": "1", "pictures": "64"},
        "overfitting": {"steps": "10", "seeds": "2"},
    }.get(name, {})


def resident():
    """The memory that this process holds, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def as_the_window_does(work):
    """Does ``work`` on a thread, while this one searches for garbage now and then."""
    from signs_studio.engine.loading import load_tensorflow

    gc.disable()
    load_tensorflow()
    failed = []

    def run():
        try:
            work()
        except BaseException as error:
            failed.append(error)
            raise

    threading.stack_size(64 * 1024 * 1024)
    worker = threading.Thread(target=run)
    worker.start()
    while worker.is_alive():
        worker.join(SEARCH_EVERY_S)
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])
    assert not failed


def measure(work, marks):
    """The memory after so many calls of ``work`` with 0, 1, 2 ..."""
    figures = {}

    def run():
        for index in range(max(marks)):
            work(index)
            if index + 1 in marks:
                figures[index + 1] = resident()

    as_the_window_does(run)
    return figures


def measure_networks(kind, marks):
    dataset = draw_data()
    return measure(lambda index: train(make_recipe(layers_of(kind, index)), dataset), marks)


def measure_lesson(name, dialect, marks):
    data = draw_data(side=16)
    return measure(lambda index: change(name, dialect, index, data), marks)


def measure_soak(minutes):
    """The memory at the first and last minute of random training, stopping, lessons and data."""
    chance = random.Random(0)
    datasets = [draw_data(side=side, seed=side) for side in (8, 16, 32)]
    until = time.monotonic() + 60 * minutes
    figures = {}

    def run():
        for count in itertools.count(1):
            dataset = chance.choice(datasets)
            if chance.random() < 0.5:
                kind = chance.choice(KINDS)
                recipe = make_recipe(
                    layers_of(kind, chance.randrange(300)),
                    optimizer=chance.choice(("adam", "momentum", "rmsprop")),
                )
                epochs = chance.randint(1, 20)
                train(recipe, dataset, epochs=epochs, stop_after=chance.choice((None, 1, 5)))
            else:
                name, dialect = chance.choice(lesson_names()), chance.choice(list(DIALECTS))
                change(name, dialect, chance.randrange(1000), dataset)
            if count == 20 or time.monotonic() > until:
                figures[count] = resident()
            if time.monotonic() > until:
                return

    as_the_window_does(run)
    return figures


def in_a_process(what, *arguments):
    command = [sys.executable, __file__, "--only", json.dumps([what, *arguments])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return {int(count): size for count, size in json.loads(done.stdout.splitlines()[-1]).items()}


def show(title, figures):
    sizes = list(figures.values())
    columns = "  ".join(f"{count:>5} {size / 1e6:>6,.0f}" for count, size in figures.items())
    print(f"{title:28}{columns}   {(sizes[-1] - sizes[0]) / 1e6:>+7,.0f} MB", flush=True)


MEASURES = {"networks": measure_networks, "lesson": measure_lesson, "soak": measure_soak}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", type=int, nargs="*", default=NETWORKS)
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=KINDS)
    parser.add_argument("--changes", type=int, nargs="*", default=CHANGES)
    parser.add_argument("--lessons", nargs="*", choices=lesson_names(), default=lesson_names())
    parser.add_argument("--soak-minutes", type=float, default=1)
    parser.add_argument("--only", type=json.loads, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        what, *arguments = options.only
        print(json.dumps(MEASURES[what](*arguments)))
        return
    for kind in options.kinds if options.networks else ():
        show(f"{kind} networks", in_a_process("networks", kind, options.networks))
    for name in options.lessons if options.changes else ():
        for dialect in DIALECTS:
            figures = in_a_process("lesson", name, dialect, options.changes)
            show(f"{name}, {dialect}", figures)
    if options.soak_minutes:
        show("soak", in_a_process("soak", options.soak_minutes))


if __name__ == "__main__":
    main()
