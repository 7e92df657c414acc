"""Markdown as labels show it, in words of one size."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextDocument

_BODY = re.compile(r"<body[^>]*>")
_SIZE = re.compile(r"font-size:[^;\"]*;?")


def html_of(markdown: str) -> str:
    """What a label of rich text shows of it.

    Given Markdown itself, a label leaves code as large as it was when words become larger.
    """
    document = QTextDocument()
    document.setMarkdown(markdown)
    # The font is the label's.
    return _BODY.sub("<body>", _SIZE.sub("", document.toHtml()))
