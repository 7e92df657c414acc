"""All words that a window shows, wherever they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QTextEdit,
    QToolTip,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = "<b>&x</b><img src=q>"
ROLE = Qt.ItemDataRole
SAID_ROLES = (ROLE.ToolTipRole, ROLE.StatusTipRole, ROLE.WhatsThisRole)


class Walk:
    """All words of a window; each is looked at as Qt would show it.

    Attributes:
        met: How many places of each sort were looked at.
        hostile: Where hostile words were found, by the names of objects or the sort of place.
        said: All words, by the same.
    """

    def __init__(self, window: QWidget) -> None:
        self.met: Counter[str] = Counter()
        self.hostile: set[str] = set()
        self.said: defaultdict[str, set[str]] = defaultdict(set)
        self._tips: dict[str, str] = {}
        self._models: set[QAbstractItemModel] = set()
        for widget in (window, *window.findChildren(QWidget)):
            self._walk_widget(widget)
        for action in window.findChildren(QAction):
            self._walk_action(action)
        for tip, where in self._tips.items():
            self._show_tip(tip, where, window)

    def _note(self, sort: str, words: str, where: str) -> None:
        self.met[sort] += 1
        self.said[where].add(words)
        if HOSTILE in words:
            self.hostile.add(where)

    def _walk_widget(self, widget: QWidget) -> None:
        where = widget.objectName() or type(widget).__name__
        assert "[*]" not in widget.windowTitle()
        assert not isinstance(widget, QTextEdit), f"{where} guesses what its words are"
        for tip in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            self._tips.setdefault(tip, where)
        self.said[where] |= {widget.windowTitle()}
        self._note("accessible", widget.accessibleName() + widget.accessibleDescription(), where)
        if isinstance(widget, QLabel):
            self._walk_label(widget, where)
        elif isinstance(widget, QAbstractButton | QMenu):
            words = widget.title() if isinstance(widget, QMenu) else widget.text()
            self._check_mnemonic(words, where)
        elif isinstance(widget, QLineEdit):
            self._note("input", widget.text(), where)
            self.said[where].add(widget.placeholderText())
        elif isinstance(widget, QTabBar):
            self.said[where] |= {widget.tabText(i) for i in range(widget.count())}
        elif isinstance(widget, QGroupBox):
            self.said[where].add(widget.title())
        elif isinstance(widget, QComboBox):
            self._walk_model(widget.model(), where)
        elif isinstance(widget, QAbstractItemView):
            if widget.model() is not None:
                self._walk_model(widget.model(), where)
        elif isinstance(widget, QGraphicsView) and widget.scene() is not None:
            self._walk_scene(widget, where)

    def _walk_label(self, label: QLabel, where: str) -> None:
        label.ensurePolished()
        words = getattr(label, "words", label.text())
        self._note("label", words, where)
        if label.textFormat() is Qt.TextFormat.RichText:
            self.met["marked-up label"] += 1
            self._check_html(label.text(), where)
        else:
            assert label.textFormat() is Qt.TextFormat.PlainText, (where, words)

    def _check_html(self, html: str, where: str) -> None:
        document = QTextDocument()
        document.setHtml(html)
        self._check_document(document, where)
        assert "img src=q" not in html or HOSTILE in document.toPlainText(), where

    def _check_document(self, document: QTextDocument, where: str) -> None:
        assert "\N{OBJECT REPLACEMENT CHARACTER}" not in document.toPlainText(), where
        self.said[where].add(document.toPlainText())
        if HOSTILE in document.toPlainText():
            self.hostile.add(where)

    def _walk_model(self, model: QAbstractItemModel, where: str) -> None:
        if model in self._models:
            return
        self._models.add(model)
        rows = model.rowCount()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        cells: list[Callable[[Qt.ItemDataRole], Any]] = [
            *(model.index(row, column).data for row in range(rows) for column in range(columns)),
            *(partial(model.headerData, column, across) for column in range(columns)),
            *(partial(model.headerData, row, down) for row in range(rows)),
        ]
        for data in cells:
            self._note("cell", str(data(ROLE.DisplayRole) or ""), where)
            for role in SAID_ROLES:
                self._tips.setdefault(data(role) or "", where)

    def _walk_scene(self, view: QGraphicsView, where: str) -> None:
        for item in view.scene().items():
            self._tips.setdefault(item.toolTip(), where)
            if isinstance(item, QGraphicsTextItem):
                self.met["words in a scene"] += 1
                self._check_document(item.document(), where)
            if isinstance(item, pg.AxisItem):
                self.met["axis"] += 1
                drawn = item.label.toPlainText()
                self.said[where].add(drawn)
                assert "img src=q" not in item.labelText or HOSTILE in drawn, (where, drawn)

    def _walk_action(self, action: QAction) -> None:
        where = action.objectName() or action.text()
        self.met["action"] += 1
        self._check_mnemonic(action.text(), where)
        for tip in (action.toolTip(), action.statusTip(), action.whatsThis()):
            self._tips.setdefault(tip, where)

    def _check_mnemonic(self, words: str, where: str) -> None:
        self._note("button", words.replace("&&", "&"), where)
        assert "img src=q" not in words or QKeySequence.mnemonic(words).isEmpty(), where

    def _show_tip(self, tip: str, where: str, window: QWidget) -> None:
        """Shows a tooltip and looks at what is on the screen."""
        if not tip:
            return
        self._note("tip", tip, f"tip of {where}")
        QToolTip.showText(QPoint(9, 9), tip, window)
        shown = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")]
        labels = [w for w in shown if isinstance(w, QLabel) and w.isVisible()]
        assert [(w.text(), w.textFormat()) for w in labels] == [(tip, Qt.TextFormat.PlainText)]
        assert labels[0].width() <= window.screen().size().width(), where
