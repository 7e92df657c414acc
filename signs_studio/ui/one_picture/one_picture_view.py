"""A view of one picture of a person's own: the photograph, what the network sees, its answer."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.ui.one_picture.answer_view import AnswerView
from signs_studio.ui.one_picture.crop_view import CropView
from signs_studio.ui.one_picture.keep_bar import KeepBar
from signs_studio.ui.one_picture.thumbnails import Thumbnails
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.picture_view import PictureView
from signs_studio.ui.widgets.scrolling_content import ScrollingContent
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent

    from signs_studio.ui.state.photographs import Photographs
    from signs_studio.ui.widgets.picture_view import Picture
    from signs_studio.ui.widgets.theme import Theme

_MARGIN = 12
_SCROLLED_LINES = 12
"""Least height of what is scrolled, where something beneath it is not."""
_SEEN_LINES = 5
"""Least height of the picture as the network sees it."""


class _SeenPicture(PictureView):
    """Takes what room there is, and keeps what it needs to be recognised."""

    def sizeHint(self) -> QSize:
        # No more: what is scrolled is as high as it would like to be.
        side = _SEEN_LINES * self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class OnePictureView(QWidget):
    """Puts them together; knows neither of runs nor of data.

    Signals:
        open_clicked: A person wants to choose files.
        paste_clicked: A person wants what was copied.
        camera_clicked: Whether the camera is to be on.
        dropped: Files or a picture were dropped here; carries a ``QMimeData``.
        visibility_changed: Whether it can be seen.

    Attributes:
        crop_view: The photograph.
        answer_view: The answer.
        thumbnails: Photographs to go through.
        keep_bar: Keeps pictures.
    """

    open_clicked = Signal()
    paste_clicked = Signal()
    camera_clicked = Signal(bool)
    dropped = Signal(object)
    visibility_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("one_picture_view")
        self.setAcceptDrops(True)
        self.crop_view = CropView()
        self.answer_view = AnswerView()
        self.thumbnails = Thumbnails()
        self.keep_bar = KeepBar()
        self._seen = _SeenPicture()
        self._seen.setObjectName("seen_picture")
        self._seen_words = QLabel()
        self._seen_words.setObjectName("seen_words")
        self._seen_words.setProperty("role", "muted")
        self._hint = QLabel(
            self.tr(
                "Open a photograph of one sign, drop it here, or paste it (Ctrl+V): the network "
                "reads it, also while it is trained."
            ),
            wordWrap=True,
        )
        self._hint.setObjectName("one_picture_hint")
        self._hint.setProperty("role", "muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = ElidedLabel()
        self._name.setObjectName("photograph_name")
        self._name.setProperty("role", "muted")
        self._kept_as = ElidedLabel()
        self._kept_as.setObjectName("kept_as")
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        layout.setSpacing(8)
        layout.addLayout(self._make_buttons())
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._make_picture(), 1)
        layout.addWidget(self.thumbnails)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(ScrollingContent(content), 1)
        self._scrolled, self._beneath = layout, QVBoxLayout()
        self._beneath.setContentsMargins(_MARGIN, 0, _MARGIN, 8)
        around.addLayout(self._beneath)
        self._place_keep_bar()
        self.show_photographs(None)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self.crop_view.set_theme(theme)
        self.answer_view.set_theme(theme)
        self._seen.set_theme(theme)

    def show_photographs(self, photographs: Photographs | None) -> None:
        """Shows the one that is looked at, and the others in the strip; None for none."""
        current = None if photographs is None else photographs.current
        self._hint.setVisible(current is None)
        self._picture.setVisible(current is not None)
        self.keep_bar.set_has_picture(current is not None and current.pixels is not None)
        self._camera.setChecked(photographs is not None and photographs.is_live)
        if photographs is not None:
            self.thumbnails.show_photographs(photographs.all, photographs.chosen)
        if current is not None:
            self._name.set_words(current.name)
            self.crop_view.show_photograph(current.pixels, current.crop)

    def show_signs(self, signs: Sequence[str], *, current: str) -> None:
        """Shows as what photographs were kept.

        Args:
            signs: Name of a class for each photograph in the strip; empty where it was not kept.
            current: That of the one that is looked at.
        """
        self.thumbnails.show_signs(signs)
        self._kept_as.setVisible(bool(current))
        self._kept_as.set_words(self.tr("kept as {sign}").format(sign=current))

    def show_seen(self, picture: Picture | None) -> None:
        """Shows the picture as the network sees it, (height, width, channels)."""
        self._seen.set_picture(picture)
        words = ""
        if picture is not None:
            height, width, channels = picture.shape
            words = self.tr("The network sees {height} × {width} × {channels}")
            words = words.format(height=height, width=width, channels=channels)
        self._seen_words.setText(words)
        self._seen.setAccessibleName(words)
        self._seen.setToolTip(words)

    def set_camera_on(self, is_on: bool) -> None:
        """Shows whether the camera is on."""
        self._camera.setChecked(is_on)

    # ---- events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _has_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if _has_pictures(event.mimeData()):
            self.dropped.emit(event.mimeData())
            event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.visibility_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.visibility_changed.emit(False)

    def event(self, event: QEvent) -> bool:
        # The view is larger or smaller, or words need other room.
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place_keep_bar()
        return super().event(event)

    # ---- building

    def _place_keep_bar(self) -> None:
        """Keeps it in view, as what to do next, where that leaves enough of what is scrolled."""
        layout = self.keep_bar.layout()
        assert layout is not None  # it is made with one
        needed = layout.totalHeightForWidth(max(self.width() - 2 * _MARGIN, 1))
        least = _SCROLLED_LINES * self.fontMetrics().height()
        place = self._beneath if self.height() - needed >= least else self._scrolled
        if place.indexOf(self.keep_bar) < 0:
            held = self.window().focusWidget()
            place.addWidget(self.keep_bar)
            if held is not None and self.keep_bar.isAncestorOf(held):
                held.setFocus()

    def _make_buttons(self) -> WrappingRow:
        open_button = QPushButton(self.tr("Open picture…"))
        open_button.setObjectName("open_picture")
        open_button.setToolTip(self.tr("Open one photograph or several, for the network to read"))
        open_button.clicked.connect(self.open_clicked)
        paste_button = QPushButton(self.tr("Paste"))
        paste_button.setObjectName("paste_picture")
        paste_button.setToolTip(self.tr("Have the network read the picture that was copied"))
        paste_button.clicked.connect(self.paste_clicked)
        self._camera = QPushButton(self.tr("Camera"))
        self._camera.setObjectName("camera")
        self._camera.setCheckable(True)
        self._camera.setToolTip(self.tr("Have the network read what the camera sees, live"))
        self._camera.clicked.connect(self.camera_clicked)
        row = WrappingRow()
        for button in (open_button, paste_button, self._camera):
            row.addWidget(button)
        return row

    def _make_picture(self) -> QWidget:
        left = QVBoxLayout()
        left.setSpacing(4)
        caption = QHBoxLayout()
        caption.addWidget(self._name, 1)
        caption.addWidget(self._kept_as, 1)
        left.addLayout(caption)
        left.addWidget(self.crop_view, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._seen_words)
        right.addWidget(self._seen, 2)
        right.addWidget(self.answer_view, 3)
        self._seen_words.setWordWrap(True)
        self._picture = QWidget()
        layout = QHBoxLayout(self._picture)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(left, 3)
        layout.addLayout(right, 2)
        return self._picture


def _has_pictures(mime: QMimeData) -> bool:
    return mime.hasUrls() or mime.hasImage()
