"""Page of a lesson: its words, its fields, what to try."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from signs_studio.fields.declared import ChoiceField, SwitchField
from signs_studio.ui.figures.table_view import TableView
from signs_studio.ui.forms.fields_form import FieldsForm
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.markdown import html_of
from signs_studio.ui.widgets.tick_list import TickList
from signs_studio.ui.widgets.typography import reading_width

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from signs_studio.fields.lists import LessonField
    from signs_studio.figures import Table
    from signs_studio.lessons.lesson import Lesson
    from signs_studio.lessons.text import LessonText
    from signs_studio.messages import Message
    from signs_studio.ui.widgets.theme import Theme

_MARGIN = 18
_RING = 2
"""The width of the ring around the page, which has a part of the margin."""


class LessonPage(QScrollArea):
    """Shows one lesson, and tells what a person changes.

    Signals:
        typed: A field's name and its text, while it is being typed.
        chosen: The same, where it is not typed but chosen.
        reset_wanted: All fields are to have their first values.
        train_wanted: The lesson's preset is to be trained in the main window.
    """

    typed = Signal(str, str)
    chosen = Signal(str, str)
    reset_wanted = Signal()
    train_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title = QLabel(wordWrap=True)
        self._title.setObjectName("lesson_title")
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("lesson_words")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # One for each lesson: inputs are slow to make, which a run beside them makes worse.
        self._forms: dict[str, FieldsForm] = {}
        self._form: FieldsForm | None = None
        self._name = ""
        self._wrong: frozenset[str] = frozenset()
        self._places_of_forms = QVBoxLayout()
        self._error = QLabel(wordWrap=True)
        self._error.setObjectName("lesson_error")
        self._error.setProperty("role", "error")
        self._error.hide()
        self._reset = QPushButton(self.tr("Reset the values"))
        self._reset.setObjectName("lesson_reset")
        self._reset.setAccessibleName(self.tr("Reset the values of this lesson"))
        self._reset.setToolTip(self.tr("Put back the values that the lesson had at first"))
        self._reset.clicked.connect(self.reset_wanted)
        self._train = QPushButton(self.tr("Train it"))
        self._train.setObjectName("lesson_train")
        self._train.setAccessibleName(self.tr("Train it in the main window"))
        self._train.clicked.connect(self.train_wanted)
        self._costs = TableView()
        self._costs.setObjectName("lesson_costs")
        self._tasks_title = QLabel(self.tr("Try this"))
        self._tasks_title.setProperty("role", "heading")
        self._tasks = TickList(
            done=self.tr("Solved"),
            not_done=self.tr("Not solved yet"),
            text_format=Qt.TextFormat.RichText,
            prefix="task_",
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self._reset)
        buttons.addWidget(self._train)
        buttons.addStretch(1)
        content = QWidget()
        layout = QVBoxLayout(content)
        beside, above = _MARGIN - _RING, 14 - _RING
        layout.setContentsMargins(beside, above, beside, above)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._words)
        layout.addLayout(self._places_of_forms)
        layout.addWidget(self._error)
        layout.addLayout(buttons)
        layout.addWidget(self._costs)
        layout.addSpacing(6)
        layout.addWidget(self._tasks_title)
        layout.addWidget(self._tasks)
        layout.addStretch(1)
        self.setWidget(content)
        content.installEventFilter(self)
        # Painted in a turn of its own, so that laying out and painting are two short waits.
        self._layout_over = QTimer(self, singleShot=True, interval=0)
        self._layout_over.timeout.connect(self._on_layout_over_timeout)

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._tasks.set_theme(theme)

    def prepare(self, name: str, lesson: Lesson) -> None:
        """Makes the form of a lesson beforehand, if it is still to be made."""
        if name not in self._forms:
            form = FieldsForm(lesson.fields, prefix=f"lesson_{name}_")
            form.hide()
            form.edited.connect(self._on_form_edited)
            self._places_of_forms.addWidget(form)
            self._forms[name] = form

    def show_lesson(self, name: str, text: LessonText, lesson: Lesson) -> None:
        """Shows the lesson of this name from its beginning, as soon as it is laid out."""
        self.setUpdatesEnabled(False)
        self._layout_over.start()
        # A heading of HTML is larger than the words around it, however large those are.
        self._title.setText(f"<h2>{escape(text.title)}</h2>")
        self._words.setText(html_of(text.words))
        if self._form is not None:
            # With the field that has it, Qt would give it to whatever comes next, such as Reset.
            focused = self._form.focusWidget()
            if focused is not None and focused.hasFocus():
                self.setFocus()
            self._form.hide()
        self.prepare(name, lesson)
        self._name = name
        self._form = self._forms[name]
        self._form.setVisible(bool(lesson.fields))
        self._reset.setVisible(bool(lesson.fields))
        self._train.setVisible(bool(lesson.preset))
        self._tasks.show_entries([html_of(task) for task in text.tasks])
        self._tasks_title.setVisible(bool(text.tasks))
        self.verticalScrollBar().setValue(0)

    def show_texts(self, texts: Mapping[str, str], *, errors: Mapping[str, Message]) -> None:
        """Shows what is in the fields of the lesson on show, and what is wrong with it.

        Args:
            texts: What is in its fields, by their names.
            errors: What is wrong, by the same names; with all of them together, without a name.
        """
        assert self._form is not None
        self._form.show_texts(texts, errors={name: str(errors[name]) for name in errors})
        self._error.setText(str(errors.get("", "")))
        self._error.setVisible("" in errors)
        new = [name for name in errors if name not in self._wrong]
        self._wrong = frozenset(errors)
        if new:
            # Words that are wrapped have their height only when they have been laid out.
            call_later(0, partial(self._scroll_to_error, new[0]), parent=self)

    def _scroll_to_error(self, field: str) -> None:
        """Brings the sentence on what is wrong into view."""
        name = f"lesson_{self._name}_{field}_error" if field else "lesson_error"
        label = self.findChild(QLabel, name)
        if label is not None and label.isVisible():
            self.ensureWidgetVisible(label)

    def set_can_train(self, can_train: bool) -> None:
        """Offers to train the lesson's network in the main window, or says why that must wait."""
        self._train.setEnabled(can_train)
        self._train.setToolTip(
            self.tr("Choose this network in the main window, ready to train")
            if can_train
            else self.tr("The main window is training: press Stop there first")
        )

    def show_costs(self, table: Table | None) -> None:
        """Shows published costs beside those of a run; None where there are none."""
        self._costs.setVisible(table is not None)
        if table is not None:
            self._costs.show_figure(table)

    def show_solved(self, solved: Collection[int]) -> None:
        """Shows which tasks are solved, from 0."""
        self._tasks.show_done(solved)

    def changeEvent(self, event: QEvent) -> None:
        """Makes room for larger words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_width()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Makes room for what is wider than what was there before."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit_width()
        return super().eventFilter(watched, event)

    def _fit_width(self) -> None:
        """As wide as its widest row: what does not fit beside it could not be scrolled to."""
        content = self.widget()
        if content is not None:
            # Wider, its lines would be too long to be read.
            widest = reading_width(self._words.fontMetrics()) + 2 * (_MARGIN - _RING)
            content.setMaximumWidth(max(widest, content.minimumSizeHint().width()))
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(content.minimumSizeHint().width() + bar + 2 * _RING)

    def _on_layout_over_timeout(self) -> None:
        self.setUpdatesEnabled(True)

    def _on_form_edited(self, field: LessonField, text: str) -> None:
        is_chosen = isinstance(field, ChoiceField | SwitchField)
        (self.chosen if is_chosen else self.typed).emit(field.name, text)
