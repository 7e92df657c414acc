"""What a person changes in the data that was opened, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.curated_data import CuratedData, curated_data
from signs_studio.ui.state.curation_choices import (
    Choices,
    effect_of,
    keeps_places,
    learnt_by,
    split_of,
)
from signs_studio.ui.state.curation_step import CurationStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.data_source import CurationChoices
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.near_copies.pairs import NearCopies
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.state.kept_picture import KeptPicture
    from signs_studio.ui.state.undo_stack import UndoStack
    from signs_studio.worker.inspection_thread import InspectionThread
    from signs_studio.worker.run_controller import RunController


class Curation(QObject):
    """Keeps the data that was opened, and makes other data of it. Lives on the GUI thread.

    Every change that a person asks for is one step to undo, until other data is opened.

    Args:
        controller: Of the run; its ``dataset`` is the one that was opened or what was made of it.
        thread: Makes it, and searches for near-copies.
        undo_stack: Takes the changes.

    Signals:
        prepared: Other data was made, to be handed to the controller in place of what is open.
        changed: Data, choices or near-copies are others, or were asked for in vain.
        given_up: Data that was asked for could not be made; the thread says why.
        classes_renamed: Carries the new names of classes by those that they had, in a dict.
        search_changed: ``search_share`` is another.

    Attributes:
        original: The data that was opened; None until there is any.
        choices: What is changed in it.
        wanted: What is to be changed in it: others than ``choices`` while data is made by them.
        current: What was made of it.
        copies: Near-copies in ``current.whole``; None until they are searched for.
        copies_are_back: True if near-copies were left out of another split, and are in this one.
        corrections_are_lost: True if labels were corrected, or pictures left out, in another split.
        search_share: How much of the search is done, 0..1; None while nothing is searched for.
    """

    prepared = Signal(object)
    changed = Signal()
    given_up = Signal()
    classes_renamed = Signal(object)
    search_changed = Signal()

    _progressed = Signal(object, float)

    def __init__(
        self,
        controller: RunController,
        thread: InspectionThread,
        *,
        undo_stack: UndoStack,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._thread = thread
        self._undo_stack = undo_stack
        self.original: Dataset | None = None
        self.choices = self.wanted = Choices()
        self.current: CuratedData | None = None
        self.copies: NearCopies | None = None
        self.copies_are_back = False
        self.corrections_are_lost = False
        self.search_share: float | None = None
        # Handed out to be learnt from, oldest first: on their way to the controller, which takes
        # them once a run has stopped.
        self._handed: list[tuple[Choices, CuratedData]] = []
        self._preparation: Cancellation | None = None
        self._search: Cancellation | None = None
        self._progressed.connect(self._on_self_progressed)
        controller.data_changed.connect(self._on_controller_data_changed)

    @property
    def is_preparing(self) -> bool:
        """True while other data is being made."""
        return self._preparation is not None

    # ---- asked by views

    def change(self, choices: Choices, *, title: str, merge_key: str = "") -> None:
        """Has data made of the original by these choices, in place of any that is being made.

        Args:
            choices: All that is to be changed in it.
            title: What was done, for the undo menu.
            merge_key: Successive changes of the same key, such as by a slider, undo as one; empty:
                this change stands alone.
        """
        wanted = self.wanted
        is_open = split_of(wanted) == split_of(self.choices)
        if split_of(choices) != split_of(wanted):
            # What is found are copies in other sets, and labels of pictures elsewhere.
            choices = replace(choices, leaves_copies_out=False)
            if not keeps_places(choices, of=wanted):
                choices = replace(choices, relabelled=(), left_out=())
        elif not is_open:
            # Nothing can have been found yet in the split that is to come.
            choices = replace(
                choices,
                leaves_copies_out=wanted.leaves_copies_out,
                relabelled=wanted.relabelled,
                left_out=wanted.left_out,
            )
        if choices != wanted:
            step = CurationStep(
                wanted,
                choices,
                copies=self.copies if is_open else None,
                title=title,
                merge_key=merge_key,
                carry_out=self._carry_out,
            )
            self._undo_stack.push(step)

    def restore(self, choices: CurationChoices) -> bool:
        """Has data made of the original as it was made for a run; False where that is open."""
        self._prepare(Choices(**vars(choices)))
        return self.is_preparing

    def rename_class(self, sign: int, name: str) -> bool:
        """Gives a class another name; False where it is empty or that of another class."""
        if self.original is None:
            return False
        names = self._wanted_names()
        name = name.strip()
        if not name or name in names:
            return name == names[sign]
        before, names[sign] = names[sign], name
        self.change(
            replace(
                self.wanted,
                class_names=tuple(names[: self.original.classes]),
                added=tuple(
                    replace(picture, sign=name) if picture.sign == before else picture
                    for picture in self.wanted.added
                ),
            ),
            title=self.tr("rename a class"),
        )
        return True

    def add(self, pictures: Sequence[KeptPicture]) -> None:
        """Adds training pictures, whose signs are as of the data that is open."""
        if self.current is None or not pictures:
            return
        # A class may be about to have another name.
        names = dict(zip(self.current.dataset.class_names, self._wanted_names(), strict=False))
        added = [replace(each, sign=names.get(each.sign, each.sign)) for each in pictures]
        title = self.tr("add pictures") if len(added) > 1 else self.tr("add a picture")
        self.change(replace(self.wanted, added=(*self.wanted.added, *added)), title=title)

    def find_copies(self) -> None:
        """Searches for near-copies between the test set and the training set, and within each."""
        self.cancel_search()
        if self.current is None:
            return
        whole = self.current.whole

        def search(cancellation: Cancellation) -> NearCopies:
            from signs_studio.data.near_copies.search import find_near_copies

            return find_near_copies(
                whole.train_x,
                whole.test_x,
                progress=partial(self._progressed.emit, cancellation),
                cancellation=cancellation,
            )

        self._search = self._thread.ask(
            search, then=self._on_thread_copies_found, otherwise=self.cancel_search
        )
        self.search_share = 0.0
        self.search_changed.emit()

    def cancel_search(self) -> None:
        """Searches no more."""
        search, self._search = self._search, None
        if search is not None:
            search.cancel()
            self.search_share = None
            self.search_changed.emit()

    # ---- inside

    def _carry_out(self, step: CurationStep, choices: Choices, copies: NearCopies | None) -> None:
        """Has data made by choices for a step, which leaves the stack where that cannot be made."""
        self._prepare(choices, copies)
        step.is_settled = not self.is_preparing

    def _prepare(self, choices: Choices, copies: NearCopies | None = None) -> None:
        self._cancel_preparation()
        self.wanted = choices
        if effect_of(choices) == effect_of(self._coming):
            self._settle_steps()
            if not self._handed:
                self.choices = choices
        elif self.original is not None:
            if split_of(choices) == split_of(self.choices):
                copies = self.copies
            self._preparation = self._thread.ask(
                partial(_curated, self.original, choices, copies),
                then=partial(self._on_thread_curated, choices),
                otherwise=self._give_up,
            )
        self.changed.emit()

    def _give_up(self) -> None:
        """Keeps the data that is open, or that is about to be: no other could be made."""
        self._cancel_preparation()
        self.wanted = self._coming
        self._undo_stack.drop(lambda each: isinstance(each, CurationStep) and not each.is_settled)
        self.changed.emit()
        self.given_up.emit()

    def _settle_steps(self) -> None:
        for command in self._undo_stack.commands():
            if isinstance(command, CurationStep):
                command.is_settled = True

    def _cancel_preparation(self) -> None:
        preparation, self._preparation = self._preparation, None
        if preparation is not None:
            preparation.cancel()

    def _on_thread_curated(self, choices: Choices, curated: CuratedData) -> None:
        self._preparation = None
        self._settle_steps()
        # What is learnt is the same.
        is_renamed = not self._handed and learnt_by(choices) == learnt_by(self.choices)
        self._handed.append((choices, curated))
        if is_renamed:
            self._controller.rename_classes(curated.dataset)
        else:
            self.prepared.emit(curated.dataset)

    def _on_thread_copies_found(self, copies: NearCopies) -> None:
        self._search = None
        self.search_share = None
        self.copies = copies
        self.copies_are_back = False
        self.search_changed.emit()
        self.changed.emit()

    def _on_self_progressed(self, cancellation: Cancellation, share: float) -> None:
        if cancellation is self._search:
            self.search_share = share
            self.search_changed.emit()

    def _on_controller_data_changed(self) -> None:
        dataset = self._controller.dataset
        places = [n for n, (_, made) in enumerate(self._handed) if made.dataset is dataset]
        if places:
            self._take(*self._handed[places[-1]])
            # Those before it have given way to it.
            del self._handed[: places[-1] + 1]
            if self._preparation is None:
                self.wanted = self._coming
        else:
            self._cancel_preparation()
            self._handed.clear()
            self._undo_stack.drop(lambda each: isinstance(each, CurationStep))
            self._forget_copies()
            self.copies_are_back = self.corrections_are_lost = False
            self.original = dataset
            self.choices = self.wanted = Choices()
            self.current = None
            if dataset is not None:
                self.current = CuratedData(whole=dataset, dataset=dataset)
        self.changed.emit()

    def _take(self, choices: Choices, curated: CuratedData) -> None:
        if split_of(choices) != split_of(self.choices):
            self._forget_copies()
            self.copies_are_back |= self.choices.leaves_copies_out
            self.corrections_are_lost |= _has_corrections(self.choices)
        self.corrections_are_lost &= not _has_corrections(choices)
        before = () if self.current is None else self.current.dataset.class_names
        self.choices, self.current = choices, curated
        if curated.copies is not None:
            self.copies, self.copies_are_back = curated.copies, False
        pairs = zip(before, curated.dataset.class_names, strict=False)
        renamed = {old: new for old, new in pairs if old != new}
        if renamed:
            self.classes_renamed.emit(renamed)

    @property
    def _coming(self) -> Choices:
        """By which the data is made that is open, or is to be once a run has stopped."""
        return self._handed[-1][0] if self._handed else self.choices

    def _wanted_names(self) -> list[str]:
        assert self.original is not None
        names = list(self.wanted.class_names or self.original.class_names)
        new = dict.fromkeys(each.sign for each in self.wanted.added if each.sign not in names)
        return [*names, *new]

    def _forget_copies(self) -> None:
        self.cancel_search()
        self.copies = None


def _has_corrections(choices: Choices) -> bool:
    return bool(choices.relabelled or choices.left_out)


def _curated(
    original: Dataset, choices: Choices, copies: NearCopies | None, cancellation: Cancellation
) -> CuratedData:
    """Makes data by choices, on a thread that may wait."""
    curated = curated_data(
        original,
        choices.of_data,
        added=[(picture.pixels, picture.sign) for picture in choices.added],
        copies=copies,
        cancellation=cancellation,
    )
    # Here, so that the GUI thread waits for neither.
    _ = curated.dataset.fingerprint, curated.dataset.shown_x
    return curated
