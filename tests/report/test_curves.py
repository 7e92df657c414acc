"""Curves of runs as files: the picture tells what it shows, whatever the window looks like."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from signs_studio.charts.scales import LINEAR_COST, LOG_COST
from signs_studio.errors import SavingError
from signs_studio.recipe.changes import Change
from signs_studio.report.curve_files import write_curves
from signs_studio.report.curves import RUN_COLOURS, NamedRun, curves_chart, run_letter
from signs_studio.runs.record import RunRecord
from tests.records import end_by_patience, make_run


def luminance(colour: str) -> float:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_one_run_has_training_and_test_in_one_plot_and_its_settings_in_words() -> None:
    record = make_run(1, 8)
    record.changes = (Change(3, "learning_rate", 0.01),)
    end_by_patience(record, kept_epochs=6)
    chart = curves_chart([NamedRun("Mine", record)])
    assert chart.title == "Mine"
    assert chart.notes[0] == "Layers: dense (units 25, ReLU), dense (units 12, ReLU)"
    assert chart.notes[-1] == "Data: Hands"
    assert [len(row) for row in chart.rows] == [1, 1]
    (cost,) = chart.rows[0]
    assert [curve.dashed for curve in cost.curves] == [False, True]
    np.testing.assert_array_equal(cost.curves[1].values, record.series("test_cost"))
    assert [(line.epoch, line.label) for line in cost.lines] == [(4, "changed"), (6, "kept")]


def test_training_curves_say_what_is_on_in_training_alone() -> None:
    plain, augmented, other = (make_run(number, 3) for number in (1, 2, 3))
    augmented.changes = (Change(1, "noise", 0.1),)
    other.changes = (Change(2, "rotation", 10.0),)
    training, _ = curves_chart([NamedRun("", plain)]).legend
    assert training.words == "training pictures, while they are learnt from"
    training, _ = curves_chart([NamedRun("", augmented)]).legend
    assert training.words == ("training pictures, while they are learnt from, with augmentation on")
    assert curves_chart([NamedRun("", plain)] * 2).notes == ()
    (note,) = curves_chart([NamedRun("", each) for each in (augmented, plain, other)]).notes
    assert note.startswith("A, C: Training cost and accuracy are measured while training, with")


def test_several_runs_have_a_letter_and_a_colour_each_in_every_plot() -> None:
    chart = curves_chart([NamedRun("one", make_run(1, 3)), NamedRun("two", make_run(2, 5))])
    assert [entry.label for entry in chart.legend] == ["A", "B"]
    assert chart.legend[1].words.startswith("two: 25-12 ReLU, Adam 0.0001, seed 4")
    for row in chart.rows:
        for panel in row:
            assert [curve.label for curve in panel.curves] == ["A", "B"]
            assert [curve.colour for curve in panel.curves] == list(RUN_COLOURS[:2])


def test_costs_that_lie_far_apart_have_a_logarithmic_axis() -> None:
    run = make_run(1, 3)
    near, far = (
        RunRecord.restored(
            run_id=1,
            recipe=run.recipe,
            origin=run.origin,
            values=np.array([[1.0, last]] * 5),
            diverged=False,
        )
        for last in (0.5, 0.001)
    )
    assert curves_chart([NamedRun("", near)]).rows[0][0].scale is LINEAR_COST
    assert curves_chart([NamedRun("", far)]).rows[0][0].scale is LOG_COST
    assert curves_chart([NamedRun("", far)], is_log=False).rows[0][0].scale is LINEAR_COST


@pytest.mark.parametrize("colour", RUN_COLOURS)
def test_every_colour_can_be_read_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_letters_never_run_out() -> None:
    assert [run_letter(place) for place in (0, 25, 26, 52)] == ["A", "Z", "A1", "A2"]


@pytest.mark.parametrize("ending", [".csv", ".png", ".svg", ".PNG"])
@pytest.mark.usefixtures("qapp")
def test_the_ending_says_what_is_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"curves{ending}"
    write_curves(path, [NamedRun("run", make_run(1, 4))])
    content = path.read_bytes()
    starts = {".csv": b"run,epoch", ".png": b"\x89PNG", ".svg": b"<svg "}
    assert content.startswith(starts[ending.lower()])
    if ending == ".png":
        image = QImage(str(path))
        assert image.width() >= 1800
        assert image.pixelColor(0, 0).name() == "#ffffff"
        dark = [image.pixelColor(x, y).lightness() for x in range(0, 600, 3) for y in range(25, 80)]
        assert min(dark) < 80, "there are no words in it"


def test_another_ending_and_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    runs = [NamedRun("run", make_run(1, 4))]
    with pytest.raises(SavingError, match=r"\.csv, \.png, \.svg"):
        write_curves(tmp_path / "curves.jpg", runs)
    with pytest.raises(SavingError, match="could not be written"):
        write_curves(tmp_path / "absent" / "curves.svg", runs)
