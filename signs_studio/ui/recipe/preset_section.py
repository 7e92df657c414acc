"""The preset that a recipe starts from, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from signs_studio.recipe.presets import PRESETS
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox

if TYPE_CHECKING:
    from signs_studio.recipe.draft import Draft


class PresetSection(QWidget):
    """A choice of presets, with a few words on the chosen one.

    Signals:
        chosen: The name of a preset.
    """

    chosen = Signal(str)

    def __init__(self, heading: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combo = QuietComboBox()
        self._combo.setObjectName("preset")
        self._combo.setAccessibleName(self.tr("Preset"))
        self._combo.setToolTip(self.tr("A recipe to start from"))
        for name, preset in PRESETS.items():
            self._combo.addItem(str(preset.title), name)
            self._combo.setItemData(
                self._combo.count() - 1, str(preset.shows), Qt.ItemDataRole.ToolTipRole
            )
        self._combo.setPlaceholderText(self.tr("Custom"))
        self._combo.activated.connect(self._on_combo_activated)
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("preset_shows")
        self._words.setProperty("role", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._shows = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for widget in (heading, self._combo, self._words):
            layout.addWidget(widget)

    def show_draft(self, draft: Draft) -> None:
        """Shows which preset a draft is, silently; ``set_locked`` follows."""
        index, self._shows = -1, self.tr("Differs from every preset.")
        for place, preset in enumerate(PRESETS.values()):
            if preset.draft == draft:
                index, self._shows = place, str(preset.shows)
        self._combo.setCurrentIndex(index)

    def set_locked(self, locked: bool) -> None:
        """Lets no preset be chosen while a run is on, and says so in the place of its words."""
        self._combo.setEnabled(not locked)
        words = self.tr(
            "What you change counts from the next epoch. Press Stop to change the rest."
        )
        self._words.setText(words if locked else self._shows)

    def fit_font(self) -> None:
        """Keeps room for the longest words: what is beneath stays where it is."""
        self._words.setMinimumHeight(2 * self._words.fontMetrics().lineSpacing())

    def _on_combo_activated(self, index: int) -> None:
        self.chosen.emit(self._combo.itemData(index))
