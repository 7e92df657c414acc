"""``signs-studio explain``: say why the network of a kept run reads a picture as it does."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.commands.arguments import data_path, new_file_path, shown_text
from signs_studio.commands.data_arguments import add_fit_argument, add_map_argument
from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.run_arguments import (
    add_home_argument,
    add_run_argument,
    find_named,
    open_store,
    told_disk_errors,
)
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message
from signs_studio.qt_import import import_qt
from signs_studio.system_libraries import missing_libraries, missing_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.store.summary import RunSummary

SUMMARY = "Explain what the network of a kept run reads in a picture: which pixels speak for it."

EXIT_FAILED = 1
_PNG, _JSON = ".png", ".json"
_NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?\d[\d.,]*(e[-+]?\d+)?", re.ASCII)
_BASELINES = ("black", "grey", "mean")


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "Written are the picture, its answer, integrated gradients (Sundararajan et al. 2017)\n"
        "with their completeness, Grad-CAM (Selvaraju et al. 2017) where the network has\n"
        "convolutions, and occlusion (Zeiler and Fergus 2014): as one picture, or all numbers as\n"
        "JSON. A test picture needs the data of the run where it was, and so do the mean\n"
        "picture and an epoch whose weights are not kept, up to which training is repeated."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_run_argument(parser)
    parser.add_argument(
        "--picture",
        metavar="PATH|NUMBER",
        type=_picture,
        required=True,
        help="a photograph, or the number of a test picture of the run, from 1",
    )
    parser.add_argument(
        "--epoch",
        metavar="N",
        type=_epoch,
        help="the network as it was after that epoch; default: with the weights that are kept",
    )
    parser.add_argument(
        "--class",
        metavar="NAME",
        dest="sign",
        help="the class that is explained; default: the one that is read",
    )
    parser.add_argument(
        "--baseline",
        choices=_BASELINES,
        default=_BASELINES[0],
        help="the picture from which integrated gradients begin; default: black",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=_out_path,
        required=True,
        help="the file to write: FILE.png or FILE.json",
    )
    add_fit_argument(parser)
    add_map_argument(parser)
    add_home_argument(parser)


class _Shown(NamedTuple):
    """The picture that is explained.

    Attributes:
        words: What it is.
        pixels: (height, width, channels).
        true_class: Index of its class; None where nobody has said it.
    """

    words: str
    pixels: Pictures
    true_class: int | None


def run(args: argparse.Namespace) -> int:
    """Computes the explanations, and writes them.

    Returns:
        0, or 1 where TensorFlow is missing, or Qt lacks what it needs to paint.

    Raises:
        StoreError: There is no such run, or its weights are not there.
        UsageError: There is no such picture, epoch or class, the data of the run is not there, or
            the picture would be written over.
        DataError: A picture cannot be read.
        SavingError: The file cannot be written.
    """
    with told_disk_errors():
        store = open_store(args)
        (summary,) = find_named(store, args.named)
        if args.epoch is not None and args.epoch > summary.epochs:
            raise UsageError(
                Message(
                    "commands", "{name} has {epochs} epochs: --epoch takes one of 1 to {epochs}."
                ).format(name=plain_text(summary.name), epochs=summary.epochs)
            )
        sign = _class_index(args.sign, summary.head.class_names)
        _check_not_overwritten(args.picture, args.out)
        if args.out.suffix.lower() == _PNG:
            missing = missing_libraries(screen=False)
            if missing:
                print(missing_sentence(missing), file=sys.stderr)
                return EXIT_FAILED
            import_qt()
        from signs_studio.commands.kept_network import (
            empty_dataset,
            has_checkpoint,
            load_engine,
            network_after,
        )
        from signs_studio.commands.run_data import open_run_data
        from signs_studio.insight.explanation import ExplanationWanted
        from signs_studio.insight.integrated_gradients import Baseline
        from signs_studio.insight.question import Progress

        kept, baseline = store.open(summary.key), Baseline(args.baseline)
        line = ProgressLine(sys.stderr)
        try:
            dataset = empty_dataset(summary)
            needs_mean = baseline is Baseline.MEAN
            if isinstance(args.picture, int) or needs_mean or not has_checkpoint(kept, args.epoch):
                dataset = open_run_data(summary, fit=args.fit, mapping=args.mapping, line=line)
            shown = _picture_of(args, summary, dataset)
            line.show(str(Message("report", "TensorFlow is loading")), rare=True)
            if not load_engine():
                return EXIT_FAILED
            network = network_after(kept, dataset, epoch=args.epoch, line=line)
            line.show(str(Message("report", "The answer is explained")), rare=True)
            asked = ExplanationWanted(
                picture=shown.pixels,
                sign=sign,
                baseline=baseline,
                mean_of=dataset.train_x if needs_mean else None,
            )
            explanation = asked.answer(network, Progress())
        finally:
            line.clear()
        from signs_studio.commands.explanation_report import (
            Explained,
            explanation_json,
            explanation_picture,
        )
        from signs_studio.report.curve_files import write_output

        told = Explained(
            run=summary.name,
            epochs=network.epochs,
            picture=shown.words,
            pixels=shown.pixels,
            true_class=shown.true_class,
            class_names=dataset.class_names,
            baseline=baseline,
            explanation=explanation,
        )
        if args.out.suffix.lower() == _PNG:
            from signs_studio.report.painting import svg_to_png

            write_output(args.out, svg_to_png(explanation_picture(told)))
        else:
            write_output(args.out, explanation_json(told).encode())
        said = Message("report", "The explanation is in {file}")
        print(said.format(file=plain_text(str(args.out), 4096)))
    return 0


def _check_not_overwritten(picture: Path | int, out: Path) -> None:
    """Checks that the explanation is not written over the picture itself.

    Raises:
        UsageError: It would be.
    """
    if not isinstance(picture, int) and out.exists() and out.samefile(picture):
        raise UsageError(
            Message(
                "commands",
                "--out names the picture itself, {text}: choose another file to write.",
            ).format(text=shown_text(str(out)))
        )


def _picture_of(args: argparse.Namespace, summary: RunSummary, dataset: Dataset) -> _Shown:
    """Returns the picture that is meant, read from its file or from the data.

    Raises:
        UsageError: There is no test picture of that number.
        DataError: It cannot be read.
    """
    if isinstance(args.picture, int):
        count = len(dataset.test_y)
        if not 1 <= args.picture <= count:
            raise UsageError(
                Message(
                    "commands",
                    "{name} has {count} test pictures: --picture takes a number of 1 to {count}, "
                    "or a file, but it is {number}.",
                ).format(name=plain_text(summary.name), count=count, number=args.picture)
            )
        place = args.picture - 1
        return _Shown(
            Message("report", "Test picture {number}").text(number=args.picture),
            dataset.test_x[[place]][0],
            int(dataset.test_y[place]),
        )
    from signs_studio.commands.prediction_report import fitted_pictures
    from signs_studio.commands.run_data import stored_fit

    head = summary.head
    pictures = fitted_pictures(
        [args.picture],
        shape=head.picture_shape,
        dtype=head.picture_dtype,
        fit=args.fit or stored_fit(summary),
    )
    return _Shown(plain_text(args.picture.name, 60), pictures[0], None)


def _class_index(name: str | None, class_names: Sequence[str]) -> int | None:
    """Returns the index of a class; None for none.

    Raises:
        UsageError: There is no such class.
    """
    if name is None:
        return None
    if name not in class_names:
        known = ", ".join(plain_text(each, 24) for each in class_names[:20])
        raise UsageError(
            Message("commands", "--class takes one of {known}, but it is {text}.").format(
                known=known, text=shown_text(name)
            )
        )
    return class_names.index(name)


def _picture(words: str) -> Path | int:
    """An argument's type: the number of a test picture, or a file that is there."""
    if words.isascii() and words.isdecimal() and len(words) < 12:
        return int(words)
    if _NUMBER.fullmatch(words) and not Path(words).exists():
        raise UsageError(
            Message(
                "commands",
                "--picture takes the number of a test picture, a whole one from 1, or a file, but "
                "it is {text}.",
            ).format(text=shown_text(words))
        )
    return data_path(words)


def _epoch(words: str) -> int:
    """An argument's type: an epoch, counted from 1."""
    if words.isascii() and words.isdecimal() and len(words) < 12 and int(words) > 0:
        return int(words)
    raise UsageError(
        Message("commands", "--epoch takes a whole number from 1, but it is {text}.").format(
            text=shown_text(words)
        )
    )


def _out_path(words: str) -> Path:
    return new_file_path(words, _PNG, _JSON)
