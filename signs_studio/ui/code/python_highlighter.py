"""Colours for Python code."""

from __future__ import annotations

import builtins
import keyword
import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from signs_studio.ui.widgets.theme import Theme

_TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<string>[rbf]?(?:\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*'))"
    r"|(?P<number>\b\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?\b)"
    r"|(?P<word>\b[^\W\d]\w*\b)"
)
_BUILTINS = frozenset(dir(builtins))


class PythonHighlighter(QSyntaxHighlighter):
    """Colours keywords, strings, numbers and comments; a line of code is never broken by them."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        colours = {
            "comment": theme.muted,
            "string": theme.right,
            "number": theme.test,
            "keyword": theme.accent,
            "builtin": theme.accent,
        }
        self._formats = {}
        for kind, colour in colours.items():
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(QColor(colour))
        self._formats["keyword"].setFontWeight(QFont.Weight.DemiBold)
        self._formats["comment"].setFontItalic(True)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colours one line."""
        for token in _TOKENS.finditer(text):
            kind = token.lastgroup
            if kind == "word":
                kind = "keyword" if keyword.iskeyword(token[0]) else "builtin"
                if kind == "builtin" and token[0] not in _BUILTINS:
                    continue
            if kind in self._formats:
                self.setFormat(token.start(), len(token[0]), self._formats[kind])
