"""Keeping pictures as labelled ones: what this one is, and what was kept so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.data.labels import CLASS_NAME_LIMIT
from signs_studio.data.plain_text import plain_text
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping import breakable
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QLayout

_LETTERS = 14


class KeepBar(QWidget):
    """A choice of class with the button that keeps the picture; beneath, what was kept.

    Signals:
        keep_wanted: The picture is to be kept; carries the name of its class.
        add_wanted: The kept pictures are to be trained on.
        save_wanted: They are to be saved.
        take_back_wanted: The last of them is to be forgotten.
        new_set_wanted: Whether a set from nothing is to be collected.
    """

    keep_wanted = Signal(str)
    add_wanted = Signal()
    save_wanted = Signal()
    take_back_wanted = Signal()
    new_set_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("keep_bar")
        self._has_picture = self._has_kept = False
        self._is_chosen = False
        self._names: Sequence[str] = ()
        self._class = self._make_class_box()
        label = QLabel(self.tr("This is a"))
        self._keep = self._button(
            "keep_picture",
            self.tr("Keep"),
            self.tr("Keep the square as a labelled picture of this class"),
        )
        self._new_set = self._button(
            "new_set",
            self.tr("New set"),
            self.tr(
                "Collect a set of your own from nothing, apart from the pictures that are open"
            ),
        )
        self._new_set.setCheckable(True)
        self._counts = QLabel(wordWrap=True)
        self._counts.setObjectName("kept_counts")
        self._add = self._button(
            "add_kept",
            self.tr("Add to the training pictures"),
            self.tr("Train on the kept pictures as well, from the next run on"),
        )
        self._save = self._button(
            "save_kept",
            self.tr("Save as a folder…"),
            self.tr("Save the kept pictures, a folder a class, to be opened again"),
        )
        self._take_back = self._button(
            "take_back_kept", self.tr("Take back"), self.tr("Forget the picture that was kept last")
        )
        ask_row, kept_row = WrappingRow(), WrappingRow()
        for widget in (label, self._class, self._keep):
            ask_row.addWidget(widget)
        ask_row.add_from_right(self._new_set)
        for widget in (self._add, self._save, self._take_back):
            kept_row.addWidget(widget)
        self._kept = QWidget()
        kept = QVBoxLayout(self._kept)
        kept.addWidget(self._counts)
        kept.addLayout(kept_row)
        layout = QVBoxLayout(self)
        layout.addLayout(ask_row)
        layout.addWidget(self._kept)
        for each in (layout, kept, ask_row, kept_row):
            _without_margins(each)
        for button, signal in (
            (self._add, self.add_wanted),
            (self._save, self.save_wanted),
            (self._take_back, self.take_back_wanted),
        ):
            button.clicked.connect(signal)
        self._keep.clicked.connect(self._on_keep_clicked)
        self._new_set.clicked.connect(self.new_set_wanted)
        self._class.editTextChanged.connect(self._show_what_can_be_done)
        self.show_kept({}, to_add=0, has_unsaved=False, is_new_set=False)

    def set_classes(self, names: Sequence[str]) -> None:
        """Offers these classes; what a person chose or typed stays."""
        if tuple(names) == tuple(self._names):
            return
        before = self._class.currentText()
        stays = self._is_chosen or before in names
        self._names = tuple(names)
        self._class.clear()
        self._class.addItems(list(names))
        self._class.setEditText(before if stays else (names[0] if names else ""))

    def suggest(self, name: str) -> None:
        """Has the class be this one, unless a person has chosen or typed another."""
        if not self._is_chosen:
            self._class.setEditText(name)

    def forget_choice(self) -> None:
        """Has the class follow what is suggested again, for another picture."""
        self._is_chosen = False

    def set_has_picture(self, has_picture: bool) -> None:
        """Takes whether there is a picture to keep."""
        self._has_picture = has_picture
        self._show_what_can_be_done()

    def show_kept(
        self, counts: Mapping[str, int], *, to_add: int, has_unsaved: bool, is_new_set: bool
    ) -> None:
        """Shows what was kept.

        Args:
            counts: Pictures of each class.
            to_add: How many are not among the training pictures.
            has_unsaved: Whether some are in no folder.
            is_new_set: Whether a set from nothing is collected.
        """
        self._new_set.setChecked(is_new_set)
        self._add.setVisible(not is_new_set)
        self._add.setEnabled(to_add > 0)
        self._take_back.setEnabled(to_add > 0)
        self._save.setEnabled(has_unsaved)
        if is_new_set:
            self._save.setText(self.tr("Save and open…"))
        else:
            self._save.setText(self.tr("Save as a folder…"))
        self._counts.setText(self._words(counts, is_new_set=is_new_set))
        self._has_kept = bool(counts) or is_new_set
        self._kept.setVisible(self._has_kept)
        self._show_what_can_be_done()

    def _words(self, counts: Mapping[str, int], *, is_new_set: bool) -> str:
        if not counts:
            return self.tr("A new set: keep some pictures of two classes at least, then save it.")
        each = self.tr("{sign}: {count}")
        listed = ", ".join(each.format(sign=sign, count=f"{n:,}") for sign, n in counts.items())
        words = self.tr("In the new set: {listed}") if is_new_set else self.tr("Kept: {listed}")
        return breakable(words.format(listed=listed))

    def _make_class_box(self) -> QComboBox:
        box = QuietComboBox()
        box.setObjectName("keep_class")
        box.setAccessibleName(self.tr("Class of this picture"))
        box.setToolTip(self.tr("Choose the class that the picture shows, or type a new one's name"))
        box.setEditable(True)
        # One that completes what is typed would make 30 of a 3.
        box.setCompleter(None)  # type: ignore[arg-type]  # As Qt documents it.
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_LETTERS)
        line = box.lineEdit()
        assert line is not None  # It is editable.
        line.setMaxLength(CLASS_NAME_LIMIT)
        line.returnPressed.connect(self._on_keep_clicked)
        line.textEdited.connect(self._on_class_chosen)
        box.activated.connect(self._on_class_chosen)
        return box

    @staticmethod
    def _button(name: str, words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    @property
    def _chosen(self) -> str:
        return plain_text(self._class.currentText().strip(), CLASS_NAME_LIMIT)

    def _show_what_can_be_done(self) -> None:
        self._keep.setEnabled(self._has_picture and bool(self._chosen))
        self.setVisible(self._has_picture or self._has_kept)

    def _on_class_chosen(self) -> None:
        self._is_chosen = True

    def _on_keep_clicked(self) -> None:
        if self._has_picture and self._chosen:
            self.keep_wanted.emit(self._chosen)


def _without_margins(layout: QLayout) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
