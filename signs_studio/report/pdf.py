"""Reports as PDF: pages of A4, laid out and painted by Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextLayout,
    QTextOption,
)

from signs_studio.charts.svg import CHART_WIDTH
from signs_studio.messages import Message
from signs_studio.report.contents import make_document
from signs_studio.report.document import Code, Facts, Figure, Heading, Paragraph, Table
from signs_studio.report.painting import ensure_application, svg_renderer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signs_studio.report.document import Block, Document
    from signs_studio.report.run import ReportRun

_DPI = 1200
_POINT = _DPI / 72
"""Units of the paper in a point: fine enough that letters stand where they should."""
_MARGIN_MM = 16.0
_INK, _MUTED, _LINE, _SUNKEN, _ACCENT = "#1b1f24", "#57606a", "#d9dce2", "#f4f5f7", "#7239c6"
_FAMILIES = ["Helvetica Neue", "Helvetica", "Arial", "Noto Sans", "DejaVu Sans"]
_CODE_FAMILIES = ["DejaVu Sans Mono", "Consolas", "Menlo", "Noto Sans Mono"]
_TEXT_PT, _SMALL_PT = 9.5, 8.5
_HEADING_PT = {1: 20.0, 2: 15.0, 3: 11.5}
_COLUMN_GAP_PT, _ROW_GAP_PT = 12.0, 5.0
_SHORT = 0.5
"""Of a page: a table that is not higher is not parted."""


def pdf_report(runs: Sequence[ReportRun], *, made_at: datetime | None = None) -> bytes:
    """Returns a report as a file of PDF.

    Args:
        runs: As of ``make_document``.
        made_at: As of ``make_document``.
    """
    ensure_application()
    document = make_document(runs, made_at=made_at)
    # Painted twice, for the foot of each page says how many there are.
    _, pages = _painted(document, pages=0)
    content, _ = _painted(document, pages=pages)
    return content


def _painted(document: Document, *, pages: int) -> tuple[bytes, int]:
    """Returns the file, and how many pages it has.

    Args:
        document: What is painted.
        pages: How many pages it has, for their feet; 0 where nobody knows yet.
    """
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setTitle(document.title)
    writer.setCreator("Signs Studio")
    painter = QPainter(writer)
    layout = _Pages(writer, painter, title=document.title, pages=pages)
    layout.paint(document)
    painter.end()
    buffer.close()
    return bytes(QByteArray(buffer.data()).data()), layout.page


class _Pages:
    """Paints blocks under each other, page after page.

    Attributes:
        page: The page that is painted, counted from 1.
    """

    def __init__(self, writer: QPdfWriter, painter: QPainter, *, title: str, pages: int) -> None:
        self.page = 1
        self._writer = writer
        self._painter = painter
        self._title = title
        self._pages = pages
        self._width = float(writer.width())
        self._foot = 2.2 * _SMALL_PT * _POINT
        self._bottom = writer.height() - self._foot
        self._y = 0.0

    def paint(self, document: Document) -> None:
        """Paints all of a report."""
        self._paint_foot()
        self._write(document.title, _font(_HEADING_PT[1], bold=True))
        self._y += 3 * _POINT
        self._write(document.subtitle, _font(_TEXT_PT), colour=_MUTED)
        self._y += 12 * _POINT
        following = [*document.blocks[1:], None]
        for block, after in zip(document.blocks, following, strict=True):
            self._paint_block(block, after)

    # ---- blocks

    def _paint_block(self, block: Block, after: Block | None) -> None:
        match block:
            case Heading():
                self._paint_heading(block, after)
            case Paragraph():
                self._paint_paragraph(block)
            case Facts():
                self._paint_facts(block)
            case Table():
                self._paint_table(block)
            case Figure():
                self._paint_figure(block)
            case Code():
                self._paint_code(block)

    def _paint_heading(self, block: Heading, after: Block | None) -> None:
        font = _font(_HEADING_PT[block.level], bold=True)
        if block.new_page and self._y > 0:
            self._turn_page()
        gap = (16 if block.level == 2 else 12) * _POINT if self._y > 0 else 0.0
        # A heading stands on the page of what follows it.
        needed = gap + 1.4 * QFontMetricsF(font, self._writer).height() + self._least_height(after)
        if self._y + needed > self._bottom:
            self._turn_page()
            gap = 0.0
        self._y += gap
        self._write(block.text, font)
        self._y += (5 if block.level == 2 else 3) * _POINT

    def _least_height(self, block: Block | None) -> float:
        """Returns how much of a block at least stands under its heading."""
        match block:
            case Figure():
                caption = 3 * _SMALL_PT * _POINT if block.caption else 0.0
                return caption + self._figure_size(block).height()
            case Table():
                return self._table_height(block) if self._is_short(block) else 60 * _POINT
            case Facts():
                return 60 * _POINT
        return 3 * _TEXT_PT * _POINT

    def _paint_paragraph(self, block: Paragraph) -> None:
        is_remark, is_note = block.style == "remark", block.style == "note"
        font = _font(_SMALL_PT if is_remark else _TEXT_PT)
        indent = 10 * _POINT if is_note else 0.0
        for words in block.text.split("\n"):
            top, page = self._y, self.page
            self._write(words, font, colour=_MUTED if is_remark else _INK, left=indent)
            if is_note and page == self.page:
                bar = QRectF(0, top, 2 * _POINT, self._y - top)
                self._painter.fillRect(bar, QColor(_ACCENT))
        self._y += 6 * _POINT

    def _paint_code(self, block: Code) -> None:
        font, padding = _font(_SMALL_PT, families=_CODE_FAMILIES), 6 * _POINT
        width = self._width - 2 * padding
        lines = [
            line for words in block.text.split("\n") for line in self._lines(words, font, width)
        ]
        height = len(lines) * self._line_height(font)
        if self._y + height + 2 * padding > self._bottom and height + 2 * padding < self._bottom:
            self._turn_page()
        ground = QRectF(0, self._y, self._width, min(height + 2 * padding, self._bottom - self._y))
        self._painter.fillRect(ground, QColor(_SUNKEN))
        self._y += padding
        for line in lines:
            self._write_line(line, font, colour=_INK, left=padding)
        self._y += padding + 6 * _POINT

    def _paint_figure(self, block: Figure) -> None:
        size = self._figure_size(block)
        font = _font(_SMALL_PT)
        lines = self._lines(block.caption, font, self._width) if block.caption else []
        if self._y + size.height() + len(lines) * self._line_height(font) > self._bottom:
            self._turn_page()
        for line in lines:
            self._write_line(line, font, colour=_MUTED, left=0.0)
        # What SVG does not say of its words is as the painter has it.
        self._painter.setFont(_font(_TEXT_PT))
        svg_renderer(block.svg).render(self._painter, QRectF(QPointF(0, self._y), size))
        self._y += size.height() + 9 * _POINT

    def _figure_size(self, block: Figure) -> QSizeF:
        """Returns its size on paper: words are as large in all figures, unless one is too high."""
        natural = QSizeF(svg_renderer(block.svg).defaultSize())
        size = natural * (self._width / CHART_WIDTH)
        if size.height() > self._bottom:
            size *= self._bottom / size.height()
        return size

    def _paint_facts(self, block: Facts) -> None:
        font = _font(_TEXT_PT)
        metrics = QFontMetricsF(font, self._writer)
        widest = max((metrics.horizontalAdvance(name) for name, _ in block.rows), default=0.0)
        left = min(widest, self._width / 3) + _COLUMN_GAP_PT * _POINT
        for name, words in block.rows:
            cells = (name, words)
            self._paint_row(cells, widths=(left, self._width - left), words=2, font=font)
        self._y += 6 * _POINT

    def _paint_table(self, block: Table) -> None:
        head_font, font = _font(_SMALL_PT, bold=True), _font(_TEXT_PT)
        widths = self._column_widths(block, head_font, font)
        if self._is_short(block) and self._y + self._table_height(block) > self._bottom:
            self._turn_page()
        self._paint_head(block, widths, head_font)
        for row in block.rows:
            height = self._row_height(row, widths, font)
            if self._y + height > self._bottom:
                self._turn_page()
                self._paint_head(block, widths, head_font)
            self._paint_row(row, widths=widths, words=block.words, font=font, is_ruled=True)
        self._y += 8 * _POINT

    def _is_short(self, block: Table) -> bool:
        """Returns whether a table is kept on one page."""
        return self._table_height(block) < _SHORT * self._bottom

    def _table_height(self, block: Table) -> float:
        head_font, font = _font(_SMALL_PT, bold=True), _font(_TEXT_PT)
        widths = self._column_widths(block, head_font, font)
        rows = (self._row_height(row, widths, font) for row in block.rows)
        return self._row_height(block.head, widths, head_font) + sum(rows)

    def _paint_head(self, block: Table, widths: Sequence[float], font: QFont) -> None:
        self._paint_row(
            block.head, widths=widths, words=block.words, font=font, is_ruled=True, colour=_MUTED
        )

    def _column_widths(self, block: Table, head_font: QFont, font: QFont) -> list[float]:
        """Returns the width of each column; where all have no room, long words are wrapped."""
        head, body = (QFontMetricsF(each, self._writer) for each in (head_font, font))
        gap = _COLUMN_GAP_PT * _POINT
        natural = [
            max(
                [
                    head.horizontalAdvance(title),
                    *(body.horizontalAdvance(row[at]) for row in block.rows),
                ]
            )
            + gap
            for at, title in enumerate(block.head)
        ]
        widths: dict[int, float] = {}
        left = self._width
        for done, at in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
            widths[at] = min(natural[at], left / (len(natural) - done))
            left -= widths[at]
        return [widths[at] for at in range(len(natural))]

    def _row_height(self, cells: Sequence[str], widths: Sequence[float], font: QFont) -> float:
        gap = _COLUMN_GAP_PT * _POINT
        lines = (
            len(self._lines(cell, font, width - gap))
            for cell, width in zip(cells, widths, strict=True)
        )
        return max(lines, default=1) * self._line_height(font) + _ROW_GAP_PT * _POINT

    def _paint_row(
        self,
        cells: Sequence[str],
        *,
        widths: Sequence[float],
        words: int,
        font: QFont,
        is_ruled: bool = False,
        colour: str = _INK,
    ) -> None:
        """Paints cells beside each other; those from ``words`` on end at the right of theirs."""
        height = self._row_height(cells, widths, font)
        if self._y + height > self._bottom:
            self._turn_page()
        left, gap, line_height = 0.0, _COLUMN_GAP_PT * _POINT, self._line_height(font)
        self._painter.setFont(font)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            is_name = not is_ruled and at == 0
            self._painter.setPen(QColor(_MUTED if is_name else colour))
            align = Qt.AlignmentFlag.AlignLeft if at < words else Qt.AlignmentFlag.AlignRight
            for number, line in enumerate(self._lines(cell, font, width - gap)):
                place = QRectF(left, self._y + number * line_height, width - gap, line_height)
                self._painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter, line)
            left += width
        self._y += height
        if is_ruled:
            self._painter.setPen(QPen(QColor(_LINE), 0.6 * _POINT))
            y = self._y - _ROW_GAP_PT * _POINT / 2
            self._painter.drawLine(QPointF(0, y), QPointF(left - gap, y))

    # ---- words

    def _write(self, words: str, font: QFont, *, colour: str = _INK, left: float = 0.0) -> None:
        """Writes words in as many lines, and on as many pages, as they need."""
        for line in self._lines(words, font, self._width - left):
            self._write_line(line, font, colour=colour, left=left)

    def _write_line(self, line: str, font: QFont, *, colour: str, left: float) -> None:
        height = self._line_height(font)
        if self._y + height > self._bottom:
            self._turn_page()
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        place = QRectF(left, self._y, self._width - left, height)
        self._painter.drawText(
            place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line
        )
        self._y += height

    def _line_height(self, font: QFont) -> float:
        return 1.12 * QFontMetricsF(font, self._writer).height()

    def _lines(self, words: str, font: QFont, width: float) -> list[str]:
        """Returns words in lines of this width; a word that is wider is parted."""
        layout = QTextLayout(words, font, self._writer)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        lines = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append(words[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        return lines or [""]

    # ---- pages

    def _turn_page(self) -> None:
        self._writer.newPage()
        self.page += 1
        self._y = 0.0
        self._paint_foot()

    def _paint_foot(self) -> None:
        if not self._pages:
            return
        font = _font(_SMALL_PT)
        self._painter.setFont(font)
        self._painter.setPen(QColor(_MUTED))
        place = QRectF(0, self._bottom, self._width, self._foot)
        words = Message("report", "{page} of {pages}").text(page=self.page, pages=self._pages)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(place, bottom | Qt.AlignmentFlag.AlignRight, words)
        title = QFontMetricsF(font, self._writer).elidedText(
            self._title, Qt.TextElideMode.ElideRight, self._width * 0.8
        )
        self._painter.drawText(place, bottom | Qt.AlignmentFlag.AlignLeft, title)


def _font(points: float, *, bold: bool = False, families: Sequence[str] = _FAMILIES) -> QFont:
    font = QFont(list(families))
    font.setStyleHint(
        QFont.StyleHint.SansSerif if families is _FAMILIES else QFont.StyleHint.Monospace
    )
    font.setPixelSize(round(points * _POINT))
    font.setBold(bold)
    # Paper has no pixels to fit letters to.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
