"""The part of a report that is about one run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.svg import chart_svg
from signs_studio.data.plain_text import plain_lines, plain_text
from signs_studio.diagnosis.endings import judge_ending
from signs_studio.errors import DataError
from signs_studio.messages import Message
from signs_studio.numbers import format_cost, format_percent
from signs_studio.recipe.command_line import train_arguments
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.report.curves import NamedRun, curves_chart
from signs_studio.report.document import Code, Facts, Figure, Heading, Paragraph, Table
from signs_studio.report.matrix import MAX_CLASSES, matrix_svg
from signs_studio.report.picture_grid import PictureTile, grid_svg, reading_caption
from signs_studio.report.pictures import picture_png
from signs_studio.runs.events import RunFinished
from signs_studio.runs.metrics import class_metrics, confusion_matrix
from signs_studio.runs.throughput import format_duration
from signs_studio.wording.changes import change_words
from signs_studio.wording.comparison import accuracy_message
from signs_studio.wording.counts import epochs_message, pictures_message
from signs_studio.wording.endings import ending_message
from signs_studio.wording.findings import dated_finding_message
from signs_studio.wording.recipes import layers_words, recipe_lines
from signs_studio.wording.training_conditions import training_conditions, training_numbers_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.report.document import Block
    from signs_studio.report.run import ReportRun
    from signs_studio.runs.predictions import Predictions

GRID_COLUMNS = 8
MAX_GRID = 2 * GRID_COLUMNS
_PICTURE_PX = 192
_MAX_ROWS = 24
_MAX_HAPPENED = 30
_MAX_NOTE = 20_000
_NAME_LIMIT = 24
_NO_NUMBER = "\N{EN DASH}"


def run_blocks(run: ReportRun) -> Iterator[Block]:
    """Yields all that is told of a run, but for its heading."""
    if run.note.strip():
        yield Paragraph(plain_lines(run.note.strip()[:_MAX_NOTE]), "note")
    yield Facts(tuple(_facts(run)))
    yield Heading(str(Message("report", "Result")), 3)
    yield from _result(run)
    if len(run.record):
        yield Heading(str(Message("report", "Curves")), 3)
        yield Figure(chart_svg(curves_chart([NamedRun("", run.record)], is_embedded=True)))
    yield from _happened(run)
    predictions = run.predictions()
    if predictions is not None and run.dataset is not None:
        yield from _mistakes(predictions, run.dataset)
    yield Heading(str(Message("report", "To repeat it")), 3)
    yield from _repetition(run)


def shown_pictures(dataset: Dataset) -> Pictures | None:
    """Returns the test pictures that can be shown; None where they can no longer be read."""
    try:
        return dataset.shown_x
    except DataError:
        return None


def duration_words(seconds: float) -> str:
    """Returns a time in words: ``31 s``, ``2:05 min`` or ``1:02:05 h``."""
    if seconds < 60:
        return Message("report", "{seconds:.0f} s").text(seconds=seconds)
    clock = format_duration(seconds)
    if seconds < 3600:
        return Message("report", "{time} min").text(time=clock)
    return Message("report", "{time} h").text(time=clock)


def _facts(run: ReportRun) -> Iterator[tuple[str, str]]:
    record, dataset = run.record, run.dataset
    yield str(Message("report", "Data")), plain_text(record.origin.name, 120)
    if dataset is not None:
        words = Message("report", "{train} to learn from and {test} to test with, {shape} each")
        yield (
            str(Message("report", "Pictures")),
            words.text(
                train=pictures_message(len(dataset.train_y)),
                test=pictures_message(len(dataset.test_y)),
                shape=" × ".join(map(str, dataset.picture_shape)),
            ),
        )
        names = [plain_text(name, _NAME_LIMIT) for name in dataset.class_names]
        told = ", ".join(names[:_MAX_ROWS]) + (", …" if len(names) > _MAX_ROWS else "")
        count = Message("report", "{count} signs: {names}", "{count} sign: {names}", 0)
        yield str(Message("report", "Signs")), count.text(count=len(names), names=told)
    yield str(Message("report", "Network")), _network_words(run)
    lines = recipe_lines(record.recipe)
    yield str(Message("report", "Training")), "; ".join(lines[1:])
    yield str(Message("report", "Trained")), _trained_words(run)


def _network_words(run: ReportRun) -> str:
    recipe, dataset = run.record.recipe, run.dataset
    layers = layers_words(recipe.layers)
    if dataset is None:
        return layers
    network = summarise_network(
        recipe.layers, picture_shape=dataset.picture_shape, classes=dataset.classes
    )
    words = Message("report", "{layers}; then softmax for {signs} signs: {parameters} parameters")
    return words.text(layers=layers, signs=dataset.classes, parameters=network.parameters)


def _trained_words(run: ReportRun) -> str:
    record = run.record
    seconds = float(np.nansum(record.series("seconds")))
    words = Message("report", "{epochs} in {time}").text(
        epochs=epochs_message(len(record)), time=duration_words(seconds)
    )
    parts = [words]
    if record.device:
        parts.append(Message("report", "on {device}").text(device=plain_text(record.device)))
    if run.trained_at is not None:
        date = f"{run.trained_at:%Y-%m-%d %H:%M}"
        parts.append(Message("report", "begun {date}").text(date=date))
    return ", ".join(parts)


def _result(run: ReportRun) -> Iterator[Block]:
    record, kept = run.record, run.kept_numbers()
    if kept is None:
        yield Paragraph(str(Message("report", "No epoch was finished.")))
        return
    test = record.series("test_accuracy")
    # Of several that are equal, the first: it took the fewest epochs.
    best = int(np.nanargmax(test)) if len(test) and np.isfinite(test).any() else None
    head = ["", Message("report", "kept: epoch {epoch}").text(epoch=record.kept_epochs)]
    is_other = best is not None and best + 1 != record.kept_epochs
    if is_other and best is not None:
        head.append(Message("report", "best of all: epoch {epoch}").text(epoch=best + 1))
    rows = []
    for title, name, told in (
        (Message("report", "Test accuracy"), "test_accuracy", format_percent),
        (Message("report", "Training accuracy"), "train_accuracy", format_percent),
        (Message("report", "Test cost"), "test_cost", format_cost),
        (Message("report", "Training cost"), "cost", format_cost),
    ):
        row = [str(title), told(kept[name])]
        if is_other and best is not None:
            # Of training pictures only what was read while the epoch learnt from them is known.
            is_test = name.startswith("test")
            row.append(told(float(record.series(name)[best])) if is_test else _NO_NUMBER)
        rows.append(tuple(row))
    yield Table(tuple(head), tuple(rows))
    conditions = training_conditions(record)
    if conditions is not None and not isinstance(record.end, RunFinished):
        # Of a run that has come to its end, both are measured once more, with none of it on.
        yield Paragraph(str(training_numbers_message(conditions)), "remark")
    if run.test_count:
        right = round(kept["test_accuracy"] * run.test_count)
        words = Message("report", "The kept weights read {accuracy} correctly.")
        yield Paragraph(words.text(accuracy=accuracy_message(right, run.test_count)))
    if is_other:
        yield Paragraph(
            str(
                Message(
                    "report",
                    "The best epoch was picked by its test pictures, so that its accuracy "
                    "flatters the network a little.",
                )
            ),
            "remark",
        )
    if isinstance(record.end, RunFinished) and run.dataset is not None:
        ending = judge_ending(
            record, classes=run.dataset.classes, train_count=len(run.dataset.train_y)
        )
        yield Paragraph(str(ending_message(ending)))


def _happened(run: ReportRun) -> Iterator[Block]:
    record = run.record
    lines = [
        *(f"{change_words(record.recipe, change)}." for change in record.changes),
        *(str(dated_finding_message(finding)) for finding in record.findings),
    ]
    if not lines:
        return
    yield Heading(str(Message("report", "On the way")), 3)
    if len(lines) > _MAX_HAPPENED:
        more = Message("report", "And {count} more.").text(count=len(lines) - _MAX_HAPPENED)
        lines = [*lines[:_MAX_HAPPENED], more]
    yield Paragraph("\n".join(lines))


def _mistakes(predictions: Predictions, dataset: Dataset) -> Iterator[Block]:
    names = [plain_text(name, _NAME_LIMIT) for name in dataset.class_names]
    confusion = confusion_matrix(dataset.test_y, predictions.predicted, classes=dataset.classes)
    yield Heading(str(Message("report", "Which sign is read as which")), 3)
    if len(names) <= MAX_CLASSES:
        yield Figure(
            matrix_svg(
                confusion,
                names,
                true_title=str(Message("report", "sign in the picture")),
                read_title=str(Message("report", "read as")),
            )
        )
    else:
        yield _frequent_mistakes(confusion, names)
    yield from _per_class(confusion, names)
    yield Heading(str(Message("report", "The errors it was surest of")), 3)
    yield from _surest_errors(predictions, dataset, names)


def _frequent_mistakes(confusion: NDArray[np.int64], names: Sequence[str]) -> Block:
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong.ravel(), kind="stable")[:_MAX_ROWS]
    rows = [divmod(int(at), len(names)) for at in order if wrong.ravel()[at]]
    return Table(
        (
            str(Message("report", "Sign")),
            str(Message("report", "Read as")),
            str(Message("report", "Pictures")),
        ),
        tuple((names[true], names[read], f"{wrong[true, read]:,}") for true, read in rows),
        words=2,
    )


def _per_class(confusion: NDArray[np.int64], names: Sequence[str]) -> Iterator[Block]:
    each = class_metrics(confusion)
    # Those that are read worst tell most, where not all have room.
    order = np.argsort(each.f1, kind="stable")[:_MAX_ROWS]
    if len(names) <= _MAX_ROWS:
        order = np.arange(len(names))
    yield Table(
        (
            str(Message("report", "Sign")),
            str(Message("report", "Precision")),
            str(Message("report", "Recall")),
            "F1",
            str(Message("report", "Pictures")),
        ),
        tuple(
            (
                names[at],
                format_percent(float(each.precision[at])),
                format_percent(float(each.recall[at])),
                format_percent(float(each.f1[at])),
                f"{each.support[at]:,}",
            )
            for at in order
        ),
    )
    yield Paragraph(
        str(
            Message(
                "report",
                "Precision: of the pictures that are read as the sign, how many show it. Recall: "
                "of the pictures that show it, how many are read as it. F1: their harmonic mean.",
            )
        ),
        "remark",
    )
    if len(names) > _MAX_ROWS:
        words = Message("report", "The {shown} signs that are read worst, of {count}.")
        yield Paragraph(words.text(shown=_MAX_ROWS, count=len(names)), "remark")


def _surest_errors(
    predictions: Predictions, dataset: Dataset, names: Sequence[str]
) -> Iterator[Block]:
    shown = shown_pictures(dataset)
    if shown is None:
        yield Paragraph(str(Message("report", "The pictures can no longer be read.")))
        return
    wrong = np.flatnonzero(~predictions.right[: len(shown)])
    if not len(wrong):
        yield Paragraph(str(Message("report", "Every picture is read correctly.")))
        return
    order = np.argsort(-predictions.confidence[wrong], kind="stable")[:MAX_GRID]
    tiles = [
        PictureTile(
            png=picture_png(shown[picture], least_side=_PICTURE_PX),
            caption=reading_caption(
                names[dataset.test_y[picture]],
                names[predictions.predicted[picture]],
                float(predictions.confidence[picture]),
                columns=GRID_COLUMNS,
            ),
            right=False,
        )
        for picture in wrong[order].tolist()
    ]
    words = Message(
        "report",
        "{shown} of {count}. Under each stands the sign that it shows, that which was read, and "
        "how sure the network was.",
    )
    caption = words.text(shown=len(tiles), count=pictures_message(len(wrong)))
    yield Figure(grid_svg(tiles, columns=GRID_COLUMNS), caption)


def _repetition(run: ReportRun) -> Iterator[Block]:
    record = run.record
    device = ["--device", "cpu"] if record.device.startswith("CPU") else []
    arguments = [
        *run.data_arguments,
        *train_arguments(record.recipe_as_trained, record.changes),
        *device,
    ]
    yield Code(plain_lines(f"signs-studio train {shlex.join(arguments)}"))
    facts = []
    if run.versions:
        versions = (f"{name} {version}" for name, version in run.versions.items())
        facts.append((str(Message("report", "Versions")), plain_text(", ".join(versions), 400)))
    if record.origin.fingerprint:
        facts.append((str(Message("report", "Fingerprint of the data")), record.origin.fingerprint))
    yield Facts(tuple(facts))
