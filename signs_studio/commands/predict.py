"""``signs-studio predict``: read photographs with the network of a kept run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.commands.data_arguments import add_fit_argument
from signs_studio.commands.prediction_report import (
    print_predictions,
    print_predictions_json,
    readable_pictures,
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

EXIT_FAILED, EXIT_REFUSED = 1, 2


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "With the weights that the run has kept: its last ones, or the best where it stopped early."
        "\nA photograph is prepared as those were that the network learnt from. Of one that cannot "
        "be\nread, standard error says why, and the exit status is 2."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument("pictures", metavar="PICTURE", nargs="+", help="a photograph")
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
        0; 1 where TensorFlow is missing, 2 where a photograph cannot be read.

    Raises:
        StoreError: There is no such run, or its weights are not there.
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
        paths, pictures = readable_pictures(
            args.pictures,
            shape=head.picture_shape,
            dtype=head.picture_dtype,
            fit=args.fit or stored_fit(summary),
        )
        status = 0 if len(paths) == len(args.pictures) else EXIT_REFUSED
        if not paths:
            return status
        if not load_engine():
            return EXIT_FAILED
        probabilities = read_pictures(checkpoint, learnt, pictures)
        names = learnt.class_names
        if args.json:
            print_predictions_json(paths, probabilities, class_names=names)
        else:
            several = len(args.pictures) > 1
            print_predictions(paths, probabilities, class_names=names, named=several)
    return status
