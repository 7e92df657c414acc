"""The window's composition root: the application, its errors, its first and last moments."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import traceback
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget

from signs_studio import __version__, signals
from signs_studio.data.plain_text import plain_lines, plain_text
from signs_studio.messages import Message, set_translator
from signs_studio.recipe.presets import find_preset
from signs_studio.runs.events import RunFailed, RunFinished
from signs_studio.ui.shell.garbage_collector import GarbageCollector
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from signs_studio.ui.window_options import WindowOptions

# Long enough for the last repaint to reach the screen, too short to be waited for.
SETTLE_MS = 400
# Python's threads share one lock. While TensorFlow is imported and hands are drawn, the window
# waits for it this long at a time; Python's own choice is five times as long.
SWITCH_INTERVAL_S = 0.001
BROKEN_STATUS = 1
REFUSED_STATUS = 2


def run_window(options: WindowOptions) -> int:
    """Opens the window and stays until it is closed.

    Args:
        options: What the command line asked for, already checked.

    Returns:
        The exit status: 0; 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP; where a run for
        ``options.screenshot`` could not be made, 2 if the pictures or the recipe cannot be used,
        else 1.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = _open_application()
    # A translation is a QTranslator that is installed here, before the window; there is none yet.
    set_translator(QCoreApplication.translate)
    application.setApplicationName("Signs Studio")
    application.setApplicationVersion(__version__)
    collector = GarbageCollector(application)
    # A picture, and a size that is asked for, may be larger than the screen.
    fits_screen = options.screenshot is None and options.size is None
    window = MainWindow(Preferences(home=options.home), fits_screen)
    collector.pause_while_loading(window.controller)
    reporter = ErrorReporter(window)
    # A picture taken by command is to leave no trace of its recipe or its run.
    if options.screenshot is not None:
        window.saver.enabled = False
        window.controller.keep_nothing()
    _apply_options(window, options)
    autopilot = _Autopilot(window, options)
    # TensorFlow and the pictures take the processor, which the window needs first.
    # What is shown by command, to others, is what is asked for alone.
    reopens = options.screenshot is None and not options.demo
    window.panels_built.connect(partial(window.start, options.data, reopens=reopens))
    if options.lesson is not None:
        window.panels_built.connect(partial(_open_lesson, window, options))
    application.commitDataRequest.connect(window.end_with_session)
    window.show()
    closer = _SignalCloser(window)
    with signals.handled_by(closer.on_signal):
        status = application.exec()
    closer.uninstall()
    reporter.uninstall()
    status = closer.status or status or autopilot.status
    threads_run = window.controller.is_thread_running() or window.data_thread.isRunning()
    threads_run = threads_run or window.saver.is_thread_running()
    threads_run = threads_run or window.workspace.library.is_thread_running()
    if threads_run or window.lessons.is_thread_running():
        # An import or an epoch that cannot be interrupted: all that matters is saved, and a thread
        # that outlives Qt would abort the process.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    # Now, in Qt's order: left to Python, a whole window is taken apart in none, and may crash.
    window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collector.give_back()
    return status


def _open_application() -> QApplication:
    """Opens Qt; where it cannot put windows anywhere, says so and leaves before Qt aborts."""
    opened = QApplication.instance()
    if isinstance(opened, QApplication):
        return opened
    warnings = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            platform = plain_text(os.environ.get("QT_QPA_PLATFORM", ""), 100)
            said = Message(
                "commands",
                "Qt cannot open a window here. Without one, “signs-studio train” does the same "
                "job.",
            )
            if platform:
                said = Message(
                    "commands",
                    "Qt cannot open a window on “{platform}”, which QT_QPA_PLATFORM names. Without "
                    "one, “signs-studio train” does the same job.",
                ).format(platform=platform)
            print(said, file=sys.stderr, flush=True)
            os._exit(BROKEN_STATUS)
        warnings.append(message)

    qInstallMessageHandler(on_message)
    try:
        # The style sheet is written for Fusion. Named here, it is not made a second time.
        application = QApplication([sys.argv[0], "-style", "fusion"])
    finally:
        qInstallMessageHandler(None)
    for warning in warnings:
        print(warning, file=sys.stderr)
    return application


class _SignalCloser(QObject):
    """Closes the window as its own button does when a signal comes that ends the program.

    Attributes:
        status: The exit status after such a signal, else 0.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.status = 0
        self._window = window
        # Python answers signals between its own instructions, and an idle window runs none: what
        # it writes here as soon as one comes wakes Qt.
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_notifier_activated)

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Notes the signal. It may come in the midst of a slot, whose work is half done."""
        self.status = self.status or signals.exit_status(number)

    def uninstall(self) -> None:
        """Stops waking Qt for signals."""
        signal.set_wakeup_fd(-1)
        self._reader.close()
        self._writer.close()

    def _on_notifier_activated(self) -> None:
        self._reader.recv(4096)
        if self.status:
            self._window.leave()
            # A dialog that is open would stay, and the program with it.
            QApplication.exit()


class ErrorReporter(QObject):
    """Sends errors that nobody expected to the window's banner, whatever thread they rise in."""

    _reported = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._reported.connect(self._on_self_reported)
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Gives errors back to whoever had them before."""
        sys.excepthook, threading.excepthook = self._hooks

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        self._reported.emit("".join(traceback.format_exception(kind, error, trace)))

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_self_reported(self, details: str) -> None:
        message = self.tr(
            "Something went wrong in Signs Studio. You can go on; if it comes again, send the "
            "details to whoever gave you this program."
        )
        self._window.show_error(message, details)


class _Autopilot(QObject):
    """Presses Train by itself, and takes the picture of the window that was asked for."""

    def __init__(self, window: MainWindow, options: WindowOptions) -> None:
        super().__init__(window)
        self.status = 0
        self._window = window
        self._options = options
        self._trains = options.demo or (options.screenshot is not None and options.lesson is None)
        if self._trains:
            window.controller.state_changed.connect(self._on_window_changed)
            window.controller.data_changed.connect(self._on_window_changed)
            window.panels_built.connect(self._on_window_changed)
        if options.screenshot is not None:
            window.run_shown.connect(self._on_window_run_shown)
            window.lessons.answer_shown.connect(
                self._on_lessons_answer_shown, Qt.ConnectionType.SingleShotConnection
            )
            window.controller.engine_failed.connect(self._on_controller_engine_failed)
            window.data_thread.refused.connect(self._on_data_thread_refused)
            window.data_thread.failed.connect(self._on_data_thread_failed)

    def _on_window_changed(self) -> None:
        controller = self._window.controller
        is_ready = controller.state is RunState.READY and controller.dataset is not None
        if not self._trains or not is_ready:
            return
        self._trains = False
        self._window.train()
        if controller.state is RunState.READY and self._options.screenshot is not None:
            # Nobody is there to mend the recipe.
            why_not = self._window.actions_by_name["train"].toolTip()
            self._give_up(why_not, REFUSED_STATUS)

    def _on_window_run_shown(self, terminal: RunFinished | RunFailed) -> None:
        if isinstance(terminal, RunFailed):
            self.status = BROKEN_STATUS if terminal.details else REFUSED_STATUS
        call_later(SETTLE_MS, self._take_picture, parent=self)

    def _on_lessons_answer_shown(self) -> None:
        call_later(SETTLE_MS, self._take_picture, parent=self)

    def _on_controller_engine_failed(self, message: str, details: str) -> None:
        self._give_up(f"{message}\n\n{details}", BROKEN_STATUS)

    def _on_data_thread_failed(self, message: str, details: str) -> None:
        self._give_up(f"{message}\n\n{details}", BROKEN_STATUS)

    def _on_data_thread_refused(self, message: str) -> None:
        self._give_up(message, REFUSED_STATUS)

    def _give_up(self, message: str, status: int) -> None:
        print(plain_lines(message), file=sys.stderr)
        self.status = status
        self._window.leave()

    def _take_picture(self) -> None:
        path = self._options.screenshot
        pictured = self._window if self._options.lesson is None else self._window.lessons.window
        if path is not None and pictured is not None and not pictured.save_picture(path):
            message = Message(
                "commands", "The picture could not be written to {path}: choose another place."
            ).format(path=str(path))
            self._give_up(str(message), REFUSED_STATUS)
            return
        self._window.leave()


def _apply_options(window: MainWindow, options: WindowOptions) -> None:
    draft = window.editor.draft
    if options.preset is not None:
        draft = find_preset(options.preset).draft
    if options.epochs is not None:
        draft = draft.with_field("epochs", str(options.epochs))
    window.editor.edit(draft, title=window.tr("start"))
    window.undo_stack.clear()
    if options.theme is not None:
        window.appearance.set_theme(options.theme)
    if options.size is not None:
        _resize(window, options.size)


def _open_lesson(window: MainWindow, options: WindowOptions) -> None:
    window.lessons.open(options.lesson or "")
    if options.size is not None and window.lessons.window is not None:
        _resize(window.lessons.window, options.size)


def _resize(window: QWidget, size: tuple[int, int]) -> None:
    # One that was left on the full screen would not take a size.
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*size)
