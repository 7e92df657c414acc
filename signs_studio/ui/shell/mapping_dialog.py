"""The question which arrays of a file are the pictures and their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from signs_studio.data.plain_text import plain_text
from signs_studio.messages import Message
from signs_studio.ui.shell.mapping_preview import MappingPreview
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.placement import dialog_size
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QComboBox

    from signs_studio.data.dataset import Dataset
    from signs_studio.data.mapping import ArrayFacts

_ROLES = {
    "": Message("mapping", "not used"),
    "train_x": Message("mapping", "training pictures"),
    "train_y": Message("mapping", "training labels"),
    "test_x": Message("mapping", "test pictures"),
    "test_y": Message("mapping", "test labels"),
    "classes": Message("mapping", "names of the classes"),
}
ROWS_MAX = 100
"""Arrays that can be gone through by hand."""


def first_guess(arrays: Sequence[ArrayFacts]) -> dict[str, str]:
    """Returns a mapping to begin with.

    The largest array of pictures and labels as many are the training set. Where there is one other
    array of such pictures, and one of labels as many, they are the test set.

    Args:
        arrays: Of the file.

    Returns:
        Keys of arrays by their roles; empty where nothing looks like pictures.
    """
    pictures = [each for each in arrays if len(each.shape) >= 3]
    if not pictures:
        return {}
    largest = max(pictures, key=lambda each: each.shape[0] if each.shape else 0)
    guess = {"train_x": largest.key}
    labels = _as_many_as(largest, arrays)
    if not labels:
        return guess
    guess["train_y"] = labels[0].key
    others = [each for each in pictures if each is not largest and _are_alike(each, largest)]
    # Of sets of one size, either's labels could be the other's.
    if len(others) == 1 and others[0].shape != largest.shape:
        test_labels = _as_many_as(others[0], [each for each in arrays if each is not labels[0]])
        if len(test_labels) == 1:
            guess |= {"test_x": others[0].key, "test_y": test_labels[0].key}
    return guess


def _as_many_as(pictures: ArrayFacts, arrays: Sequence[ArrayFacts]) -> list[ArrayFacts]:
    """Returns what may be the labels of pictures, whose axis comes first or last."""
    counts = {pictures.shape[0], pictures.shape[-1]}
    return [each for each in arrays if len(each.shape) in {1, 2} and max(each.shape) in counts]


def _are_alike(pictures: ArrayFacts, others: ArrayFacts) -> bool:
    one, other = pictures.shape, others.shape
    return one[1:] == other[1:] or one[:-1] == other[:-1]


class MappingDialog(QDialog):
    """Has a choice of role for each array, and a preview of what comes of it.

    It blocks its window alone. What it shows comes from elsewhere: files are opened in a process of
    their own.

    Args:
        arrays: Every array that can be mapped.
        parent: The window.

    Signals:
        preview_wanted: A mapping, keys of arrays by their roles; ``show_preview`` is to follow.
        chosen: The mapping that a person opens.
    """

    preview_wanted = Signal(object)
    chosen = Signal(object)

    def __init__(self, arrays: Sequence[ArrayFacts], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mapping_dialog")
        self.setWindowTitle(self.tr("Which arrays are the pictures?"))
        self._boxes: dict[str, QComboBox] = {}
        self._shown: Mapping[str, str] | None = None
        files = " + ".join(dict.fromkeys(each.file for each in arrays))
        sentence = self.tr(
            "The names in {files} do not tell which arrays are the pictures and which their "
            "labels. Choose here what each one is."
        )
        words = QLabel(breakable(sentence.format(files=plain_text(files))), wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setObjectName("mapping_sentence")
        self._preview = MappingPreview()
        buttons = QDialogButtonBox()
        self._open = buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._open.setObjectName("mapping_open")
        cancel = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setObjectName("mapping_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(words)
        layout.addWidget(self._make_rows(arrays), 1)
        layout.addWidget(self._preview)
        layout.addWidget(buttons)
        self.resize(dialog_size(parent, letters=110, lines=32))
        self.accepted.connect(self._on_self_accepted)
        self.finished.connect(self.deleteLater)
        self._set_roles(first_guess(arrays[:ROWS_MAX]))

    @property
    def mapping(self) -> dict[str, str]:
        """Keys of arrays by their roles, as it is chosen now."""
        roles = {box.currentData(): key for key, box in self._boxes.items()}
        return {role: key for role, key in roles.items() if role}

    def begin(self) -> None:
        """Opens, and asks for the first preview."""
        self.open()
        self._ask()

    def show_preview(
        self, mapping: Mapping[str, str], dataset: Dataset | None, sentence: str
    ) -> None:
        """Shows what comes of a mapping.

        Args:
            mapping: Another than is chosen by now is passed over.
            dataset: Its first pictures; None where it cannot be.
            sentence: Why not.
        """
        if mapping != self.mapping:
            return
        self._preview.show_dataset(dataset, sentence)
        self._shown = mapping if dataset is not None else None
        self._open.setEnabled(dataset is not None)

    def _make_rows(self, arrays: Sequence[ArrayFacts]) -> QScrollArea:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(0, 1)
        has_several_files = len({each.file for each in arrays}) > 1
        for row, array in enumerate(arrays[:ROWS_MAX]):
            name = ElidedLabel()
            name.set_words(f"{array.file}: {array.name}" if has_several_files else array.name)
            name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            shape = QLabel(" × ".join(f"{side:,}" for side in array.shape) or "1")
            kind = QLabel(array.dtype)
            for label in (shape, kind):
                label.setProperty("role", "muted")
            box = self._boxes[array.key] = self._make_box(array, row)
            for column, widget in enumerate((name, shape, kind, box)):
                grid.addWidget(widget, row, column)
        if len(arrays) > ROWS_MAX:
            more = self.tr("There are {count} more, which “--map” takes on the command line.")
            label = QLabel(more.format(count=f"{len(arrays) - ROWS_MAX:,}"), wordWrap=True)
            label.setProperty("role", "muted")
            grid.addWidget(label, ROWS_MAX, 0, 1, 4)
        grid.setRowStretch(ROWS_MAX + 1, 1)
        area = QScrollArea()
        area.setObjectName("mapping_arrays")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(rows)
        return area

    def _make_box(self, array: ArrayFacts, row: int) -> QComboBox:
        box = QuietComboBox()
        box.setObjectName(f"mapping_role_{row}")
        box.setAccessibleName(self.tr("Use of {name}").format(name=array.name))
        box.setToolTip(self.tr("Choose what this array is"))
        for role, words in _ROLES.items():
            box.addItem(str(words), role)
        box.activated.connect(lambda: self._on_box_activated(box))
        return box

    def _set_roles(self, mapping: Mapping[str, str]) -> None:
        roles = {key: role for role, key in mapping.items()}
        for key, box in self._boxes.items():
            box.setCurrentIndex(box.findData(roles.get(key, "")))

    def _ask(self) -> None:
        self._open.setEnabled(False)
        mapping = self.mapping
        if ("test_x" in mapping) != ("test_y" in mapping):
            words = self.tr("Choose the test labels with the test pictures, or neither.")
            self._preview.show_dataset(None, words)
        elif "train_x" in mapping and "train_y" in mapping:
            self._preview.show_waiting()
            self.preview_wanted.emit(mapping)
        else:
            words = self.tr("Choose the training pictures and the training labels at least.")
            self._preview.show_dataset(None, words)

    def _on_box_activated(self, chosen: QComboBox) -> None:
        # One array for each role.
        for box in self._boxes.values():
            if box is not chosen and box.currentData() == chosen.currentData():
                box.setCurrentIndex(0)
        self._ask()

    def _on_self_accepted(self) -> None:
        if self._shown is not None:
            self.chosen.emit(self._shown)
