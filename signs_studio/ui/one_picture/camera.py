"""The camera, where there is one and what drives it is installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoSink

FRAME_INTERVAL_MS = 100


class Camera(QObject):
    """Hands frames on, ten a second at most, and none before the last one was dealt with.

    Its modules are an extra of the program, and are imported when it is switched on.

    Args:
        is_free: Returns whether another frame can be dealt with.

    Signals:
        frame_came: A ``QImage``.
        ended: It is off; carries a sentence where a person did not switch it off.
    """

    frame_came = Signal(object)
    ended = Signal(str)

    def __init__(self, is_free: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_free = is_free
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._timer = QTimer(self, interval=FRAME_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_on(self) -> bool:
        """True while frames come, or are waited for."""
        return self._camera is not None

    def switch_on(self) -> None:
        """Switches it on, or says by ``ended`` why it cannot be."""
        try:
            from PySide6.QtMultimedia import (
                QCamera,
                QMediaCaptureSession,
                QMediaDevices,
                QVideoSink,
            )
        except ImportError as error:
            # Installed, it may lack a library of the system's, such as that of PulseAudio.
            library = re.match(r"lib\S+?(?=:)", str(error))
            if library is not None:
                words = self.tr(
                    "The camera needs the library {name}, which is not on this system: install "
                    "it, or open a photograph instead."
                )
                self.ended.emit(words.format(name=library[0]))
                return
            self.ended.emit(
                self.tr(
                    "The camera needs a part of Qt that is not installed: set Signs Studio up "
                    "again with its extra “camera”, as the README says."
                )
            )
            return
        device = QMediaDevices.defaultVideoInput()
        if device.isNull():
            self.ended.emit(
                self.tr("No camera was found: connect one, or open a photograph instead.")
            )
            return
        self._camera = QCamera(device, self)
        self._sink = QVideoSink(self)
        self._session = QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._camera.errorOccurred.connect(self._on_camera_error_occurred)
        self._camera.start()
        self._timer.start()

    def switch_off(self) -> None:
        """Switches it off."""
        if self._camera is not None:
            self._end("")

    def _end(self, words: str) -> None:
        self._timer.stop()
        camera, session, sink = self._camera, self._session, self._sink
        self._camera = self._session = self._sink = None
        for each in (camera, session, sink):
            if each is not None:
                each.deleteLater()
        if camera is not None:
            camera.stop()
        self.ended.emit(words)

    def _on_timer_timeout(self) -> None:
        frame = None if self._sink is None else self._sink.videoFrame()
        if frame is not None and frame.isValid() and self._is_free():
            image = frame.toImage()
            if not image.isNull():
                self.frame_came.emit(image)

    def _on_camera_error_occurred(self, _error: object, _reason: str) -> None:
        if self._camera is not None:
            self._end(
                self.tr(
                    "The camera cannot be used: see that no other program holds it, and try again."
                )
            )
