"""Readers of arguments: what cannot be used is refused in one plain sentence."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from signs_studio.data.plain_text import plain_text
from signs_studio.errors import InvalidValueError, UsageError
from signs_studio.fields.declared import quoted
from signs_studio.messages import Message, either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from signs_studio.fields.declared import NumberField

_SHOWN_PATH_LENGTH = 100


class Parser(argparse.ArgumentParser):
    """A parser that refuses with a ``UsageError``, and takes no shortened option names."""

    def __init__(
        self, prog: str, *, description: str, epilog: Callable[[], str], add_help: bool = True
    ) -> None:
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            add_help=add_help,
        )
        self._epilog = epilog

    def format_help(self) -> str:
        """Returns the help, whose last part is put together only here."""
        self.epilog = self._epilog()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Raises what argparse would have printed.

        Raises:
            UsageError: Always.
        """
        said = plain_text(message, 200)
        raise UsageError(
            Message("commands", "{reason}; see {prog} --help.").format(
                reason=f"{said[:1].upper()}{said[1:]}", prog=self.prog
            )
        )

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Leaves after the help is wholly written, so that a failure is still told in words."""
        sys.stdout.flush()
        super().exit(status, message)


def number(field: NumberField) -> Callable[[str], float]:
    """An argument's type: a number as ``field`` declares it."""

    def parse(text: str) -> float:
        try:
            return field.parse(text)
        except InvalidValueError as error:
            raise UsageError(error.message) from None

    return parse


def assignment(text: str) -> tuple[str, str]:
    """An argument's type: a field's name and the text of its value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(
            Message(
                "commands", "--set takes FIELD=VALUE, such as seed=3, but it is {text}."
            ).format(text=quoted(text))
        )
    return name.strip().lower(), value.strip()


def lower(text: str) -> str:
    """An argument's type: a name, which may be written in any case."""
    return text.strip().lower()


def data_path(text: str) -> Path:
    """An argument's type: a file or folder that is there to read pictures from.

    What the files hold is looked at when they are opened.

    Raises:
        UsageError: There is nothing at that path.
        DataError: It is a folder without a training file.
    """
    path = Path(text)
    try:
        is_there = bool(text) and path.exists()
    except OSError:
        is_there = True  # It may not be looked at: opening it will say so.
    if not is_there:
        raise UsageError(
            Message(
                "commands",
                "There is no file or folder {text} to read pictures from; check the path.",
            ).format(text=shown_text(text))
        )
    return path


def device_id(text: str) -> str:
    """An argument's type: a device's id such as "GPU:1", or its kind, "CPU" or "GPU".

    Whether there is one is known once TensorFlow is loaded.

    Raises:
        UsageError: It is neither.
    """
    asked = text.strip().upper()
    if not re.fullmatch(r"(CPU|GPU)(:\d{1,3})?", asked, re.ASCII):
        raise UsageError(
            Message(
                "commands",
                "--device takes cpu, gpu, or one of several such as gpu:1, but it is “{text}”.",
            ).format(text=plain_text(text))
        )
    return asked


def new_folder_path(text: str) -> Path:
    """An argument's type: a folder to write to, which need not be there yet.

    Raises:
        UsageError: It is not a folder, or cannot be made or written to.
    """
    path = Path(text)
    nearest = path
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    _check_writable(nearest, shown=shown_text(text))
    return path


def new_png_path(text: str) -> Path:
    """An argument's type: a .png file to write, as of ``new_file_path``."""
    return new_file_path(text, ".png")


def new_file_path(text: str, *endings: str) -> Path:
    """Returns the path of a file to write, in a folder that is there.

    Args:
        text: The path as typed.
        endings: Of its name, one at least: ".png".

    Raises:
        UsageError: It has another ending, is a folder, or its folder is missing or cannot be
            written to.
    """
    path = Path(text)
    known = either(endings)
    if path.suffix.lower() not in endings:
        raise UsageError(
            Message(
                "commands", "The file to write must be a {known} file, but it is {text}."
            ).format(known=known, text=shown_text(text))
        )
    _check_writable(path.parent, shown=shown_text(text))
    if path.is_dir():
        raise UsageError(
            Message("commands", "{text} is a folder where a {known} file was expected.").format(
                text=shown_text(text), known=known
            )
        )
    return path


def rows(pairs: Iterable[tuple[str, str]]) -> str:
    """Lines for a help text: names in one column, what they mean in the next."""
    listed = tuple(pairs)
    width = max((len(name) for name, _ in listed), default=0) + 2
    return "\n".join(f"  {name:<{width}}{text}" for name, text in listed)


def _check_writable(folder: Path, *, shown: str) -> None:
    if not folder.is_dir():
        wrong = Message("commands", "{shown} cannot be written: {folder} does not exist.")
        if os.path.lexists(folder):
            wrong = Message("commands", "{shown} cannot be written: {folder} is not a folder.")
        raise UsageError(wrong.format(shown=shown, folder=shown_text(str(folder))))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(
            Message(
                "commands", "{shown} cannot be written: you may not write to the folder {folder}."
            ).format(shown=shown, folder=shown_text(str(folder)))
        )


def shown_text(text: str) -> str:
    """Returns what a person typed, or a path, in quotes; plain text, and not too long."""
    return f"“{plain_text(text, _SHOWN_PATH_LENGTH)}”"
