"""``signs-studio runs``: list the runs that are kept, and look after them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import Parser, new_file_path
from signs_studio.commands.json_text import json_text
from signs_studio.commands.run_arguments import (
    RUN_HELP,
    add_home_argument,
    add_run_argument,
    find_named,
    open_store,
    told_disk_errors,
)
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message
from signs_studio.runs.store.layout import RUN_FILE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable

SUMMARY = "List the runs that are kept, or show, rename, remove, export and import them."

_PATH_LENGTH = 4096


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        f"RUN is {RUN_HELP}.\n"
        "“last” is the run that was begun last, “best” that of the best test accuracy.\n"
        "A run goes on with “signs-studio resume RUN”."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_home_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one list of JSON")
    parser.set_defaults(act=_list)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_ActionParser)

    def add(name: str, act: Callable[[argparse.Namespace], int], text: str) -> Parser:
        said = f"{text[:1].upper()}{text[1:]}."
        added = actions.add_parser(name, help=text, description=said)
        # What was said before the command's name counts where nothing is said after it.
        add_home_argument(added, default=argparse.SUPPRESS)
        added.set_defaults(act=act)
        return added

    show = add("show", _show, "say all that is known of a run")
    add_run_argument(show)
    show.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one object of JSON"
    )
    rename = add("rename", _rename, "give a run a name of its own")
    add_run_argument(rename)
    rename.add_argument("name", metavar="NAME", help="empty for “Run” and its number")
    remove = add("remove", _remove, "remove runs; “restore” brings them back within a day")
    remove.add_argument("named", metavar="RUN", nargs="+", help=RUN_HELP)
    restore = add("restore", _restore, "bring back a run that was removed")
    add_run_argument(restore)
    export = add("export", _export, "write a run into one file, to take to another machine")
    add_run_argument(export)
    export.add_argument("file", metavar=f"FILE{RUN_FILE_SUFFIX}", type=_new_run_file)
    take = add("import", _import, "take a run from such a file")
    take.add_argument("file", metavar=f"FILE{RUN_FILE_SUFFIX}", type=Path)


def run(args: argparse.Namespace) -> int:
    """Does what was asked for.

    Returns:
        0.

    Raises:
        StoreError: A run is not there, or cannot be read.
        UsageError: The disk refuses.
    """
    with told_disk_errors():
        act: Callable[[argparse.Namespace], int] = args.act
        return act(args)


def _list(args: argparse.Namespace) -> int:
    from signs_studio.commands.run_facts import print_runs, run_facts

    store = open_store(args)
    runs, refused = store.scan()
    if args.json:
        print(json_text([run_facts(each) for each in runs]))
    elif runs:
        print_runs(runs)
    else:
        said = Message("report", "No run is kept in {folder} yet.")
        print(said.format(folder=plain_text(str(store.folder), _PATH_LENGTH)))
    for key, reason in refused:
        print(f"{key}: {reason}", file=sys.stderr)
    return 0


def _show(args: argparse.Namespace) -> int:
    from signs_studio.commands.run_details import print_details, run_details

    store = open_store(args)
    (summary,) = find_named(store, args.named)
    stored = store.open(summary.key)
    if args.json:
        print(json_text(run_details(stored)))
    else:
        print_details(stored)
    return 0


def _rename(args: argparse.Namespace) -> int:
    store = open_store(args)
    (summary,) = find_named(store, args.named)
    name = args.name.strip()
    store.label(summary.key, name=plain_text(name, max(len(name), 1)))
    said = Message("report", "{before} is called {name} now")
    now = store.summary(summary.key)
    print(said.format(before=plain_text(summary.name, 120), name=plain_text(now.name, 120)))
    return 0


def _remove(args: argparse.Namespace) -> int:
    store = open_store(args)
    for summary in find_named(store, *args.named):
        store.remove(summary.key)
        said = Message(
            "report", "{name} is removed; within a day, signs-studio runs restore {key} undoes it"
        )
        print(said.format(name=plain_text(summary.name, 120), key=summary.key), flush=True)
    store.clean_up()
    return 0


def _restore(args: argparse.Namespace) -> int:
    from signs_studio.runs.store.find import find_run

    store = open_store(args)
    removed = store.removed()
    if not removed:
        raise UsageError(
            Message("commands", "No run was removed within the last day: there is none to restore.")
        )
    summary = find_run(removed, args.named)
    store.restore(summary.key)
    said = Message("report", "{name} is back")
    print(said.format(name=plain_text(summary.name, 120)))
    return 0


def _export(args: argparse.Namespace) -> int:
    from signs_studio.runs.store.run_file import export_run

    store = open_store(args)
    (summary,) = find_named(store, args.named)
    export_run(store, summary.key, args.file)
    said = Message("report", "{name} is in {file}")
    name, file = plain_text(summary.name, 120), plain_text(str(args.file), _PATH_LENGTH)
    print(said.format(name=name, file=file))
    return 0


def _import(args: argparse.Namespace) -> int:
    from signs_studio.runs.store.run_file import import_run

    summary = import_run(open_store(args), args.file)
    said = Message("report", "{name} is kept as {key}")
    print(said.format(name=plain_text(summary.name, 120), key=summary.key))
    return 0


class _ActionParser(Parser):
    def __init__(self, prog: str, *, description: str) -> None:
        super().__init__(prog, description=description, epilog=str)


def _new_run_file(text: str) -> Path:
    return new_file_path(text, RUN_FILE_SUFFIX)
