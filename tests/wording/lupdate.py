"""Qt's own search for texts to translate, with what the project tells it.

``python -m tests.wording.lupdate`` says how many there are, in all and by context.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

PACKAGE = Path(__file__).parents[2] / "signs_studio"
# ``Message`` is called as ``QCoreApplication.translate`` is.
OPTIONS = ("-tr-function-alias", "translate+=Message", "-no-obsolete")


class Text(NamedTuple):
    """A text to translate.

    Attributes:
        context: Groups the texts of one room.
        source: In English.
        has_forms: Whether it has a form for each kind of number that a language knows.
    """

    context: str
    source: str
    has_forms: bool


def found_texts(folder: Path) -> set[Text]:
    """Returns the texts of the package that ``pyside6-lupdate`` finds.

    Args:
        folder: Where to write a file of them.
    """
    file = folder / "signs_studio.ts"
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    modules = sorted(map(str, PACKAGE.rglob("*.py")))
    command = [str(tool), *modules, *OPTIONS, "-silent", "-ts", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return {
        Text(
            context.findtext("name") or "",
            message.findtext("source") or "",
            message.get("numerus") == "yes",
        )
        for context in ElementTree.parse(file).getroot().findall("context")
        for message in context.findall("message")
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        texts = found_texts(Path(folder))
    print(f"{len(texts):5} texts, {sum(text.has_forms for text in texts)} with forms for numbers")
    for context, count in Counter(text.context for text in texts).most_common():
        print(f"{count:5} {context}")
