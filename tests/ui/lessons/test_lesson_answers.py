"""What the window of the lessons makes of what is typed, with TensorFlow at work behind it."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from signs_studio.cli import main
from signs_studio.lessons.catalogue import lesson_names, lesson_text
from signs_studio.lessons.lesson import Lesson
from signs_studio.recipe.presets import PRESETS
from signs_studio.ui.lessons.lesson_list import LessonList
from signs_studio.ui.lessons.lesson_page import LessonPage
from signs_studio.ui.lessons.lessons_window import LessonsWindow
from signs_studio.ui.shell import warm_up
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.worker.run_state import ACTIVE_STATES, RunState
from tests.conftest import drawn_dataset
from tests.ui.conftest import (
    ENGINE_TIMEOUT_MS,
    answer,
    question,
    small_draft,
    type_into_file_dialogs,
    wait_for_threads,
)
from tests.ui.lessons.parts import click, code, is_solved, line, part, printed, put, words


def test_it_is_opened_by_whatever_is_explained_by_a_lesson(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    with qtbot.waitSignal(ready_window.lessons.answer_shown):
        ready_window.workspace.lesson_requests.wanted.emit("sigmoid")
    window = ready_window.lessons.window
    assert window is not None
    assert window.isVisible()
    assert window.session.name == "sigmoid"


def test_it_is_made_beforehand_with_the_lesson_of_last_time(
    qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
) -> None:
    preferences.save({"lessons/last": "sigmoid"})
    qtbot.waitUntil(lambda: ready_window.lessons.window is not None)
    window = ready_window.lessons.window
    assert window is not None
    qtbot.waitUntil(lambda: window.session.name == "sigmoid")
    assert not window.isVisible()
    assert not window.session.is_computing
    with qtbot.waitSignal(ready_window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.lessons.open()
    assert window.isVisible()
    assert window.session.name == "sigmoid"
    assert ready_window.lessons.window is window


def test_it_is_not_made_beside_a_run(
    qtbot: QtBot, make_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "QUIET_MS", 0)
    main_window = make_window()
    main_window.editor.edit(small_draft(), title="test")
    main_window.controller.set_data(drawn_dataset(train=10, test=5))
    found: list[object] = []

    def train_once() -> None:
        if main_window.controller.state is RunState.READY:
            main_window.train()

    main_window.controller.state_changed.connect(train_once)
    main_window.controller.ended.connect(lambda: found.append(main_window.lessons.window))
    with qtbot.waitSignal(main_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        pass
    assert found == [None]
    qtbot.waitUntil(lambda: main_window.lessons.window is not None)


def test_what_is_made_beforehand_waits_for_a_run_that_begins(
    qtbot: QtBot, make_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    main_window = make_window()
    main_window.editor.edit(small_draft(), title="test")
    main_window.controller.set_data(drawn_dataset(train=10, test=5))
    made: list[tuple[str, RunState]] = []
    prepare = LessonPage.prepare

    def noted(page: LessonPage, name: str, lesson: Lesson) -> None:
        made.append((name, main_window.controller.state))
        prepare(page, name, lesson)
        if len(made) == 2:
            main_window.train()

    monkeypatch.setattr(LessonPage, "prepare", noted)
    with qtbot.waitSignal(main_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        pass
    qtbot.waitUntil(lambda: lesson_names()[-1] in dict(made), timeout=ENGINE_TIMEOUT_MS)
    assert not {state for _, state in made} & ACTIVE_STATES


def test_made_but_never_opened_it_changes_nothing_that_is_remembered(
    qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
) -> None:
    qtbot.waitUntil(lambda: ready_window.lessons.window is not None)
    window = ready_window.lessons.window
    assert window is not None
    qtbot.waitUntil(lambda: bool(window.session.name))
    ready_window.close()
    assert preferences.last_lesson() == ""
    assert preferences.geometry("lessons").isEmpty()


def test_what_was_computed_is_not_awaited_in_a_lesson_that_was_left_wrong(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    put(lessons, "steps", "x")
    lessons.open("overfitting")
    assert lessons.session.is_computing
    lessons.open("minimise")
    assert not lessons.session.is_computing
    put(lessons, "steps", "3")
    qtbot.waitUntil(lambda: lessons.session.is_computing)
    put(lessons, "steps", "x")
    click(lessons, "dialect_tf1")
    assert not lessons.session.is_computing


def test_what_is_said_before_the_figures_stays_until_they_are_there(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    said = part(lessons, QLabel, "lesson_figures_words")
    assert isinstance(said, QLabel)
    seen: list[str] = []
    lessons.session.answered.connect(lambda _: seen.append(said.text()))
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        lessons.open("linear")
        task = QTimer(interval=0)
        task.timeout.connect(lambda: seen.append(said.text()) if said.isVisible() else None)
        task.start()
    assert len(seen) > 1
    assert set(seen) == {"TensorFlow is computing…"}
    assert not said.isVisible()


@pytest.mark.usefixtures("look_of_before")
def test_it_says_that_tensorflow_is_loading_and_goes_on_by_itself(
    qtbot: QtBot, preferences: Preferences
) -> None:
    main_window = MainWindow(preferences)
    try:
        main_window.lessons.open("minimise")
        window = main_window.lessons.window
        assert window is not None
        assert "TensorFlow is loading" in words(window, "lesson_figures_words")
        # The code is there to be read meanwhile.
        assert "learning_rate = 0.01" in code(window)
        put(window, "steps", "x")
        main_window.controller.load_engine()
        qtbot.waitUntil(lambda: main_window.controller.engine_ready, timeout=ENGINE_TIMEOUT_MS)
        assert words(window, "lesson_figures_words") == "Not computed: see Steps"
        with qtbot.waitSignal(main_window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
            put(window, "steps", "1000")
        assert float(printed(window)) == pytest.approx(5, abs=1e-3)
    finally:
        main_window.leave()
        wait_for_threads(main_window)
        main_window.deleteLater()


def test_a_change_of_a_field_is_computed_and_ticks_what_it_solves(
    qtbot: QtBot, lessons: LessonsWindow, preferences: Preferences
) -> None:
    assert not is_solved(lessons, 0)
    put(lessons, "start", "2")
    put(lessons, "learning_rate", "0.5")
    put(lessons, "steps", "1")
    qtbot.waitUntil(lambda: is_solved(lessons, 0), timeout=ENGINE_TIMEOUT_MS)
    assert float(printed(lessons)) == 5.0
    assert "learning_rate = 0.5" in code(lessons)
    assert not is_solved(lessons, 1)
    click(lessons, "lesson_reset")
    assert line(lessons, "steps").text() == "1000"
    qtbot.waitUntil(lambda: float(printed(lessons)) != 5.0, timeout=ENGINE_TIMEOUT_MS)
    # What was solved once stays so.
    assert is_solved(lessons, 0)
    assert preferences.solved_tasks() == {"minimise": frozenset({0})}


def test_a_lesson_is_ticked_once_all_is_solved_and_still_is_next_time(
    qtbot: QtBot, lessons: LessonsWindow, make_window: Callable[[], MainWindow]
) -> None:
    def said(window: LessonsWindow) -> str:
        listed = part(window, LessonList, "lesson_list")
        assert isinstance(listed, LessonList)
        return str(listed.item(0).data(Qt.ItemDataRole.AccessibleTextRole))

    put(lessons, "start", "2")
    put(lessons, "learning_rate", "0.5")
    put(lessons, "steps", "1")
    qtbot.waitUntil(lambda: is_solved(lessons, 0), timeout=ENGINE_TIMEOUT_MS)
    assert "solved" not in said(lessons)
    put(lessons, "learning_rate", "2")
    put(lessons, "steps", "50")
    qtbot.waitUntil(lambda: is_solved(lessons, 1), timeout=ENGINE_TIMEOUT_MS)
    assert "solved" in said(lessons)
    other = make_window()
    other.lessons.open("minimise")
    assert other.lessons.window is not None
    assert "solved" in said(other.lessons.window)
    assert is_solved(other.lessons.window, 1)


def test_ticks_are_cleared_for_another_class(
    qtbot: QtBot, lessons: LessonsWindow, preferences: Preferences
) -> None:
    button = part(lessons, QAbstractButton, "lesson_clear_ticks")
    assert not button.isVisible()
    put(lessons, "learning_rate", "2")
    put(lessons, "steps", "50")
    qtbot.waitUntil(lambda: is_solved(lessons, 1), timeout=ENGINE_TIMEOUT_MS)
    assert button.isVisible()
    for choice, stays in (("keep", True), ("agree", False)):
        click(lessons, "lesson_clear_ticks")
        asked = question(lessons)
        assert asked is not None
        # What Enter says.
        assert asked.defaultButton().objectName() == "question_keep"
        answer(lessons, choice)
        assert is_solved(lessons, 1) is stays
        assert bool(preferences.solved_tasks().get("minimise")) is stays
    assert not button.isVisible()


def test_a_lesson_is_found_as_it_was_left(qtbot: QtBot, lessons: LessonsWindow) -> None:
    put(lessons, "steps", "3")
    lessons.open("graph")
    lessons.open("minimise")
    assert line(lessons, "steps").text() == "3"
    qtbot.waitUntil(lambda: "steps = 3" in code(lessons), timeout=ENGINE_TIMEOUT_MS)
    put(lessons, "steps", "many")
    lessons.open("graph")
    lessons.open("minimise")
    assert line(lessons, "steps").text() == "many"
    assert "w**2" in code(lessons), "not the code of the lesson before"
    assert "steps = 3" in code(lessons), "the values that were right last"
    click(lessons, "lesson_reset")
    assert line(lessons, "steps").text() == "1000"


def test_what_cannot_be_used_is_said_beneath_its_field(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    field = line(lessons, "steps")
    for steps, hostile in enumerate(("", "many", "nan", "1e400", "-1"), start=1):
        before = printed(lessons), code(lessons)
        # It is asked once no more has been typed for a while.
        with qtbot.waitSignal(lessons.session.state_changed, timeout=ENGINE_TIMEOUT_MS):
            field.selectAll()
            QTest.keyClick(field, Qt.Key.Key_Delete)
            QTest.keyClicks(field, hostile)
        error = words(lessons, "lesson_minimise_steps_error")
        assert "Steps must be a whole number from 1 to" in error, hostile
        assert not lessons.session.is_computing
        assert (printed(lessons), code(lessons)) == before
        with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
            put(lessons, "steps", str(steps))
            assert words(lessons, "lesson_minimise_steps_error") == ""
        assert printed(lessons) != before[0]


def test_a_refusal_is_said_once(qtbot: QtBot, lessons: LessonsWindow) -> None:
    for lesson, field, wrong in (
        ("placeholders", "x", "word"),
        ("model", "picture", "999"),
        ("pictures", "picture", "99999"),
    ):
        assert_refused_once(qtbot, lessons, lesson, field, wrong)


def assert_refused_once(
    qtbot: QtBot, lessons: LessonsWindow, lesson: str, field: str, wrong: str
) -> None:
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        lessons.session.open(lesson)

    def said() -> list[str]:
        """What is on show, label by label."""
        labels = [each.text() for each in lessons.findChildren(QLabel) if each.isVisible()]
        return [*labels, printed(lessons)]

    before = said()

    def refusals() -> list[str]:
        return [text for text in said() if wrong in text and text not in before]

    # TensorFlow's own comes with figures; what it is not asked about stands beside the fields.
    shown: list[list[str]] = []
    listening = lessons.answer_shown.connect(lambda: shown.append(refusals()))
    put(lessons, field, wrong)
    qtbot.waitUntil(
        lambda: bool(shown[-1:] and shown[-1]) or bool(lessons.session.errors and refusals()),
        timeout=ENGINE_TIMEOUT_MS,
    )
    lessons.answer_shown.disconnect(listening)
    (refusal,) = refusals()
    assert refusal.endswith(".")


def test_the_dialect_is_switched_while_a_field_is_wrong(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    put(lessons, "steps", "3")
    qtbot.waitUntil(lambda: float(printed(lessons)) < 1, timeout=ENGINE_TIMEOUT_MS)
    put(lessons, "start", "x")
    click(lessons, "dialect_tf1")
    assert "tf.compat.v1" in code(lessons).replace("tensorflow", "tf")
    assert "steps = 3" in code(lessons)
    assert "start = 0.0" in code(lessons)
    put(lessons, "start", "1")
    qtbot.waitUntil(lambda: "start = 1.0" in code(lessons), timeout=ENGINE_TIMEOUT_MS)


def test_a_lesson_on_the_data_waits_for_it(
    qtbot: QtBot, make_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: window.controller.engine_ready, timeout=ENGINE_TIMEOUT_MS)
    window.lessons.open("pictures")
    lessons = window.lessons.window
    assert lessons is not None
    assert "pictures are being opened" in words(lessons, "lesson_figures_words")
    data = replace(drawn_dataset(shape=(50, 40, 3)), path=tmp_path / "moved away")
    with qtbot.waitSignal(window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        window.controller.set_data(data)
    assert "X_train shape: (6000, 44)" in printed(lessons)
    assert f"open_pictures(Path({str(tmp_path / 'moved away')!r}))" in code(lessons)


def test_the_dialect_is_switched_and_both_print_the_same(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    put(lessons, "steps", "3")
    qtbot.waitUntil(lambda: float(printed(lessons)) < 1, timeout=ENGINE_TIMEOUT_MS)
    modern = float(printed(lessons))
    assert "GradientTape" in code(lessons)
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        click(lessons, "dialect_tf1")
    assert "compat.v1" in code(lessons)
    assert float(printed(lessons)) == pytest.approx(modern, rel=1e-6)


def test_every_lesson_can_be_opened(qtbot: QtBot, lessons: LessonsWindow) -> None:
    # The last one trains for a minute: that another is opened meanwhile is part of the test.
    for name in (*lesson_names()[1:], "minimise"):
        lessons.open(name)
        assert lesson_text(name).title in words(lessons, "lesson_title")
    qtbot.waitUntil(lambda: bool(printed(lessons)), timeout=ENGINE_TIMEOUT_MS)
    assert float(printed(lessons)) == pytest.approx(5, abs=1e-3)


def test_an_answer_to_a_lesson_that_was_left_is_dropped(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    lessons.open("graph")
    lessons.open("minimise")
    qtbot.waitUntil(lambda: bool(printed(lessons)), timeout=ENGINE_TIMEOUT_MS)
    assert float(printed(lessons)) == pytest.approx(5, abs=1e-3)
    assert "multiply" not in code(lessons)


def test_the_code_is_copied_and_saved_and_plain_python_prints_the_same(
    qtbot: QtBot, lessons: LessonsWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lessons, "steps", "3")
    qtbot.waitUntil(lambda: float(printed(lessons)) < 1, timeout=ENGINE_TIMEOUT_MS)
    click(lessons, "lesson_copy")
    assert QGuiApplication.clipboard().text() == code(lessons)
    path = tmp_path / "saved.py"
    type_into_file_dialogs(monkeypatch, path)
    click(lessons, "lesson_save")
    assert part(lessons, QAbstractButton, "lesson_save").text() == "Saved"
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == printed(lessons)


def test_no_code_is_saved_under_a_name_that_promises_another_kind(
    lessons: LessonsWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("code.jpg", "code.pdf", "code.py.txt"):
        type_into_file_dialogs(monkeypatch, tmp_path / name)
        click(lessons, "lesson_save")
        said = words(lessons, "banner_message")
        assert f"choose a name that ends in .py, not {Path(name).suffix}" in said, name
        assert not (tmp_path / name).exists()


def test_code_that_cannot_be_saved_is_said(
    lessons: LessonsWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nowhere" / "saved.py"
    type_into_file_dialogs(monkeypatch, path)
    click(lessons, "lesson_save")
    assert "could not be saved" in words(lessons, "banner_message")


def test_train_it_chooses_the_preset_in_the_main_window(
    lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    lessons.open("model")
    assert ready_window.editor.draft != PRESETS["article"].draft
    click(lessons, "lesson_train")
    assert ready_window.editor.draft == PRESETS["article"].draft
    assert ready_window.controller.state is RunState.READY
    lessons.open("minimise")
    assert part(lessons, QAbstractButton, "lesson_train").isHidden()


def test_train_it_waits_while_a_run_is_on(
    qtbot: QtBot, lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    lessons.open("model")
    button = part(lessons, QAbstractButton, "lesson_train")
    ready_window.editor.edit(small_draft(epochs=100_000), title="test")
    draft, controller = ready_window.editor.draft, ready_window.controller
    ready_window.train()
    qtbot.waitUntil(lambda: controller.state is RunState.RUNNING, timeout=ENGINE_TIMEOUT_MS)
    assert not button.isEnabled()
    assert "press Stop" in button.toolTip()
    lessons.preset_wanted.emit("article")
    assert ready_window.editor.draft == draft, "the form would be of another network than the run"
    controller.stop()
    qtbot.waitUntil(button.isEnabled, timeout=ENGINE_TIMEOUT_MS)
    click(lessons, "lesson_train")
    assert ready_window.editor.draft == PRESETS["article"].draft


def test_a_lesson_on_the_data_follows_the_open_pictures(
    qtbot: QtBot, lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    ready_window.controller.set_data(drawn_dataset(shape=(48, 48, 3), train=24, test=12))
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        lessons.open("pictures")
    assert f"({48 * 48 * 3}, 24)" in printed(lessons)
    other = drawn_dataset(shape=(48, 48, 3), train=30, test=12)
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.controller.set_data(other)
    assert f"({48 * 48 * 3}, 30)" in printed(lessons)


def test_the_last_lesson_and_dialect_are_remembered(
    lessons: LessonsWindow, ready_window: MainWindow, preferences: Preferences
) -> None:
    click(lessons, "dialect_tf1")
    lessons.open("sigmoid")
    ready_window.close()
    assert preferences.last_lesson() == "sigmoid"
    assert preferences.lesson_dialect() == "tf1"
    assert ready_window.lessons.window is None


def test_an_unknown_lesson_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lesson", "nothing"]) == 2
    assert "There is no lesson “nothing”; the lessons are minimise" in capsys.readouterr().err


def test_an_optimizer_is_chosen_from_all_of_the_main_window(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    box = part(lessons, QComboBox, "lesson_minimise_optimizer")
    assert isinstance(box, QComboBox)
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        box.setCurrentIndex(box.findData("adam"))
    assert "Adam" in code(lessons)
