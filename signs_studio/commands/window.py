"""``signs-studio``: open the window."""

from __future__ import annotations

import gc
import os
import re
import sys
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import data_path, lower, new_png_path, number, rows
from signs_studio.commands.run_arguments import add_home_argument
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message
from signs_studio.qt_import import import_qt
from signs_studio.recipe.presets import PRESETS, find_preset
from signs_studio.recipe.recipe import EPOCHS
from signs_studio.system_libraries import (
    has_screen,
    missing_libraries,
    missing_sentence,
    no_screen_sentence,
    wants_screen,
)
from signs_studio.ui.window_options import THEMES, WindowOptions

if TYPE_CHECKING:
    import argparse

SUMMARY = "Pick layers and an optimizer, click Train, and watch a network learn hand signs."
SIDE_MIN, SIDE_MAX = 320, 8192


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return "presets:\n" + rows((name, str(preset.shows)) for name, preset in PRESETS.items())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=data_path,
        help="a file of arrays (HDF5, npz, npy, IDX), or a folder with pictures or such files; "
        "else built-in pictures",
    )
    parser.add_argument("--preset", metavar="NAME", help="a recipe to start from, listed below")
    parser.add_argument(
        "--lesson", metavar="NAME", type=lower, help="open a lesson, listed by “lesson”"
    )
    parser.add_argument("--epochs", metavar="N", type=number(EPOCHS), help="train for N epochs")
    parser.add_argument("--demo", action="store_true", help="press Train at once")
    parser.add_argument(
        "--screenshot",
        metavar="OUT.png",
        type=new_png_path,
        help="press Train, save the window when the run ends, and leave; needs no screen; with "
        "--lesson, save the lesson instead",
    )
    parser.add_argument(
        "--size", metavar="WxH", type=_size, help="open the window this large, such as 1280x800"
    )
    add_home_argument(parser)
    parser.add_argument("--theme", metavar="NAME", type=lower, help=f"one of {', '.join(THEMES)}")


def run(args: argparse.Namespace) -> int:
    """Opens the window and waits until it closes.

    Returns:
        What the window returns; 1 when it cannot open here, after a sentence that says why.
    """
    if args.preset is not None:
        find_preset(args.preset)
    if args.lesson is not None:
        from signs_studio.lessons.catalogue import lesson_text

        lesson_text(args.lesson)
    if args.theme not in (None, *THEMES):
        raise UsageError(
            Message("commands", "The theme must be one of {known}, but it is “{theme}”.").format(
                known=", ".join(THEMES), theme=plain_text(args.theme)
            )
        )
    options = WindowOptions(
        data=args.data,
        preset=args.preset,
        demo=args.demo,
        epochs=args.epochs,
        screenshot=args.screenshot,
        size=args.size,
        theme=args.theme,
        lesson=args.lesson,
        home=args.home,
    )
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if args.screenshot is not None and not chosen and not has_screen(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    on_screen = wants_screen(os.environ)
    missing = missing_libraries(screen=on_screen)
    if missing:
        print(missing_sentence(missing), file=sys.stderr)
        return 1
    if on_screen and not has_screen(os.environ):
        print(plain_text(str(no_screen_sentence(os.environ)), 300), file=sys.stderr)
        return 1
    if args.screenshot is not None and args.data is not None:
        # Nobody is there to read what the window would say of data that cannot be used.
        from signs_studio.data.opening import open_pictures

        open_pictures(args.data)
    # All that is imported stays: to search it for garbage would take time.
    gc.disable()
    import_qt()
    from signs_studio.app import run_window

    return run_window(options)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})\s*[xX×]\s*(\d{1,5})", text.strip(), re.ASCII)
    sides = tuple(int(side) for side in match.groups()) if match else ()
    if len(sides) != 2 or not all(SIDE_MIN <= side <= SIDE_MAX for side in sides):
        raise UsageError(
            Message(
                "commands",
                "The size must be like 1280x800, {side_min} to {side_max} a side, but it "
                "is “{text}”.",
            ).format(side_min=SIDE_MIN, side_max=SIDE_MAX, text=plain_text(text))
        )
    return sides
