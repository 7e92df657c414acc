"""Lessons on their own thread: the latest request is answered, whatever became of those before."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Figure, Note
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.text import LessonText, read_text
from signs_studio.worker.lesson_thread import LessonAnswer, LessonRequest, LessonThread, answer
from tests.conftest import drawn_dataset
from tests.kept import kept

WAIT_MS = 60_000
N = NumberField(name="n", title="N", help="A number.", default=1, minimum=0, maximum=99, whole=True)


@pytest.fixture
def thread(
    tensorflow: None,  # noqa: ARG001 -- the thread needs it loaded
    qapp: object,  # noqa: ARG001
) -> Iterator[LessonThread]:
    thread = LessonThread()
    yield thread
    assert thread.finish(WAIT_MS)


@pytest.fixture
def make_request(tmp_path: Path) -> Callable[..., LessonRequest]:
    def make(
        code: str = "result = 2 * n\nprint(result)",
        *,
        name: str = "made",
        n: int = 1,
        show: Callable[[Outcome], tuple[Figure, ...]] = lambda outcome: (
            Note(str(outcome.result)),
        ),
    ) -> LessonRequest:
        blocks = "".join(f"```python {d}\n{{{{inputs}}}}\n{code}\n```\n" for d in ("tf1", "tf2"))
        (tmp_path / "made.md").write_text(f"# Made\n\nWords.\n\n{blocks}", encoding="utf-8")
        text: LessonText = read_text(tmp_path / "made.md")
        lesson = Lesson(show=show, fields=(N,), tasks=(lambda o: o.result == 14, lambda _: False))
        inputs = lesson.read({"n": str(n)})
        return LessonRequest(name=name, lesson=lesson, text=text, dialect="tf2", inputs=inputs)

    return make


def answer_of(qtbot: QtBot, thread: LessonThread, request: LessonRequest) -> LessonAnswer:
    with qtbot.waitSignal(thread.answered, timeout=WAIT_MS) as answered:
        thread.compute(request)
    (answer,) = answered.args
    assert isinstance(answer, LessonAnswer)
    return answer


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_a_lesson_is_computed_by_tensorflow(
    qtbot: QtBot, thread: LessonThread, dialect: str
) -> None:
    lesson, text = find_lesson("minimise"), lesson_text("minimise")
    inputs = lesson.read({"start": "2", "learning_rate": "0.5", "steps": "1"})
    thread.start()
    request = LessonRequest(
        name="minimise", lesson=lesson, text=text, dialect=dialect, inputs=inputs
    )
    answer = answer_of(qtbot, thread, request)
    # The slope at 2 is 2 * 2 - 10 = -6: half of it is one step to the bottom.
    assert float(answer.printed) == 5.0
    assert answer.request is request
    assert "start = 2.0" in answer.program
    assert len(answer.figures) >= 2
    assert answer.solved == {0}


def test_tasks_are_judged_by_what_was_computed(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    thread.start()
    assert answer_of(qtbot, thread, make_request(n=7)).solved == {0}
    assert answer_of(qtbot, thread, make_request(n=8)).solved == set()


def test_of_requests_that_wait_only_the_latest_is_answered(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    answers: list[LessonAnswer] = []
    thread.answered.connect(answers.append)
    for n in (3, 4, 5):
        thread.compute(make_request(n=n))
    with qtbot.waitSignal(thread.answered, timeout=WAIT_MS):
        thread.start()
    last = answer_of(qtbot, thread, make_request(n=6))
    assert [answer.printed for answer in answers] == ["10", "12"]
    assert answers[-1] is last


def test_a_lesson_that_takes_long_gives_way_to_another(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    endless = make_request("while True:\n    n += 1", name="endless")
    thread.compute(endless)
    thread.start()
    assert answer_of(qtbot, thread, make_request(n=2)).printed == "4"


def test_a_lesson_that_takes_long_gives_way_to_other_values_of_its_own(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    code = "for _ in iter(lambda: n, 2):\n    n = n\nresult = n\nprint(result)"
    thread.compute(make_request(code, n=1))
    thread.start()
    assert answer_of(qtbot, thread, make_request(code, n=2)).printed == "2"


def test_a_lesson_cannot_hold_the_request_to_give_way_for_an_error_of_its_own(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    code = "while True:\n    try:\n        n += 1\n    except Exception:\n        pass"
    thread.compute(make_request(code, name="endless"))
    thread.start()
    assert answer_of(qtbot, thread, make_request(n=2)).printed == "4"


def test_what_is_computed_ends_with_the_thread(
    thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    thread.compute(make_request("while True:\n    n += 1"))
    thread.start()
    assert thread.finish(WAIT_MS)


def test_what_a_person_gave_and_cannot_be_used_is_refused_with_its_own_sentence(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    thread.start()
    request = make_request(
        "from signs_studio.errors import DataError\n"
        "from signs_studio.messages import Message\n"
        "raise DataError(Message('data', 'The pictures are gone.'))"
    )
    with qtbot.waitSignal(thread.refused, timeout=WAIT_MS) as refused:
        thread.compute(request)
    assert refused.args == [request, "The pictures are gone."]
    assert answer_of(qtbot, thread, make_request(n=1)).printed == "2"


def test_a_program_that_breaks_off_is_an_error_of_ours_told_with_its_line(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    thread.start()
    request = make_request("result = 1 // 0")
    with qtbot.waitSignal(thread.failed, timeout=WAIT_MS) as failed:
        thread.compute(request)
    assert failed.args is not None
    assert failed.args[0] is request
    assert "ZeroDivisionError" in failed.args[1]
    assert "Traceback" not in failed.args[1]
    assert "result = 1 // 0" in failed.args[2]
    assert answer_of(qtbot, thread, make_request(n=1)).printed == "2"


def test_an_error_in_what_is_shown_is_told_with_details_and_survived(
    qtbot: QtBot, thread: LessonThread, make_request: Callable[..., LessonRequest]
) -> None:
    def show(_outcome: Outcome) -> tuple[Figure, ...]:
        raise KeyError("by test")

    thread.start()
    with qtbot.waitSignal(thread.failed, timeout=WAIT_MS) as failed:
        thread.compute(make_request(show=show))
    assert failed.args is not None
    assert "KeyError" in failed.args[1]
    assert "by test" in failed.args[2]
    assert answer_of(qtbot, thread, make_request(n=1)).printed == "2"


class _EnoughError(BaseException):
    """Raised where a program is to break off."""


@pytest.mark.usefixtures("tensorflow")
@pytest.mark.parametrize("broken_off", [False, True])
@pytest.mark.parametrize(
    ("name", "fields"),
    [("model", {"epochs": "2", "pictures": "16"}), ("overfitting", {"steps": "2", "seeds": "2"})],
)
def test_an_answer_leaves_nothing_of_what_was_compiled(
    name: str, fields: dict[str, str], broken_off: bool
) -> None:
    lesson = find_lesson(name)
    request = LessonRequest(
        name=name,
        lesson=lesson,
        text=lesson_text(name),
        dialect="tf2",
        inputs=lesson.read({**fields, "pictures": "16"}),
        data=drawn_dataset(),
    )

    def on_iteration() -> None:
        if broken_off and kept().gradients - before.gradients:
            raise _EnoughError

    gc.collect()
    before = kept()
    gc.disable()
    try:
        if broken_off:
            with pytest.raises(_EnoughError):
                answer(request, on_iteration)
        else:
            assert not answer(request, on_iteration).failure
        after = kept()
    finally:
        gc.enable()
    assert after == before


@pytest.mark.usefixtures("tensorflow")
def test_an_answer_leaves_what_others_compiled_alone(
    make_request: Callable[..., LessonRequest],
) -> None:
    import tensorflow as tf

    doubled = tf.function(lambda x: 2 * x).get_concrete_function(tf.TensorSpec(()))
    before = [operation.type for operation in doubled.graph.get_operations()]
    assert len(before) >= 3
    code = (
        "import tensorflow as tf\n\n@tf.function\ndef tripled(x):\n    return 3 * x\n\n"
        "result = int(tripled(tf.constant(n)))\nprint(result)"
    )
    assert answer(make_request(code, n=5), lambda: None).printed == "15"
    assert [operation.type for operation in doubled.graph.get_operations()] == before
    assert float(doubled(tf.constant(4.0))) == 8


@pytest.mark.usefixtures("tensorflow")
def test_variables_are_named_as_in_the_first_answer(
    make_request: Callable[..., LessonRequest],
) -> None:
    request = make_request(
        "import tensorflow as tf\n\nprint(tf.keras.optimizers.SGD(0.1).iterations.name)\n"
        "print(tf.keras.optimizers.SGD(0.1).name)"
    )
    first, second = (answer(request, lambda: None).printed for _ in range(2))
    assert first == second
