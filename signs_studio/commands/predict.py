"""``signs-studio predict``: read photographs with the network of a kept run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.commands.arguments import data_path
from signs_studio.commands.data_arguments import add_fit_argument
from signs_studio.commands.prediction_report import (
    fitted_pictures,
    print_predictions,
    print_predictions_json,
)
from signs_studio.commands.run_arguments import (
    RUN_HELP,
    add_home_argument,
    find_named,
    open_store,
    told_disk_errors,
)

if TYPE_CHECKING:
    import argparse

SUMMARY = "Read photographs with the network of a kept run, and say which sign each shows."

EXIT_FAILED = 1


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "With the weights that the run has kept: its last ones, or the best where it stopped early."
        "\nA photograph is prepared as those were that the network learnt from."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "pictures", metavar="PICTURE", type=data_path, nargs="+", help="a photograph"
    )
    parser.add_argument(
        "--run", "--weights-of", metavar="RUN", dest="named", required=True, help=RUN_HELP
    )
    add_fit_argument(parser)
    add_home_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="print a line of JSON for each photograph"
    )


def run(args: argparse.Namespace) -> int:
    """Reads the photographs, and prints what each is read as.

    Returns:
        0, or 1 where TensorFlow is missing.

    Raises:
        StoreError: There is no such run, or its weights are not there.
        DataError: A photograph cannot be read.
    """
    with told_disk_errors():
        store = open_store(args)
        (summary,) = find_named(store, args.named)
        from signs_studio.commands.kept_network import (
            empty_dataset,
            kept_checkpoint,
            load_engine,
            read_pictures,
        )
        from signs_studio.commands.run_data import stored_fit

        head = summary.head
        learnt = empty_dataset(summary)
        checkpoint = kept_checkpoint(store.open(summary.key))
        pictures = fitted_pictures(
            args.pictures,
            shape=head.picture_shape,
            dtype=head.picture_dtype,
            fit=args.fit or stored_fit(summary),
        )
        if not load_engine():
            return EXIT_FAILED
        probabilities = read_pictures(checkpoint, learnt, pictures)
        say = print_predictions_json if args.json else print_predictions
        say(args.pictures, probabilities, class_names=learnt.class_names)
    return 0
