"""A language in which every text is marked, and what a window shows that is not in it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QTextDocumentFragment

from signs_studio.messages import set_translator
from signs_studio.ui.runs import run_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Marks that no text of the program has.
OPENING, CLOSING = "\N{LEFT WHITE LENTICULAR BRACKET}", "\N{RIGHT WHITE LENTICULAR BRACKET}"
_PLACE = re.compile(r"(\{\w*(?::[^{}]*)?\}|%n|%L?\d)")
_LETTER = r"[^\W\d_²⁴]"
# Single letters are keys and names of variables, the same in every language.
_SYMBOL = re.compile(f"(?<!{_LETTER}){_LETTER}(?!{_LETTER})")
_MARKED = re.compile(f"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}")


class MarkingTranslator(QTranslator):
    """Marks the words of every text but not its places, so that values have to be marked too.

    Attributes:
        asked: Contexts and texts that were translated.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def isEmpty(self) -> bool:  # noqa: N802 - Qt names it.
        """It knows every text."""
        return False

    def translate(
        self,
        context: str,
        source: str,
        _disambiguation: str | None = None,
        _count: int = -1,
    ) -> str:
        """Returns a text with its words marked."""
        self.asked.add((context, source))
        return "".join(
            part if _PLACE.fullmatch(part) or not part else f"{OPENING}{part}{CLOSING}"
            for part in _PLACE.split(source)
        )


def install() -> MarkingTranslator:
    """Has the program speak the marked language."""
    translator = MarkingTranslator()
    QCoreApplication.installTranslator(translator)
    set_translator(QCoreApplication.translate)
    _forget_words()
    return translator


def uninstall(translator: MarkingTranslator) -> None:
    """Has it speak English again."""
    set_translator(None)
    QCoreApplication.removeTranslator(translator)
    _forget_words()


def _forget_words() -> None:
    """Forgets words that are kept in one language, as the language of a program never changes."""
    run_words.short_title.cache_clear()
    run_words._difference_words.cache_clear()


def unmarked(said: Mapping[str, set[str]], data: Iterable[str]) -> dict[str, set[str]]:
    """Returns what has letters outside of the marks, by where it is seen.

    Args:
        said: Words by where they are, as of ``Walk.said``.
        data: What is no text of the program: names of files and classes, code, what was typed.
    """
    known = sorted(data, key=len, reverse=True)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for where, texts in said.items():
        for text in texts:
            rest = _MARKED.sub("", text)
            if "<" in rest:
                rest = QTextDocumentFragment.fromHtml(rest).toPlainText()
            for name in known:
                rest = rest.replace(name, "")
            rest = _SYMBOL.sub("", re.sub(r"\d[\d.,]*e-?\d+", "", rest))
            if re.search(_LETTER, rest):
                found[where].add(text)
    return dict(found)
