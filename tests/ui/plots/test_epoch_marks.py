"""Changes and findings on the plots, and the findings beneath them."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from signs_studio.diagnosis.finding_lessons import LESSONS
from signs_studio.lessons.catalogue import lesson_text
from signs_studio.messages import set_translator
from signs_studio.runs.events import FindingMade, RecipeChanged
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.plots.epoch_marks import EpochMark, MarkKind, marks_near, marks_of
from signs_studio.ui.plots.findings_list import FindingsList
from signs_studio.ui.plots.plots_panel import PlotsPanel
from signs_studio.ui.plots.run_plot import RunPlot
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.theme import load_theme
from tests.records import end_by_patience
from tests.ui.run_lists import make_library

RISING = "The cost is rising: try a lower learning rate or a larger batch."
NOT_FINITE = "The cost is no longer a finite number: try a lower learning rate."


def change(record, value=0.01):
    record.apply(
        RecipeChanged(
            epoch=len(record),
            field="learning_rate",
            value=value,
            compiling=False,
        )
    )


def find(record, epoch, kind=FindingKind.RISING):
    about = {
        FindingKind.LAYER_DEAD: (0, (("hidden_layers", 2),)),
        FindingKind.TEST_AHEAD: (None, (("dropout", 1), ("augmentation", 0))),
    }
    finding = Finding(kind, epoch, *about.get(kind, ()))
    record.apply(FindingMade(finding=finding))


@pytest.fixture
def panel(qtbot, selection):
    panel = PlotsPanel(selection, RunColours(make_library(), selection))
    qtbot.addWidget(panel)
    panel.set_theme(load_theme("light"))
    panel.resize(700, 600)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def record(make_record):
    """Sixty epochs, changed before the 21st and found wrong from the 41st on."""
    record = make_record(epochs=20, planned=60)
    change(record)
    for _ in range(40):
        make_record.add_epoch(record)
    find(record, 40)
    return record


def plot_of(panel, name="cost_plot"):
    return panel.findChild(RunPlot, name)


def column(plot, epoch):
    """The colours of the pixels of a plot at an epoch."""
    QApplication.processEvents()
    view = plot._view
    box = view.box
    low, high = box.viewRange()[1]
    top = view.mapFromScene(box.mapViewToScene(QPointF(epoch, high)))
    bottom = view.mapFromScene(box.mapViewToScene(QPointF(epoch, low)))
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return [
        image.pixelColor(x, y).name()
        for x in range(top.x() - 1, top.x() + 2)
        for y in range(top.y() + 12, bottom.y() - 2)
    ]


def point_at(plot, epoch):
    view = plot._view
    box = view.box
    low, high = box.viewRange()[1]
    place = QPointF(view.mapFromScene(box.mapViewToScene(QPointF(epoch, (low + high) / 2))))
    viewport = view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(viewport.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


def hover_label(plot):
    return plot.findChild(QLabel, "hover_label").text()


def test_a_note_marks_no_epoch(record):
    before = marks_of(record)
    note = Finding(FindingKind.TEST_AHEAD, 0, None, (("dropout", 1), ("augmentation", 0)))
    record.apply(FindingMade(finding=note))
    assert record.findings[0] == note
    assert marks_of(record) == before


def test_marks_of_a_run_are_in_order(record):
    change(record, 0.1)
    assert marks_of(record) == (
        EpochMark(21, "From epoch 21: Learning rate 0.01", MarkKind.CHANGE),
        EpochMark(41, RISING, MarkKind.FINDING),
        EpochMark(61, "From epoch 61: Learning rate 0.1", MarkKind.CHANGE),
    )


def test_only_marks_within_reach_are_near(record):
    marks = marks_of(record)
    assert marks_near(marks, 22.0, reach=1.0) == marks[:1]
    assert marks_near(marks, 22.1, reach=1.0) == ()
    assert marks_near(marks, 31.0, reach=10.0) == marks


@pytest.mark.parametrize("name", ["cost_plot", "accuracy_plot"])
def test_marks_are_drawn_at_their_epochs_and_go_with_the_run(panel, record, name):
    plot = plot_of(panel, name)
    theme = load_theme("light")
    panel.show_run(record)
    assert column(plot, 41).count(QColor(theme.error).name()) > 50
    assert column(plot, 21).count(QColor(theme.muted).name()) > 20
    for epoch in (11, 31, 51):
        colours = column(plot, epoch)
        assert QColor(theme.error).name() not in colours
    panel.show_run(None)
    assert QColor(theme.error).name() not in column(plot, 41)


def test_a_mark_that_comes_later_is_drawn_by_a_refresh(panel, make_record):
    record = make_record(epochs=30, planned=60)
    panel.show_run(record)
    error = QColor(load_theme("light").error).name()
    assert error not in column(plot_of(panel), 11)
    find(record, 10)
    panel.refresh()
    assert error in column(plot_of(panel), 11)


def test_words_of_a_mark_are_read_where_it_is(panel, record):
    panel.show_run(record)
    plot = plot_of(panel)
    point_at(plot, 21)
    assert "From epoch 21: Learning rate 0.01" in hover_label(plot)
    point_at(plot, 41)
    assert "The cost is rising" in hover_label(plot)
    assert "Learning rate" not in hover_label(plot)
    point_at(plot, 31)
    assert "rising" not in hover_label(plot)


@pytest.mark.parametrize("name", ["cost_plot", "accuracy_plot"])
@pytest.mark.parametrize("beside", [-0.45, 0.0, 0.45])
def test_words_of_a_mark_are_read_with_its_epoch_however_wide_apart(
    panel, make_record, name, beside
):
    record = make_record(epochs=4, planned=8)
    change(record)
    for _ in range(4):
        make_record.add_epoch(record)
    find(record, 6)
    panel.show_run(record)
    for epoch, words in ((5, "Learning rate 0.01"), (7, "The cost is rising")):
        point_at(plot_of(panel, name), epoch + beside)
        assert f"epoch {epoch}<" in hover_label(plot_of(panel))
        assert words in hover_label(plot_of(panel))


def test_findings_are_listed_and_lead_to_their_epoch(panel, selection, record, make_record):
    findings = panel.findChild(FindingsList, "findings")
    assert not findings.isVisible()
    panel.show_run(record)
    assert findings.isVisible()
    assert [findings.item(i).text() for i in range(findings.count())] == [f"Epoch 41: {RISING}"]
    find(record, 54, FindingKind.NOT_FINITE)
    panel.refresh()
    assert findings.count() == 2
    place = findings.visualItemRect(findings.item(1)).center()
    QTest.mouseClick(findings.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selection.epoch == 55
    place = findings.visualItemRect(findings.item(0)).center()
    QTest.mouseClick(findings.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selection.epoch == 41
    QTest.keyClick(findings, Qt.Key.Key_Escape)
    assert selection.epoch is None
    point_at(plot_of(panel), 41)
    label = plot_of(panel).findChild(QLabel, "hover_label")
    assert label.isVisible()
    another = make_record(epochs=3)
    selection.set_runs(another.key, [record.key])
    panel.show_run(another)
    assert not label.isVisible(), "it was read of another run"
    assert not findings.isVisible()
    assert findings.count() == 0


def test_the_lesson_that_explains_a_finding_is_asked_for(panel, record):
    findings = panel.findChild(FindingsList, "findings")
    button = panel.findChild(QToolButton, "finding_lesson")
    wanted = []
    panel.lesson_wanted.connect(wanted.append)
    panel.show_run(record)
    find(record, 54, FindingKind.DRIFTING)
    panel.refresh()
    for row, name in ((None, "overfitting"), (0, "minimise")):
        if row is not None:
            place = findings.visualItemRect(findings.item(row)).center()
            QTest.mouseClick(findings.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert button.text() == f"Lesson: {lesson_text(name).title}"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert wanted.pop() == name


@pytest.fixture
def markup():
    """Has messages said in a language of markup."""
    set_translator(lambda _context, source, _singular, _count: f"<b>{source}</b>")
    yield
    set_translator(None)


def test_a_translated_finding_is_plain_text(panel, record, markup):
    del markup
    panel.show_run(record)
    findings = panel.findChild(FindingsList, "findings")
    assert findings.item(0).text() == f"<b>Epoch 41: <b>{RISING}</b></b>"
    point_at(plot_of(panel), 41)
    assert "&lt;b&gt;The cost is rising" in hover_label(plot_of(panel))


def test_a_finding_is_chosen_once_and_not_by_the_focus(qtbot, panel, record):
    panel.show_run(record)
    find(record, 54, FindingKind.NOT_FINITE)
    panel.refresh()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    findings = panel.findChild(FindingsList, "findings")
    chosen = []
    findings.epoch_chosen.connect(chosen.append)
    findings.setFocus(Qt.FocusReason.TabFocusReason)
    assert findings.hasFocus()
    assert chosen == []
    assert not plot_of(panel).findChild(QLabel, "hover_label").isVisible()
    QTest.keyClick(findings, Qt.Key.Key_Return)
    QTest.keyClick(findings, Qt.Key.Key_Down)
    QTest.keyClick(findings, Qt.Key.Key_Down)
    assert chosen == [41, 55], "there is none after the last"
    place = findings.visualItemRect(findings.item(0)).center()
    QTest.mouseClick(findings.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [41, 55, 41]


def test_the_strip_of_findings_has_a_fixed_place_and_folds(panel, make_record):
    head = panel.findChild(QToolButton, "findings_head")
    findings = panel.findChild(FindingsList, "findings")
    latest = panel.findChild(ElidedLabel, "latest_finding")
    assert not head.isVisible()
    record = make_record(epochs=8)
    panel.show_run(record)
    QApplication.processEvents()
    bottom = head.mapTo(panel, head.rect().bottomLeft()).y()
    assert panel.height() - bottom < 8
    assert head.text() == "No findings"
    find(record, 4)
    panel.refresh()
    assert head.text() == "Findings: 1"
    QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not findings.isVisible()
    assert latest.words == f"Epoch 5: {RISING}"
    QApplication.processEvents()
    assert head.mapTo(panel, head.rect().bottomLeft()).y() == bottom
    find(record, 6, FindingKind.NOT_FINITE)
    panel.refresh()
    assert not findings.isVisible()
    assert latest.words == f"Epoch 7: {NOT_FINITE}"
    QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    assert findings.isVisible()


def drawn_columns(widget):
    """The columns of a widget in which anything is drawn."""
    image = widget.grab().toImage()
    ground = image.pixelColor(0, image.height() // 2)
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    ]


def test_the_head_has_an_arrow_where_there_is_something_to_unfold(appearance, panel, make_record):
    del appearance
    head = panel.findChild(QToolButton, "findings_head")
    record = make_record(epochs=8)
    panel.show_run(record)
    assert head.arrowType() == Qt.ArrowType.NoArrow
    height, words_at = head.sizeHint().height(), drawn_columns(head)[0]
    assert words_at > head.iconSize().width(), "the words are where they will be"
    find(record, 4)
    panel.refresh()
    assert head.arrowType() == Qt.ArrowType.DownArrow
    assert drawn_columns(head)[0] < words_at
    assert head.sizeHint().height() == height


def test_a_note_is_no_fault_and_is_folded_until_somebody_unfolds_it(panel, make_record):
    head, notes_head = (
        panel.findChild(QToolButton, name) for name in ("findings_head", "notes_head")
    )
    findings = panel.findChild(FindingsList, "findings")
    latest = panel.findChild(ElidedLabel, "latest_finding")
    record = make_record(epochs=8)
    panel.show_run(record)
    assert not notes_head.isVisible()
    find(record, 4, FindingKind.TEST_AHEAD)
    panel.refresh()
    assert (head.text(), notes_head.text()) == ("No findings", "Notes: 1")
    assert not findings.isVisible()
    assert latest.words.startswith("Epoch 5: ")
    assert "wrong" not in notes_head.toolTip()
    find(record, 6)
    panel.refresh()
    assert (head.text(), notes_head.text()) == ("Findings: 1", "Notes: 1")
    assert [findings.item(row).text() for row in range(findings.count())] == [f"Epoch 7: {RISING}"]
    assert latest.words.startswith("Epoch 5: ")
    lesson = panel.findChild(QToolButton, "finding_lesson")
    assert lesson.text() == f"Lesson: {lesson_text(LESSONS[FindingKind.TEST_AHEAD]).title}"
    notes_head.click()
    assert findings.count() == 2
    assert latest.words == ""
    head.click()
    assert findings.count() == 1
    assert latest.words == f"Epoch 7: {RISING}"


def test_a_finding_that_is_chosen_stays_so_when_another_comes_before_it(panel, make_record):
    record = make_record(epochs=30)
    find(record, 20)
    panel.show_run(record)
    findings = panel.findChild(FindingsList, "findings")
    findings.setCurrentRow(0)
    find(record, 10, FindingKind.NOT_FINITE)
    panel.refresh()
    texts = [findings.item(row).text() for row in range(2)]
    assert texts == [f"Epoch 11: {NOT_FINITE}", f"Epoch 21: {RISING}"]
    assert findings.currentRow() == 1


def test_findings_are_marked_by_severity(panel, make_record):
    record = make_record(epochs=30)
    panel.show_run(record)
    for kind in (FindingKind.RISING, FindingKind.NOT_FINITE):
        find(record, 9, kind)
    panel.refresh()
    findings = panel.findChild(FindingsList, "findings")
    rising, not_finite = (findings.item(row).icon().pixmap(32).toImage() for row in range(2))
    for image in (rising, not_finite):
        assert not image.isNull()
    shapes = [
        [image.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32)]
        for image in (rising, not_finite)
    ]
    assert shapes[0] != shapes[1], "they differ without their colours too"


def test_the_epoch_that_is_kept_is_marked_and_its_numbers_are_told(panel, make_record):
    record = make_record(epochs=12, planned=12)
    for _ in range(3):
        make_record.add_epoch(record, cost=2.0, test_cost=3.0)
    panel.show_run(record)
    legend = panel.findChild(LegendEntry, "kept_legend")
    cost = panel.findChild(LegendEntry, "cost_train_legend")
    assert not legend.isVisible()
    assert cost.text() == "train 2.00"

    end_by_patience(record, kept_epochs=12)
    panel.refresh()

    assert legend.isVisible()
    assert legend.text() == "kept epoch 12"
    shown = {
        name: float(panel.findChild(LegendEntry, f"{name}_legend").text().split()[1])
        for name in ("cost_train", "cost_test", "accuracy_train", "accuracy_test")
    }
    kept = {name: record.series(name)[11] for name in ("cost", "test_cost")}
    assert shown["cost_train"] == pytest.approx(kept["cost"], rel=0.01)
    assert shown["cost_test"] == pytest.approx(kept["test_cost"], rel=0.01)
    for curve in ("train", "test"):
        share = record.series(f"{curve}_accuracy")[11]
        assert shown[f"accuracy_{curve}"] == pytest.approx(100 * share, abs=0.1)
    green = QColor(load_theme("light").right).name()
    for name in ("cost_plot", "accuracy_plot"):
        plot = plot_of(panel, name)
        assert column(plot, 12).count(green) > 50
        assert green not in column(plot, 14)
        description = plot._view.accessibleDescription()
        assert description.startswith("Epoch 12: ")
    point_at(plot_of(panel), 12)
    assert "The weights after epoch 12 are kept" in hover_label(plot_of(panel))

    make_record.add_epoch(record, cost=1.5)
    panel.refresh()
    assert not legend.isVisible()
    assert cost.text() == "train 1.50"
    assert green not in column(plot_of(panel), 12)


def enlarge(appearance, scale):
    appearance.scale = scale
    appearance.apply()
    QApplication.processEvents()


def whole_findings(findings):
    """How many of the listed findings are seen whole."""
    QApplication.processEvents()
    seen = findings.viewport().rect()
    places = [findings.visualItemRect(findings.item(row)) for row in range(findings.count())]
    return sum(seen.top() <= place.top() and place.bottom() <= seen.bottom() for place in places)


@pytest.mark.parametrize("scale", [1.0, 1.3, 1.8])
def test_whole_sentences_of_findings_are_seen(appearance, panel, make_record, scale):
    panel.resize(545, 700)
    record = make_record(epochs=8)
    find(record, 0, FindingKind.LAYER_DEAD)
    panel.show_run(record)
    findings = panel.findChild(FindingsList, "findings")
    assert whole_findings(findings) == 1
    enlarge(appearance, scale)
    assert whole_findings(findings) == 1
    assert not findings.verticalScrollBar().isVisible()
    panel.resize(400, 700)
    assert whole_findings(findings) == 1


def test_many_findings_leave_room_for_the_plots_and_are_scrolled_by_whole_ones(
    appearance, panel, make_record
):
    del appearance  # It is the application's.
    panel.resize(545, 600)
    record = make_record(epochs=30)
    findings = panel.findChild(FindingsList, "findings")
    panel.show_run(record)
    for epoch in range(9):
        find(record, epoch, FindingKind.LAYER_DEAD)
        panel.refresh()
    whole = whole_findings(findings)
    assert 1 < whole < 9
    assert findings.height() <= panel.height() // 3
    assert (
        findings.viewport().height() == whole * findings.visualItemRect(findings.item(0)).height()
    )
    bar = findings.verticalScrollBar()
    assert bar.isVisible()
    bar.setValue(bar.maximum())
    assert whole_findings(findings) == whole
    QApplication.processEvents()
    assert findings.visualItemRect(findings.item(8)).bottom() == findings.viewport().rect().bottom()
    panel.resize(545, 900)
    assert whole_findings(findings) > whole
