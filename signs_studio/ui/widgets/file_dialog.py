"""The dialog in which a file or a folder is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHeaderView, QToolButton, QTreeView

from signs_studio.ui.widgets.placement import dialog_size

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget


class FileDialog(QFileDialog):
    """The desktop's own dialog; where it has none, Qt's, in which every column is whole.

    Args:
        parent: The window that it belongs to.
        title: What is chosen.
    """

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title)
        self.setObjectName("file_dialog")
        # Of the desktop's dialog there are no parts.
        files = self.findChild(QTreeView, "treeView")
        if isinstance(files, QTreeView):
            header = files.header()
            header.setStretchLastSection(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            self.resize(dialog_size(parent, letters=130, lines=32))
        for button in self.findChildren(QToolButton):
            # Qt fixes their size by the icons of its own style.
            button.ensurePolished()
            button.setFixedSize(button.sizeHint())
        for box in self.findChildren(QComboBox):
            box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Has the wheel change neither the folder nor the kind of files."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def choose_file(self, *, filters: str) -> Path | None:
        """Has a person choose a file that there is; None where they do not.

        Args:
            filters: Which files to show, as Qt has it: "Python (*.py);;All files (*)".
        """
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilter(filters)
        return self._choose()

    def choose_files(self, *, filters: str) -> list[Path]:
        """Has a person choose files that there are; none where they do not.

        Args:
            filters: Which files to show, as Qt has it.
        """
        self.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self.setNameFilter(filters)
        return self._choose_all()

    def choose_folder(self) -> Path | None:
        """Has a person choose a folder, whose files are shown as well; None where they do not."""
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly, False)
        return self._choose()

    def choose_place(self, name: str, *, filters: str, suffix: str) -> Path | None:
        """Has a person choose where to save a file; None where they do not.

        Args:
            name: That is proposed.
            filters: Which files to show.
            suffix: Of a name that is typed without one.
        """
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setNameFilter(filters)
        self.setDefaultSuffix(suffix)
        self.selectFile(name)
        return self._choose()

    def _choose(self) -> Path | None:
        return next(iter(self._choose_all()), None)

    def _choose_all(self) -> list[Path]:
        chosen = self.exec() == QFileDialog.DialogCode.Accepted
        files = self.selectedFiles() if chosen else []
        self.deleteLater()
        return [Path(file) for file in files]
