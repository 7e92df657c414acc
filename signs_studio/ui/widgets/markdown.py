"""Markdown as labels show it, in words of one size and lines that are easily read."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from signs_studio.ui.widgets.typography import LINE_HEIGHT_PERCENT

# The font is the label's; Qt would give code another family than the program's.
_LINE_HEIGHT = str(LINE_HEIGHT_PERCENT) + "%"
_STYLE = f"""<style>
p, li {{ line-height: {_LINE_HEIGHT}; margin-top: 6px; margin-bottom: 6px; }}
ol, ul {{ margin: 0; }}
code {{ font-family: monospace; }}
</style>"""


def html_of(markdown: str) -> str:
    """Returns Markdown as the rich text of a label; HTML within it is shown as it is written.

    Given Markdown itself, a label leaves code as large as it was when words become larger.
    """
    html: str = _reader().render(markdown)
    return _STYLE + html.rstrip()


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
