"""Opens every window on every screen of Qt's platform in several sizes of words.

Prints what is off its screen, cut off or out of reach; run by ``test_screens``.
"""

import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QRect, QSettings, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QScrollArea,
    QWidget,
)

from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.ui.forms.fold_button import FoldButton
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.appearance import LARGEST_SCALE, SMALLEST_SCALE
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.file_dialog import FileDialog
from signs_studio.ui.widgets.placement import keep_on_screen, restore_window
from signs_studio.worker.run_state import RunState
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
            least = widget.minimumSizeHint()
            if isinstance(widget, QComboBox) and widget.minimumWidth():
                # An entry that ends in an ellipsis is whole in its list.
                least.setWidth(widget.minimumWidth())
            if widget.width() < least.width() or widget.height() < least.height():
                yield f"{widget.objectName()} is cut off"
            inner: QWidget = widget
            while (outer := inner.parentWidget()) is not None and inner is not window:
                scrolls = isinstance(outer.parentWidget(), QScrollArea)
                if not scrolls and not outer.rect().contains(inner.geometry()):
                    yield f"{widget.objectName()} is out of reach"
                    break
                inner = outer


def cut_words(window: QWidget) -> Iterator[str]:
    """Labels with less room than their words take."""
    for label in window.findChildren(QLabel):
        # One that ends in an ellipsis has the rest in its tooltip.
        if not label.isVisible() or not label.text() or isinstance(label, ElidedLabel):
            continue
        if label.wordWrap():
            fits = label.height() >= label.heightForWidth(label.width())
        else:
            fits = label.width() >= label.minimumSizeHint().width()
        if not fits:
            yield f"words of {label.objectName() or label.text()[:30]!r} are cut off"


def check(window: QWidget, area: QRect) -> Iterator[str]:
    if not area.contains(window.frameGeometry()):
        yield f"{window.frameGeometry().getRect()} is off the screen"
    yield from out_of_reach(window)
    yield from cut_words(window)


def dialogs_of(window: MainWindow) -> Iterator[QWidget]:
    for name in ("shortcuts", "about", "share_recipe"):
        window.actions_by_name[name].trigger()
        settle()
        found = [each for each in window.findChildren(QWidget, name) if each.isVisible()]
        yield found[0]
        found[0].close()
    for mode in (FileDialog.AcceptMode.AcceptOpen, FileDialog.AcceptMode.AcceptSave):
        dialog = FileDialog(window, "Dialog")
        dialog.setAcceptMode(mode)
        dialog.show()
        settle()
        yield dialog
        dialog.close()
    window._closing._ask_for_kept_pictures()
    settle()
    (question,) = window.findChildren(QMessageBox)
    yield question
    question.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for name, action in window.actions_by_name.items():
        if name.startswith("view_") and name != "view_curves":
            action.trigger()
            for section in window.findChildren(FoldButton):
                section.setChecked(True)
            settle()
            yield window
    window.actions_by_name["view_curves"].trigger()
    settle()


def presented(window: MainWindow) -> Iterator[QWidget]:
    """The window as a projector shows it."""
    window.actions_by_name["presenter"].trigger()
    settle()
    # Words that were as large as the desktop's would be no larger now than those that were small.
    assert window.appearance.effective_scale > 1.0
    yield window
    window.actions_by_name["presenter"].trigger()


def main(home: Path) -> None:
    application = QApplication([sys.argv[0], "-style", "fusion"])
    preferences = Preferences(
        QSettings(str(home / "s.ini"), QSettings.Format.IniFormat), home / "home"
    )
    window = MainWindow(preferences)
    # Not quit(), which closes all windows first.
    window.panels_built.connect(partial(application.exit, 0))
    window.show()
    QTimer.singleShot(60_000, partial(application.exit, 1))
    assert application.exec() == 0
    window.controller.set_data(small_dataset(shape=(64, 64, 3)))
    window.editor.edit(PRESETS["convnet"].draft, title="test")
    recipe = window.editor.validation.recipe
    assert recipe is not None
    # A run that is on, as far as the question before it is lost knows.
    window.controller.record = RunRecord(run_id=1, recipe=recipe, origin=DataReference("", ""))
    window.controller.state = RunState.PAUSED
    window.lessons.open("model")
    lessons = window.lessons.window
    assert lessons is not None
    checked = 0
    # Whatever has another size is styled anew, which takes longer than all else.
    for scale in (SMALLEST_SCALE, 1.0, LARGEST_SCALE):
        window.appearance.scale = scale
        window.appearance.apply()
        for number in range(len(application.screens())):
            screen = application.screens()[number]
            name, area = screen.name(), screen.availableGeometry()
            for shown in (window, lessons):
                shown.hide()
                # PySide counts a screen as part of the window that was asked for it, and lets it go
                # with that.
                shown.setScreen(application.screens()[number])
                shown.move(area.topLeft())
                restore_window(shown, QByteArray())
                shown.show()
                settle()
                keep_on_screen(shown)
                settle()
                for problem in check(shown, area):
                    print(name, f"{scale:.1f}", type(shown).__name__, problem)
                checked += 1
            others = dialogs_of(window)
            if scale != 1.0:
                others = chain(others, presented(window))
            for other in others:
                for problem in check(other, area):
                    print(name, f"{scale:.1f}", other.objectName() or "window", problem)
                checked += 1
    assert not window.findChildren(QMessageBox)
    window.controller.record, window.controller.state = None, RunState.READY
    print("checked", checked)
    window.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
