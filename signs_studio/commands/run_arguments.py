"""Arguments that name kept runs and where they are, which several commands take."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import shown_text
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import PersonError, UsageError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from signs_studio.runs.store.store import RunStore
    from signs_studio.runs.store.summary import RunSummary

RUN_HELP = "a run: its id, a beginning of it that no other has, its name, last or best"

_SHOWN_PATH_LENGTH = 100


def add_home_argument(parser: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """Declares where runs are kept.

    Args:
        parser: Of the command.
        default: Where nothing is said; None for the home of the user.
    """
    parser.add_argument(
        "--home",
        metavar="PATH",
        type=_home_path,
        default=default,
        help="the folder that runs are kept in; default: that of SIGNS_STUDIO_HOME, else one among "
        "your own files",
    )


def add_run_argument(parser: argparse.ArgumentParser) -> None:
    """Declares which run is meant."""
    parser.add_argument("named", metavar="RUN", help=RUN_HELP)


def open_store(args: argparse.Namespace) -> RunStore:
    """Returns the runs of the home that was named, or of the user's own.

    Those of earlier versions are taken over first; those that cannot be are left for the next time.
    """
    from signs_studio.runs.store.adoption import adopt_earlier
    from signs_studio.runs.store.store import RunStore

    store = RunStore(args.home)
    with suppress(OSError, PersonError):
        adopt_earlier(store)
    return store


def find_named(store: RunStore, *named: str) -> list[RunSummary]:
    """Returns the runs that are named, each once.

    Raises:
        StoreError: One of them is not there, or may be several.
    """
    from signs_studio.runs.store.find import find_run

    runs = store.summaries()
    found = {run.key: run for run in (find_run(runs, asked) for asked in named)}
    return list(found.values())


@contextmanager
def told_disk_errors() -> Iterator[None]:
    """Within it, a disk that refuses is a sentence.

    Raises:
        UsageError: It does.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # Nobody reads what is printed any more.
    except OSError as error:
        file = getattr(error, "filename", None)
        raise UsageError(
            Message("commands", "{file} cannot be read or written ({reason}).").format(
                file=plain_text(str(file), _SHOWN_PATH_LENGTH)
                if file
                else Message("commands", "A file of the run"),
                reason=plain_text(system_reason(error), 200),
            )
        ) from None


def _home_path(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    try:
        wrong = not text or (path.exists() and not path.is_dir())
    except (OSError, RuntimeError):
        wrong = True
    if wrong:
        raise UsageError(
            Message(
                "commands", "--home takes a folder, which need not be there yet, but it is {text}."
            ).format(text=shown_text(text))
        )
    return path
