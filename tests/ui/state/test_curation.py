"""Data made of the data that was opened, by what a person chooses."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QUndoCommand
from pytestqt.qtbot import QtBot

from signs_studio.data.curation import (
    with_class_names,
    with_label_noise,
    with_picture,
    with_split,
    without,
)
from signs_studio.data.dataset import Dataset
from signs_studio.data.near_copies.search import find_near_copies
from signs_studio.data.split_defaults import SPLIT_SEED
from signs_studio.ui.state.curation import Curation
from signs_studio.ui.state.curation_choices import Choices
from signs_studio.ui.state.kept_picture import KeptPicture
from signs_studio.ui.state.undo_stack import UndoStack
from signs_studio.worker.inspection_thread import InspectionThread
from signs_studio.worker.run_controller import RunController
from tests.conftest import drawn_dataset


class Person:
    """Chooses, and takes whatever is prepared unless it is told to wait."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.controller = RunController()
        self.thread = InspectionThread()
        self.undo_stack = UndoStack()
        self.curation = Curation(self.controller, self.thread, undo_stack=self.undo_stack)
        self.curation.prepared.connect(self._on_curation_prepared)
        self.is_waiting = False
        self.prepared: list[Dataset] = []

    def _on_curation_prepared(self, dataset: Dataset) -> None:
        self.prepared.append(dataset)
        if self.is_waiting:
            return
        self.controller.set_data(dataset)

    def choose(self, **changes: object) -> None:
        self.ask(replace(self.curation.wanted, **changes))
        self.wait()

    def ask(self, choices: Choices) -> None:
        self.curation.change(choices, title="a change")

    def find_copies(self) -> None:
        self.curation.find_copies()
        self._qtbot.waitUntil(lambda: self.curation.search_share is None)

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: not self.curation.is_preparing)

    @property
    def dataset(self) -> Dataset:
        assert self.controller.dataset is not None
        return self.controller.dataset


def repeating_dataset() -> Dataset:
    """Two test pictures are in training too, and a training picture is there twice."""
    dataset = drawn_dataset(train=60, test=20, shape=(8, 8, 3))
    pictures = dataset.train_x.copy()
    pictures[:2] = dataset.test_x[4:6]
    pictures[9] = pictures[8]
    return replace(dataset, train_x=pictures)


def assert_same(one: Dataset, other: Dataset) -> None:
    for name in ("train_x", "train_y", "test_x", "test_y"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert one.class_names == other.class_names
    assert list(map(str, one.notes)) == list(map(str, other.notes))


@pytest.fixture
def person(qtbot: QtBot) -> Iterator[Person]:
    person = Person(qtbot)
    person.controller.set_data(repeating_dataset())
    yield person
    person.thread.finish(0)
    assert person.thread.wait(60_000)


def test_what_was_opened_comes_back_itself(person: Person) -> None:
    opened = person.dataset
    person.choose(test_share=0.3, seed=2)
    assert_same(person.dataset, with_split(opened, test_share=0.3, seed=2))
    person.choose(label_noise=0.2)
    split = with_split(opened, test_share=0.3, seed=2)
    assert_same(person.dataset, with_label_noise(split, share=0.2, seed=2))
    person.choose(test_share=None, seed=SPLIT_SEED)
    assert_same(person.dataset, with_label_noise(opened, share=0.2, seed=SPLIT_SEED))
    person.choose(label_noise=0.0)
    assert person.dataset is opened
    assert person.curation.original is opened


def test_groups_stay_together_where_that_is_wanted(person: Person) -> None:
    plain = drawn_dataset(train=60, test=20)
    named = replace(
        plain,
        train_names=tuple(f"person{place // 5}_{place:03}.png" for place in range(60)),
        test_names=tuple(f"guest{place // 5}_{place:03}.png" for place in range(20)),
    )
    person.controller.set_data(named)
    person.choose(test_share=0.25)
    assert person.dataset.train_names is not None
    assert person.dataset.test_names is not None
    in_train, in_test = (
        {name.split("_")[0] for name in names}
        for names in (person.dataset.train_names, person.dataset.test_names)
    )
    assert in_train.isdisjoint(in_test)
    person.choose(keeps_groups=False)
    assert_same(person.dataset, with_split(named, test_share=0.25, seed=SPLIT_SEED))


def test_the_latest_wish_counts(person: Person) -> None:
    opened = person.dataset
    for percent in range(20, 40):
        person.ask(replace(person.curation.wanted, test_share=percent / 100))
    person.ask(replace(person.curation.wanted, label_noise=0.1))
    person.wait()
    assert len(person.prepared) == 1
    split = with_split(opened, test_share=0.39, seed=SPLIT_SEED)
    assert_same(person.dataset, with_label_noise(split, share=0.1, seed=SPLIT_SEED))
    person.ask(replace(person.curation.wanted, label_noise=0.3))
    person.ask(person.curation.choices)
    assert not person.curation.is_preparing, "it is as it is"


def relabel(person: Person) -> None:
    person.choose(relabelled=((3, 2), (7, 0)))


def leave_out(person: Person) -> None:
    person.choose(left_out=(1, 5))


def split(person: Person) -> None:
    person.choose(test_share=0.4, seed=3)


def make_labels_wrong(person: Person) -> None:
    person.choose(label_noise=0.2)


def leave_copies_out(person: Person) -> None:
    person.choose(leaves_copies_out=True)


def rename(person: Person) -> None:
    assert person.curation.rename_class(1, "one")
    person.wait()


def add(person: Person) -> None:
    person.curation.add([kept_picture("1")])
    person.wait()


@pytest.mark.parametrize(
    "change", [relabel, split, make_labels_wrong, leave_copies_out, rename, add]
)
def test_every_change_is_undone_and_redone(
    person: Person, change: Callable[[Person], None]
) -> None:
    leave_out(person)
    before = person.dataset
    change(person)
    after = person.dataset
    for step, dataset in ((1, before), (0, person.curation.original), (2, after)):
        person.undo_stack.setIndex(step)
        person.wait()
        assert dataset is not None
        assert_same(person.dataset, dataset)


def test_what_is_so_already_is_no_step(person: Person) -> None:
    relabel(person)
    relabel(person)
    assert person.undo_stack.count() == 1


@pytest.mark.parametrize("next_change", [None, make_labels_wrong, rename])
def test_corrections_that_a_split_lost_come_back_with_its_undo(
    person: Person, next_change: Callable[[Person], None] | None
) -> None:
    person.choose(relabelled=((3, 2),), left_out=(1,))
    person.choose(test_share=0.4)
    assert person.curation.choices.relabelled == ()
    person.undo_stack.undo()
    if next_change is not None:
        # While the data of the undo is still to come.
        next_change(person)
    person.wait()
    choices = person.curation.choices
    assert (choices.relabelled, choices.left_out) == (((3, 2),), (1,))


def test_corrections_outlast_pictures_that_are_added(person: Person) -> None:
    relabel(person)
    leave_out(person)
    corrected = person.dataset
    add(person)
    choices = person.curation.choices
    assert (choices.relabelled, choices.left_out) == (((3, 2), (7, 0)), (1, 5))
    np.testing.assert_array_equal(person.dataset.train_y, [*corrected.train_y, 1])
    assert not person.curation.corrections_are_lost
    person.choose(test_share=0.4)
    assert person.curation.choices.relabelled == ()
    assert person.curation.corrections_are_lost


def test_pictures_that_are_added_are_learnt_from_however_all_are_split(person: Person) -> None:
    add(person)
    for share in (0.2, 0.5):
        person.choose(test_share=share)
        assert np.array_equal(person.dataset.train_x[-1], kept_picture("1").pixels)
        assert len(person.dataset.train_y) + len(person.dataset.test_y) == 81


def test_nothing_is_corrected_in_a_split_that_is_still_to_come(person: Person) -> None:
    person.ask(replace(person.curation.wanted, test_share=0.4))
    # That place is of the split that is open.
    person.choose(relabelled=((3, 2),))
    assert person.curation.choices == Choices(test_share=0.4)


def test_steps_of_other_data_are_no_steps_and_those_between_stay(person: Person) -> None:
    stack, steps = person.undo_stack, []
    for place in range(3):
        person.choose(label_noise=0.1 * (place + 1))
        steps.append(QUndoCommand(f"other {place}"))
        stack.push(steps[-1])
        person.choose(seed=place)
    stack.setIndex(5)
    person.wait()
    person.controller.set_data(drawn_dataset(seed=5))
    stack.redo()
    texts = [command.text() for command in stack.commands() if command.text() != "a change"]
    assert texts == ["other 0", "other 1", "other 2"]
    met = []
    while stack.canUndo():
        met.append(stack.undoText())
        stack.undo()
    assert met == ["other 2", "other 1", "other 0"]
    assert stack.count() == 3
    assert person.curation.wanted == Choices()


def test_successive_changes_of_a_key_undo_as_one(person: Person) -> None:
    opened = person.dataset
    for percent in (10, 20, 30):
        choices = replace(person.curation.wanted, label_noise=percent / 100)
        person.curation.change(choices, title="noise", merge_key="noise")
        person.wait()
    assert person.undo_stack.count() == 1
    person.undo_stack.undo()
    person.wait()
    assert person.dataset is opened
    person.undo_stack.redo()
    person.wait()
    assert_same(person.dataset, with_label_noise(opened, share=0.3, seed=SPLIT_SEED))


def test_copies_that_are_left_out_again_by_an_undo_are_not_back(person: Person) -> None:
    person.find_copies()
    person.choose(leaves_copies_out=True)
    person.choose(test_share=0.4)
    assert person.curation.copies_are_back
    for _ in range(2):
        person.undo_stack.undo()
        person.wait()
        assert not person.curation.copies_are_back
        assert person.curation.copies is not None


def test_what_cannot_be_made_changes_nothing(qtbot: QtBot, person: Person) -> None:
    lonely = replace(drawn_dataset(train=3, test=0), train_names=None, test_names=None)
    person.controller.set_data(lonely)
    person.choose(label_noise=0.0, seed=7)
    with qtbot.waitSignal(person.thread.failed):
        person.ask(replace(person.curation.wanted, test_share=0.3))
        person.ask(replace(person.curation.wanted, test_share=0.4))
        # As an edit of the recipe: it deletes what was to be done again.
        person.undo_stack.undo()
        person.undo_stack.push(QUndoCommand("another"))
    qtbot.waitUntil(lambda: person.curation.wanted == Choices(seed=7))
    assert person.dataset is lonely
    person.undo_stack.undo()
    assert [each.text() for each in person.undo_stack.commands()] == ["a change", "another"]


def test_other_data_is_taken_as_it_is(person: Person) -> None:
    person.choose(test_share=0.3)
    person.find_copies()
    other = drawn_dataset(seed=5)
    person.controller.set_data(other)
    curation = person.curation
    assert curation.original is other
    assert curation.current is not None
    assert curation.current.dataset is other
    assert curation.choices == curation.wanted == Choices()
    assert curation.copies is None


def test_copies_are_left_out_and_taken_back(person: Person) -> None:
    opened = person.dataset
    person.find_copies()
    copies = person.curation.copies
    assert copies is not None
    expected = find_near_copies(opened.train_x, opened.test_x)
    assert copies.test_in_train == expected.test_in_train
    assert {4, 5} <= set(copies.test_copies.tolist())
    assert 9 in copies.train_repeats
    person.choose(leaves_copies_out=True)
    left = without(opened, train=expected.train_repeats, test=expected.test_copies)
    assert_same(person.dataset, left)
    assert person.curation.copies is copies, "they are still shown"
    person.choose(label_noise=0.2)
    noisy = with_label_noise(opened, share=0.2, seed=SPLIT_SEED)
    left = without(noisy, train=expected.train_repeats, test=expected.test_copies)
    assert_same(person.dataset, left)
    person.choose(label_noise=0.0, leaves_copies_out=False)
    assert person.dataset is opened


def test_another_split_has_other_copies(person: Person) -> None:
    opened = person.dataset
    person.find_copies()
    person.choose(leaves_copies_out=True)
    person.choose(test_share=0.4)
    assert person.curation.copies is None
    assert not person.curation.choices.leaves_copies_out
    assert person.curation.copies_are_back
    assert_same(person.dataset, with_split(opened, test_share=0.4, seed=SPLIT_SEED))
    person.choose(test_share=0.3)
    assert person.curation.copies_are_back, "they still are"
    person.find_copies()
    assert not person.curation.copies_are_back


def test_copies_of_one_split_are_not_taken_for_those_of_another(person: Person) -> None:
    person.find_copies()
    person.ask(replace(person.curation.wanted, test_share=0.4))
    # While the copies that are known are still of the split that is open.
    person.choose(label_noise=0.1)
    person.undo_stack.undo()
    person.wait()
    assert person.curation.choices == Choices(test_share=0.4)
    assert person.curation.copies is None


def test_a_search_is_cancelled(qtbot: QtBot, person: Person) -> None:
    curation = person.curation
    curation.find_copies()
    assert curation.search_share == 0.0
    curation.cancel_search()
    assert curation.search_share is None
    # What is asked after it is answered after it.
    with qtbot.waitSignal(curation.prepared):
        person.ask(Choices(label_noise=0.1))
    assert curation.copies is None


def test_a_class_gets_a_name_without_a_word_on_the_network(person: Person) -> None:
    opened = person.dataset
    assert person.curation.rename_class(1, " one ")
    person.wait()
    assert person.prepared == []
    assert_same(person.dataset, with_class_names(opened, ("0", "one", "2")))
    assert not person.curation.rename_class(2, "one")
    assert not person.curation.rename_class(2, "  ")
    assert person.curation.rename_class(1, "one"), "it has that name"
    person.choose(test_share=0.3)
    assert person.dataset.class_names == ("0", "one", "2")


def kept_picture(sign: str) -> KeptPicture:
    """A picture that fits into the data as it is."""
    pixels = np.random.default_rng(3).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    return KeptPicture(pixels=pixels, sign=sign)


def test_pictures_are_added_to_what_was_opened_and_the_choices_stay(person: Person) -> None:
    opened = person.dataset
    person.choose(test_share=0.3, label_noise=0.2)
    assert person.curation.rename_class(1, "one")
    person.wait()
    picture = kept_picture("one")
    person.curation.add([picture, kept_picture("four")])
    person.wait()
    named = with_class_names(opened, ("0", "one", "2"))
    split = with_split(named, test_share=0.3, seed=SPLIT_SEED)
    added = with_picture(with_picture(split, picture.pixels, "one"), picture.pixels, "four")
    assert_same(person.dataset, with_label_noise(added, share=0.2, seed=SPLIT_SEED))
    assert person.curation.original is opened
    person.choose(test_share=None, label_noise=0.0)
    added = with_picture(with_picture(named, picture.pixels, "one"), picture.pixels, "four")
    assert_same(person.dataset, added)
    for sign, name in ((3, "fourth"), (1, "first")):
        assert person.curation.rename_class(sign, name)
        person.wait()
    assert person.dataset.class_names == ("0", "first", "2", "fourth")
    assert np.array_equal(person.dataset.train_y, added.train_y)


def test_pictures_are_not_added_to_other_data_than_was_open(qtbot: QtBot, person: Person) -> None:
    person.curation.add([kept_picture("1")])
    other = drawn_dataset(seed=5)
    person.controller.set_data(other)
    # What is asked after it is answered after it.
    with qtbot.waitSignal(person.curation.prepared):
        person.ask(Choices(label_noise=0.1))
    assert len(person.prepared) == 1
    assert person.curation.choices.added == ()
    assert person.curation.original is other


def test_what_waits_for_a_run_to_stop_is_known_when_it_comes(person: Person) -> None:
    opened = person.dataset
    person.is_waiting = True
    person.choose(test_share=0.3)
    person.choose(test_share=0.4)
    assert person.curation.wanted == Choices(test_share=0.4), "that is still to come"
    for place, share in ((0, 0.3), (1, 0.4)):
        person.controller.set_data(person.prepared[place])
        assert person.curation.original is opened
        assert person.curation.choices == Choices(test_share=share)
    assert person.curation.wanted == person.curation.choices


def test_groups_and_seed_of_no_split_change_nothing(person: Person) -> None:
    person.find_copies()
    person.choose(leaves_copies_out=True)
    before, copies = person.dataset, person.curation.copies
    person.choose(keeps_groups=False, seed=7)
    assert person.dataset is before
    assert person.curation.copies is copies
    assert person.curation.choices.leaves_copies_out
    assert person.curation.wanted == person.curation.choices
    person.choose(test_share=0.3)
    assert person.curation.choices.seed == 7
