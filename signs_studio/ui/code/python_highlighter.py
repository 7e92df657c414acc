"""Colours for Python code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pygments.lexers.python import PythonLexer
from pygments.token import Token
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextDocument

    from signs_studio.ui.widgets.theme import Theme

_KINDS = (
    (Token.Comment, "comment"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Name.Builtin, "builtin"),
)


class PythonHighlighter(QSyntaxHighlighter):
    """Colours keywords, strings, numbers and comments, as Pygments finds them."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._revision = -1
        self._pieces: list[tuple[int, int, str]] = []
        self._lexer = PythonLexer(stripnl=False, ensurenl=False)

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
        """Colours one line; what a line means may depend on those before it."""
        document = self.document()
        if document.revision() != self._revision:
            self._revision = document.revision()
            self._pieces = list(self._find_pieces(document.toPlainText()))
        first = self.currentBlock().position()
        for start, end, kind in self._pieces:
            if start < first + len(text) and end > first and kind in self._formats:
                begin = max(start, first)
                self.setFormat(begin - first, end - begin, self._formats[kind])

    def _find_pieces(self, code: str) -> Iterator[tuple[int, int, str]]:
        for start, token, value in self._lexer.get_tokens_unprocessed(code):
            for group, kind in _KINDS:
                if token in group:
                    yield start, start + len(value), kind
                    break
