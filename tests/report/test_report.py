"""A report is one file that says all, whatever a run is called and whatever is not known."""

import os
import re
import subprocess
import sys
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from signs_studio.errors import DataError, SavingError
from signs_studio.messages import Message, set_translator
from signs_studio.report import run_section
from signs_studio.report.contents import make_document
from signs_studio.report.document import Code, Facts, Figure, Heading, Paragraph, Table
from signs_studio.report.html import html_report
from signs_studio.report.run import ReportRun
from signs_studio.report.writing import write_report
from tests.records import end_by_patience
from tests.report.conftest import MakeRun

NASTY = '<b>"A" & B</b><script>alert(1)</script>\x00\u202e\ud800{{ 7 * 7 }}\n'
DATE = datetime(2026, 11, 28)


class Page(HTMLParser):
    """What a browser would see: the elements, what they refer to, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [
            value or "" for name, value in attrs if name in ("href", "src", "xlink:href", "data")
        ]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b[^s]", pdf))


def test_a_report_holds_all_that_is_known_of_a_run(make_report_run: MakeRun) -> None:
    run = make_report_run(
        note="for class 7b", trained_at=DATE, data_arguments=("--data", "my data")
    )
    document = make_document([run], made_at=DATE)
    assert document.title == "a run"
    assert document.subtitle.endswith("2026-11-28")
    blocks = document.blocks
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "Result",
        "Curves",
        "Which sign is read as which",
        "The errors it was surest of",
        "To repeat it",
    ]
    assert blocks[0] == Paragraph("for class 7b", "note")
    facts = dict(row for block in blocks if isinstance(block, Facts) for row in block.rows)
    assert facts["Data"] == "drawn"
    assert (
        facts["Pictures"]
        == "44 pictures to learn from and 40 pictures to test with, 4 × 4 × 3 each"
    )
    assert facts["Network"].endswith("then softmax for 3 signs: 1,576 parameters")
    assert facts["Trained"] == "6 epochs in 3 s, on CPU, 2 threads, begun 2026-11-28 00:00"
    assert facts["Versions"] == "TensorFlow 2.21.0"
    assert facts["Fingerprint of the data"] == run.record.origin.fingerprint
    (code,) = [block.text for block in blocks if isinstance(block, Code)]
    repeated = "signs-studio train --data 'my data' --preset article --set epochs=6 --device cpu"
    assert code == repeated, "as many epochs as were trained"
    result, per_class = [block for block in blocks if isinstance(block, Table)]
    assert result.head == ("", "kept: epoch 6")
    assert result.rows[0] == ("Test accuracy", "80.0 %")
    assert [row[-1] for row in per_class.rows] == ["14", "13", "13"]
    words = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert any("80.0 % of 40 pictures (95 % interval: 65.2 % to 89.5 %)" in text for text in words)
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert figures[-1].svg.count("<image") == 8


def test_numbers_of_a_run_without_an_end_are_said_to_be_measured_with_dropout_on(
    make_report_run: MakeRun,
) -> None:
    def words_of(run: ReportRun) -> str:
        return Page(html_report([run])).words

    run = make_report_run(texts=(("layers", "4:relu,dropout:0.5"),))
    words = "measured while training, with dropout on: they may be worse than the test's."
    assert words in words_of(run)
    # At its end, all training pictures are read once more, with nothing dropped out.
    end_by_patience(run.record, kept_epochs=6)
    assert words not in words_of(run)
    assert "while they are learnt from, with dropout on" in words_of(run)
    assert "dropout on" not in words_of(make_report_run())


def test_the_surest_errors_come_first(make_report_run: MakeRun) -> None:
    run = make_report_run(right=0.5)
    *_, figure = [block for block in make_document([run]).blocks if isinstance(block, Figure)]
    shares = [int(share) for share in re.findall(r">(\d+)\s%<", figure.svg)]
    assert len(shares) == 16
    assert shares == sorted(shares, reverse=True)
    assert figure.caption.startswith("16 of 20 pictures.")


def test_several_runs_are_compared_first(make_report_run: MakeRun) -> None:
    runs = [
        make_report_run(name="first", right=0.5),
        make_report_run(name="second", right=0.6, texts=(("l2", "0.01"),)),
        make_report_run(name="third", right=1.0, texts=(("l2", "0.01"), ("seed", "9"))),
    ]
    document = make_document(runs)
    assert document.title == "3 runs compared"
    overview, differs, pairs, *_ = [b for b in document.blocks if isinstance(b, Table)]
    assert [row[:3] for row in overview.rows] == [
        ("A", "first", "50.0 %"),
        ("B", "second", "60.0 %"),
        ("C", "third", "100.0 %"),
    ]
    assert differs.rows == (("Seed", "4", "4", "9"), ("L2", "0", "0.01", "0.01"))
    assert [row[:3] for row in pairs.rows] == [
        ("A – B", "L2", "a tie"),
        ("A – C", "Seed and L2", "C is better"),
        ("B – C", "Seed", "C is better"),
    ]
    words = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert any(text.startswith("2 things changed at once: Seed and L2.") for text in words)
    assert any(text.startswith("C (third) is better, by more than luck") for text in words)
    parts = [b.text for b in document.blocks if isinstance(b, Heading) and b.new_page]
    assert parts == ["A  first", "B  second", "C  third"]


def test_many_runs_have_a_row_each(make_report_run: MakeRun) -> None:
    runs = [make_report_run(texts=(("seed", str(seed)),)) for seed in range(8)]
    tables = [block for block in make_document(runs).blocks if isinstance(block, Table)]
    assert tables[1].head == ("", "Seed")
    assert list(tables[1].rows) == [("ABCDEFGH"[seed], str(seed)) for seed in range(8)]


def test_what_cannot_be_compared_is_said(make_report_run: MakeRun) -> None:
    runs = [make_report_run(), make_report_run(dataset=None), make_report_run(probabilities=None)]
    words = [b.text for b in make_document(runs).blocks if isinstance(b, Paragraph)]
    assert any("cannot be tested" in text for text in words)


def test_the_html_is_one_file_without_scripts_or_links(make_report_run: MakeRun) -> None:
    page = Page(html_report([make_report_run(name=NASTY, note=NASTY), make_report_run()]))
    assert not {"script", "link", "iframe", "b", "object"} & set(page.tags)
    assert page.references
    assert all(reference.startswith("data:image/png;base64,") for reference in page.references)
    assert (
        '<b>"A" & B</b><script>alert(1)</script>\ufffd\ufffd\ufffd{{ 7 * 7 }}\ufffd' in page.words
    )


@pytest.mark.usefixtures("qapp")
def test_the_pdf_has_pages_with_their_numbers(make_report_run: MakeRun, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_report(path, [make_report_run(name=NASTY)])
    one = path.read_bytes()
    assert one.startswith(b"%PDF")
    write_report(path, [make_report_run() for _ in range(3)])
    assert pages(path.read_bytes()) > pages(one) >= 1
    write_report(path, [make_report_run(note="word " * 4000)])
    assert pages(path.read_bytes()) > pages(one)


@pytest.mark.parametrize(
    "given",
    [
        {"epochs": 0},
        {"epochs": 1},
        {"dataset": None},
        {"probabilities": None},
        {"dataset": None, "probabilities": None},
        {"probabilities": np.zeros((3, 3), np.float32)},
        {"versions": {}},
        {"right": 1.0},
        {"classes": 30, "test": 60},
        {"texts": (("layers", ""),)},
        {"name": "", "note": "  \n "},
        {"name": "n" * 5000},
    ],
)
@pytest.mark.usefixtures("qapp")
def test_whatever_is_not_known_there_is_a_report(
    make_report_run: MakeRun, tmp_path: Path, given: dict[str, object]
) -> None:
    run = make_report_run(**given)
    for name in ("report.html", "report.PDF"):
        write_report(tmp_path / name, [run])
        write_report(tmp_path / name, [run, make_report_run()])
        assert (tmp_path / name).stat().st_size > 1000


def test_pictures_that_are_gone_are_said_to_be(
    make_report_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_report_run()

    def gone(_dataset: object) -> None:
        raise DataError(Message("data", "gone"))

    monkeypatch.setattr(type(run.dataset), "shown_x", property(gone))
    words = [b.text for b in make_document([run]).blocks if isinstance(b, Paragraph)]
    assert "The pictures can no longer be read." in words
    assert run_section.shown_pictures(run.dataset) is None


def test_a_command_line_without_a_screen_can_paint(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from signs_studio.report.curve_files import write_curves
from signs_studio.report.curves import NamedRun
from signs_studio.report.run import ReportRun
from signs_studio.report.run import ReportRun
from signs_studio.report.writing import write_report
from tests.records import make_run

record = make_run(1, 4)
for name in ("one.pdf", "two.pdf"):
    write_report(Path(sys.argv[1], name), [ReportRun(record=record, name="run")])
write_curves(Path(sys.argv[1], "curves.png"), [NamedRun("run", record)])
"""
    screens = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in screens}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert pages((tmp_path / "two.pdf").read_bytes()) >= 1
    assert (tmp_path / "curves.png").stat().st_size > 10_000


def test_another_ending_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SavingError, match=r"\.html, \.pdf"):
        write_report(tmp_path / "report.docx", [])


def test_a_report_can_be_said_in_another_language(make_report_run: MakeRun) -> None:
    def marked(_context: str, source: str, _singular: str, _count: int) -> str:
        return f"«{source}»"

    runs = [make_report_run(right=0.5, note="as it is"), make_report_run(right=1.0, classes=30)]
    set_translator(marked)
    try:
        document = make_document(runs, made_at=DATE)
    finally:
        set_translator(None)
    told = [document.title, document.subtitle]
    for block in document.blocks:
        match block:
            case Heading(new_page=False) | Paragraph(style="plain" | "remark"):
                told.append(block.text)
            case Facts():
                told += [name for name, _ in block.rows]
            case Table():
                told += [title for title in block.head if title not in ("", "F1", "A", "B")]
            case Figure():
                words = re.findall(r"<text[^>]*>([^<]+)</text>", block.svg)
                told += [word for word in words if re.search("[a-z]{3}", word)]
    assert [words for words in told if "«" not in words] == ["a run", "a run"]
