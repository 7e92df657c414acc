"""Choosing files and folders in the dialog of Qt, which is shown where the desktop has none."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QTreeView
from pytestqt.qtbot import QtBot

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.file_dialog import FileDialog
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, type_into_file_dialogs
from tests.ui.shell.test_main_window import label
from tests.ui.test_wheel import roll


def test_no_picture_is_saved_under_a_name_that_promises_another_kind(
    ready_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("picture.jpg", "picture.pdf", "picture.png.txt"):
        type_into_file_dialogs(monkeypatch, tmp_path / name)
        ready_window.actions_by_name["save_picture"].trigger()
        said = label(ready_window, "banner_message")
        assert f"choose a name that ends in .png, not {Path(name).suffix}" in said, name
        assert not (tmp_path / name).exists()


def test_that_a_picture_was_saved_is_said(
    ready_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name in enumerate(("picture.png", "picture.PNG", "another")):
        (tmp_path / str(folder)).mkdir()
        type_into_file_dialogs(monkeypatch, tmp_path / str(folder) / name)
        ready_window.actions_by_name["save_picture"].trigger()
        saved = tmp_path / str(folder) / (name if "." in name else f"{name}.png")
        assert saved.read_bytes().startswith(b"\x89PNG")
        assert label(ready_window, "message") == f"Saved as {saved.name}"


def test_a_folder_is_chosen(
    qtbot: QtBot, ready_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    write_signs(small_dataset(seed=3, test=6), folder)
    type_into_file_dialogs(monkeypatch, folder)
    with qtbot.waitSignal(ready_window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        ready_window.actions_by_name["open_folder"].trigger()
    dataset = ready_window.controller.dataset
    assert dataset is not None
    assert len(dataset.test_y) == 6


@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_no_column_is_cut(ready_window: MainWindow, tmp_path: Path, scale: float) -> None:
    (tmp_path / "pictures of a long name.hdf5").touch()
    ready_window.appearance.scale = scale
    ready_window.appearance.apply()
    seen = []

    def appearance() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileDialog)
        files = dialog.findChild(QTreeView, "treeView")
        assert isinstance(files, QTreeView)
        header = files.header()
        seen.append((header.length(), files.viewport().width()))
        for column in range(header.count()):
            needed = max(header.sectionSizeHint(column), files.sizeHintForColumn(column))
            seen.append((needed, header.sectionSize(column)))
        dialog.reject()

    QTimer.singleShot(0, appearance)
    dialog = FileDialog(ready_window, "Open")
    dialog.setDirectory(str(tmp_path))
    assert dialog.choose_file(filters="All files (*)") is None
    assert len(seen) == 5
    assert all(needed <= room for needed, room in seen), seen


def test_the_wheel_changes_neither_folder_nor_kind_of_files(
    ready_window: MainWindow, tmp_path: Path
) -> None:
    dialog = FileDialog(ready_window, "Open")
    dialog.setNameFilter("HDF5 files (*.h5);;All files (*)")
    dialog.setDirectory(str(tmp_path))
    dialog.show()
    QApplication.processEvents()
    boxes = [box for box in dialog.findChildren(QComboBox) if box.isVisible()]
    assert len(boxes) == 2
    for box in boxes:
        before = box.currentText()
        for notches in (-1, 1, 1):
            roll(box, notches)
            assert box.currentText() == before
    assert dialog.directory().path() == str(tmp_path)
    dialog.close()
