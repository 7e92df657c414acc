"""Opens every window on every screen of Qt's platform in several sizes of words.

Prints what is off its screen, cut off or out of reach; run by ``test_screens``.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QScrollArea,
    QWidget,
)

from signs_studio.recipe.presets import PRESETS
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.appearance import LARGEST_SCALE, SMALLEST_SCALE
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.widgets.file_dialog import FileDialog
from signs_studio.ui.widgets.placement import keep_on_screen, restore_window
from tests.ui.conftest import small_dataset


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def out_of_reach(window: QWidget) -> Iterator[str]:
    """What a person cannot see whole nor scroll to."""
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for widget in window.findChildren(kind):
            if not widget.isVisible() or not widget.objectName():
                continue
            if widget.height() < min(widget.minimumSizeHint().height(), widget.maximumHeight()):
                yield f"{widget.objectName()} is cut off"
            inner: QWidget = widget
            while (outer := inner.parentWidget()) is not None and inner is not window:
                scrolls = isinstance(outer.parentWidget(), QScrollArea)
                if not scrolls and not outer.rect().contains(inner.geometry()):
                    yield f"{widget.objectName()} is out of reach"
                    break
                inner = outer


def check(window: QWidget) -> Iterator[str]:
    screen = window.screen().availableGeometry()
    if not screen.contains(window.frameGeometry()):
        yield f"{window.frameGeometry().getRect()} is off the screen"
    yield from out_of_reach(window)


def dialogs_of(window: MainWindow) -> Iterator[QWidget]:
    for name in ("shortcuts", "about"):
        window.actions_by_name[name].trigger()
        settle()
        found = [each for each in window.findChildren(QWidget, name) if each.isVisible()]
        yield found[0]
        found[0].close()
    dialog = FileDialog(window, "Open")
    dialog.show()
    settle()
    yield dialog
    dialog.close()


def main(home: Path) -> None:
    application = QApplication([sys.argv[0], "-style", "fusion"])
    memory = Preferences(
        QSettings(str(home / "s.ini"), QSettings.Format.IniFormat), home / "runs.json"
    )
    window = MainWindow(memory)
    window.panels_built.connect(application.quit)
    window.show()
    QTimer.singleShot(60_000, application.quit)
    application.exec()
    window.controller.set_data(small_dataset(shape=(64, 64, 3)))
    window.editor.edit(PRESETS["convnet"].draft, title="test")
    window.lessons.open("model")
    lessons = window.lessons.window
    assert lessons is not None
    checked = 0
    for screen in application.screens():
        for scale in (SMALLEST_SCALE, 1.0, LARGEST_SCALE):
            window.look.scale = scale
            window.look.apply()
            for shown in (window, lessons):
                shown.hide()
                shown.setScreen(screen)
                shown.move(screen.geometry().topLeft())
                restore_window(shown, QByteArray())
                shown.show()
                settle()
                keep_on_screen(shown)
                settle()
                for problem in check(shown):
                    print(screen.name(), f"{scale:.1f}", type(shown).__name__, problem)
                checked += 1
            for dialog in dialogs_of(window):
                for problem in check(dialog):
                    print(screen.name(), f"{scale:.1f}", dialog.objectName(), problem)
                checked += 1
    assert not window.findChildren(QMessageBox)
    print("checked", checked)
    window.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
