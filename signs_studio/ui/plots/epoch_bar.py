"""The row under the plots that says which epoch is looked at, and goes to another one."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from signs_studio.ui.plots.epoch_marks import epoch_looked_at, kept_epoch
from signs_studio.ui.plots.epoch_slider import EpochSlider
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.steady_button import SteadyButton
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme


class _Present(Enum):
    """Epoch that is shown while no earlier one is looked at."""

    LIVE = auto()
    """The latest of a run that goes on."""
    LATEST = auto()
    """The last of a run that has ended."""
    KEPT = auto()
    """The one whose weights are kept of a run that has ended."""


class EpochBar(QWidget):
    """A slider, words on the epoch, and a button that goes back from an earlier one.

    Where there is no past, it says why.

    Args:
        selection: Has the epoch that is looked at, and is asked for another.
    """

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("epoch_bar")
        self._selection = selection
        self._record: RunRecord | None = None
        self._theme: Theme | None = None
        self._why_no_past = self._note = ""
        self._is_emphasised = self._is_running = False
        self._named: _Present | None = None
        self._words = ElidedLabel()
        self._words.setObjectName("epoch_words")
        # As wide as it is made, whatever it says.
        self._words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._slider = EpochSlider()
        self._slider.setObjectName("epoch_slider")
        self._slider.setAccessibleName(self.tr("Epoch that is shown"))
        self._slider.setToolTip(
            self.tr(
                "Look at an earlier epoch: pictures, figures and all views show it as it was "
                "(arrow keys, or a click in the plots)"
            )
        )
        self._live = SteadyButton(self._present_titles().values())
        self._live.setObjectName("look_live")
        self._reason = QLabel(wordWrap=True)
        self._reason.setObjectName("no_past")
        self._reason.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._words)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._live)
        layout.addWidget(self._reason, 1)
        self._slider.epoch_chosen.connect(selection.look_at_epoch)
        self._slider.left.connect(selection.look_live)
        self._live.clicked.connect(selection.look_live)
        selection.epoch_changed.connect(self._show)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._emphasise()

    def show_run(self, record: RunRecord | None) -> None:
        """Shows the epochs that a run has by now; None where there is none."""
        self._record = record
        self._show()

    def set_running(self, is_running: bool) -> None:
        """Takes whether the run goes on; of one that has ended nothing is live."""
        self._is_running = is_running
        self._show()

    def set_why_no_past(self, words: str) -> None:
        """Says in place of the slider why no earlier epoch can be looked at; empty if it can."""
        self._why_no_past = words
        self._show()

    def set_note(self, words: str) -> None:
        """Says this of the epoch that is looked at, in place of its number; empty for nothing."""
        self._note = words
        self._show()

    def show_weights_progress(self, epoch: int, percent: int) -> None:
        """Says how far training is repeated for the weights of the epoch that is looked at."""
        self.set_note(self._weights_words(epoch, percent))

    def changeEvent(self, event: QEvent) -> None:
        """Gives the words the room that they need in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves at least half of the width to the slider."""
        super().resizeEvent(event)
        self._fit()

    def _show(self) -> None:
        record, has_past = self._record, not self._why_no_past
        epochs = 0 if record is None else len(record)
        self.setVisible(epochs > 0)
        if not epochs:
            return
        for widget in (self._words, self._slider, self._live):
            widget.setVisible(has_past)
        self._reason.setVisible(not has_past)
        self._reason.setText(breakable(self._why_no_past))
        epoch, is_past = epoch_looked_at(record, self._selection.epoch), self._is_past
        self._slider.show_epoch(epoch, epochs=epochs)
        self._name_present()
        words = self._words_on(epoch, epochs=epochs, is_past=is_past)
        if words != self._words.words:
            self._words.set_words(words)
            self._slider.setAccessibleDescription(words)
        if is_past != self._is_emphasised:
            self._is_emphasised = is_past
            # The focus would go elsewhere with a button that is disabled.
            if not is_past and self._live.hasFocus():
                self._slider.setFocus()
            self._emphasise()
        self._live.setEnabled(is_past)
        self._fit()

    @property
    def _is_past(self) -> bool:
        return self._selection.epoch is not None

    def _words_on(self, epoch: int, *, epochs: int, is_past: bool) -> str:
        if not is_past:
            return self._present_words(epoch)
        return self._note or self._past_words(epoch, epochs=epochs)

    @property
    def _present(self) -> _Present:
        if self._is_running:
            return _Present.LIVE
        is_kept = self._record is not None and kept_epoch(self._record) is not None
        return _Present.KEPT if is_kept else _Present.LATEST

    def _present_titles(self) -> dict[_Present, str]:
        return {
            _Present.LIVE: self.tr("Live"),
            _Present.LATEST: self.tr("Latest"),
            _Present.KEPT: self.tr("Kept"),
        }

    def _present_words(self, epoch: int) -> str:
        words = {
            _Present.LIVE: self.tr("Live: epoch {epoch}"),
            _Present.LATEST: self.tr("Latest: epoch {epoch}"),
            _Present.KEPT: self.tr("Kept: epoch {epoch}"),
        }
        return words[self._present].format(epoch=f"{epoch:,}")

    def _name_present(self) -> None:
        present = self._present
        if present is self._named:
            return
        self._named = present
        self._live.setText(self._present_titles()[present])
        tips = {
            _Present.LIVE: self.tr("Go back to the run as it goes on (Esc)"),
            _Present.LATEST: self.tr("Go back to the last epoch (Esc)"),
            _Present.KEPT: self.tr("Go back to the epoch whose weights are kept (Esc)"),
        }
        self._live.setToolTip(tips[present])

    def _past_words(self, epoch: int, *, epochs: int) -> str:
        words = self.tr("Past: epoch {epoch} of {epochs}")
        return words.format(epoch=f"{epoch:,}", epochs=f"{epochs:,}")

    def _weights_words(self, epoch: int, percent: int) -> str:
        words = self.tr("Weights of epoch {epoch}: {percent} %")
        return words.format(epoch=f"{epoch:,}", percent=percent)

    def _emphasise(self) -> None:
        """Makes it plain, not by a colour alone, that the past is looked at."""
        font = self.font()
        font.setBold(self._is_emphasised)
        self._words.setFont(font)
        if self._theme is not None:
            colour = self._theme.accent if self._is_emphasised else self._theme.text
            self._words.setStyleSheet(f"color: {colour}")

    def _fit(self) -> None:
        """Makes room for any words on an epoch of this run, so that the slider stands still."""
        epochs = 0 if self._record is None else len(self._record)
        number = int("8" * len(f"{epochs}"))
        bold = self.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        words = (
            self._present_words(number),
            self._past_words(number, epochs=number),
            self._weights_words(number, percent=100),
        )
        needed = max(map(metrics.horizontalAdvance, words)) + 4
        width = max(min(needed, (self.width() - self._live.sizeHint().width()) // 2), 0)
        if width != self._words.maximumWidth():
            self._words.setFixedWidth(width)
