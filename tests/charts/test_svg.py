"""Charts as SVG: well-formed, whole, and where the numbers are."""

from xml.etree import ElementTree

import numpy as np
import pytest

from signs_studio.charts.chart import Chart, Curve, EpochLine, LegendLine, PlotPanel
from signs_studio.charts.scales import LINEAR_COST, LOG_COST, PERCENT
from signs_studio.charts.svg import chart_svg

SVG = "{http://www.w3.org/2000/svg}"


def chart(*values: list[float], scale=LINEAR_COST, title: str = "Title", lines=()) -> Chart:
    curves = tuple(
        Curve(values=np.array(series, np.float64), colour="#123456", label=letter)
        for series, letter in zip(values, "ABC", strict=False)
    )
    return Chart(
        title=title,
        notes=("a note",),
        legend=(LegendLine(colour="#123456", words="what it is", dashed=True),),
        rows=((PlotPanel(title="Cost", scale=scale, curves=curves, lines=lines),),),
        epoch_title="Epoch",
    )


def drawn(described: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart_svg(described))


def words(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def points(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    """The points of every piece of every curve."""
    found = []
    for path in root.iter(f"{SVG}path"):
        pieces = path.attrib["d"].split("M")[1:]
        found += [
            [tuple(map(float, point.split())) for point in piece.split("L")] for piece in pieces
        ]
    return found


def test_title_settings_axes_and_legend_are_in_the_picture() -> None:
    told = words(drawn(chart([2.0, 1.0, 0.5])))
    assert {"Title", "a note", "what it is", "Cost", "Epoch", "A", "0.0", "2.0", "3"} <= set(told)


def test_points_are_where_their_numbers_are() -> None:
    (line,) = points(drawn(chart([2.0, 1.0, 0.0])))
    xs, ys = zip(*line, strict=True)
    assert np.diff(xs) == pytest.approx([xs[1] - xs[0]] * 2, abs=0.2)
    # A higher cost is further up, and half of it half as far.
    assert np.diff(ys) == pytest.approx([ys[1] - ys[0]] * 2, abs=0.2)
    assert ys[0] < ys[1] < ys[2]


def test_what_is_not_finite_is_a_gap() -> None:
    assert [len(piece) for piece in points(drawn(chart([1.0, 0.9, np.nan, 0.8, np.inf])))] == [2, 1]


@pytest.mark.parametrize("values", [[], [0.5], [np.nan, np.nan], [0.0, 0.0], [1e30, 1e-30]])
@pytest.mark.parametrize("scale", [LINEAR_COST, LOG_COST, PERCENT])
def test_any_series_can_be_drawn(values: list[float], scale) -> None:
    root = drawn(chart(values, scale=scale))
    for piece in points(root):
        assert np.isfinite(piece).all()


def test_a_long_curve_has_no_more_points_than_can_be_seen() -> None:
    noise = np.random.default_rng(0).random(20_000).tolist()
    assert sum(map(len, points(drawn(chart(noise))))) < 1500


def test_names_are_plain_text() -> None:
    nasty = "</text><script>alert(1)</script> & \x00 \ud800 \"'"
    root = drawn(chart([1.0], title=nasty))
    assert not list(root.iter(f"{SVG}script"))
    title = words(root)[0]
    assert title.startswith("</text><script>alert(1)</script> & \ufffd \ufffd")


def test_labels_at_one_end_lie_apart() -> None:
    root = drawn(chart([1.0, 0.5], [1.0, 0.5001], [1.0, 0.5002]))
    labels = [e for e in root.iter(f"{SVG}text") if e.text in ("A", "B", "C")]
    heights = sorted(float(label.attrib["y"]) for label in labels)
    assert np.diff(heights).min() >= 12


def test_a_changed_epoch_has_its_line() -> None:
    lines = (EpochLine(epoch=2, label="changed"),)
    assert "changed" in words(drawn(chart([1.0, 0.5, 0.2], lines=lines)))
