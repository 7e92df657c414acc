"""Markdown as labels show it, in words of one size and lines that are easily read."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument

from signs_studio.ui.widgets.typography import LINE_HEIGHT_PERCENT

_BODY = re.compile(r"<body[^>]*>")
_SIZE = re.compile(r"font-size:[^;\"]*;?")


def html_of(markdown: str) -> str:
    """Returns Markdown as the rich text of a label.

    Given Markdown itself, a label leaves code as large as it was when words become larger.
    """
    document = QTextDocument()
    document.setMarkdown(markdown)
    lines = QTextBlockFormat()
    height = QTextBlockFormat.LineHeightTypes.ProportionalHeight
    lines.setLineHeight(LINE_HEIGHT_PERCENT, height.value)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(lines)
    # The font is the label's.
    return _BODY.sub("<body>", _SIZE.sub("", document.toHtml()))
