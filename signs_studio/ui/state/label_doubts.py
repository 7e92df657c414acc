"""Labels of training pictures that seem wrong, and what a person makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.curated_data import groups_in
from signs_studio.ui.state.absences import why_no_engine
from signs_studio.ui.state.curation_choices import split_of
from signs_studio.ui.state.study import Study

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.insight.doubtful_labels import DoubtfulLabels
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.state.curation_choices import Choices
    from signs_studio.ui.state.draft_editor import DraftEditor
    from signs_studio.worker.run_controller import RunController


@dataclass(frozen=True, eq=False, kw_only=True)
class _Found:
    """Result of a search, with the data that was searched, as of ``_data``."""

    data: tuple[object, object]
    doubts: Mapping[int, Doubt]
    thresholds: Mapping[int, float]
    accuracy: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Doubt:
    """Why a label is doubtful.

    Attributes:
        given: The class that the picture is labelled as.
        seems: The class that it seems to be.
        probability: Of that class, out of sample, 0..1.
    """

    given: int
    seems: int
    probability: float


class LabelDoubts(QObject):
    """Looks for doubtful labels in the training set, and has them corrected or left out.

    Pictures are known by their places in the training set of ``curation.current.whole``.

    Args:
        curation: Has the data, and changes it.
        controller: Has networks trained, which judge the labels.
        editor: Has the recipe of these networks.

    Signals:
        changed: Any attribute is another.

    Attributes:
        study: The search.
    """

    changed = Signal()

    def __init__(
        self,
        curation: Curation,
        *,
        controller: RunController,
        editor: DraftEditor,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._curation = curation
        self._controller = controller
        self._editor = editor
        self.study = Study("label doubts", controller, self)
        self._found: _Found | None = None
        self._searched: tuple[object, object] | None = None
        self._places: NDArray[np.int64] | None = None
        self._labels: NDArray[np.int32] | None = None
        self.study.changed.connect(self._on_study_changed)
        curation.changed.connect(self._on_curation_changed)
        # Whether a search can begin depends on the recipe and on TensorFlow.
        editor.changed.connect(self.changed)
        controller.state_changed.connect(self.changed)

    @property
    def doubts(self) -> Mapping[int, Doubt] | None:
        """All doubtful labels by place, the most doubtful first; None before a search."""
        return None if self._shown is None else self._shown.doubts

    @property
    def thresholds(self) -> Mapping[int, float]:
        """Probability from which a picture seems to be of a class, by its index."""
        return {} if self._shown is None else self._shown.thresholds

    @property
    def accuracy(self) -> float:
        """Share of the training pictures that are read as they are labelled, 0..1."""
        return 0.0 if self._shown is None else self._shown.accuracy

    @property
    def open_doubts(self) -> list[int]:
        """Places of the doubtful labels that nothing was done about, the most doubtful first."""
        wanted = self._curation.wanted
        done = {place for place, _ in wanted.relabelled}.union(wanted.left_out)
        return [place for place in self.doubts or () if place not in done]

    @property
    def corrections(self) -> int:
        """How many labels were corrected or left out."""
        wanted = self._curation.wanted
        return len(wanted.relabelled) + len(wanted.left_out)

    @property
    def why_not(self) -> str:
        """Why no search can begin, for a person; empty where one can."""
        if self._editor.validation.recipe is None:
            return self.tr("The recipe has an error: mend it first.")
        if self._curation.current is None or self._curation.is_preparing:
            return self.tr("The data is being prepared: a moment more.")
        return why_no_engine(self._controller)

    def find(self, epochs: int) -> None:
        """Trains four networks of the recipe for so many epochs each, and judges the labels."""
        from signs_studio.insight.doubtful_labels import DoubtfulLabelsWanted

        recipe, current = self._editor.validation.recipe, self._curation.current
        if recipe is None or current is None:
            return
        dataset = current.dataset
        groups = groups_in(dataset)
        self._found = None
        self.study.forget()
        self._places, self._labels = current.train_places, dataset.train_y
        self._searched = self._data()
        self.study.start(
            DoubtfulLabelsWanted(
                replace(recipe, epochs=epochs),
                dataset,
                groups=None if groups is None else groups[: len(dataset.train_y)],
            )
        )

    def relabel(self, place: int) -> None:
        """Labels a picture as what it seems to be."""
        assert self.doubts is not None
        wanted = self._curation.wanted
        relabelled = {**dict(wanted.relabelled), place: self.doubts[place].seems}
        choices = replace(wanted, relabelled=tuple(sorted(relabelled.items())))
        self._change(choices, title=self.tr("relabel a picture"))

    def leave_out(self, places: Collection[int]) -> None:
        """Leaves pictures out of what is learnt from."""
        wanted = self._curation.wanted
        choices = replace(wanted, left_out=tuple(sorted({*wanted.left_out, *places})))
        one, more = self.tr("leave a picture out"), self.tr("leave {count} pictures out")
        title = one if len(places) == 1 else more.format(count=f"{len(places):,}")
        self._change(choices, title=title)

    def take_back(self) -> None:
        """Has all labels as they were, and no picture left out."""
        choices = replace(self._curation.wanted, relabelled=(), left_out=())
        self._change(choices, title=self.tr("take corrections back"))

    def _change(self, choices: Choices, *, title: str) -> None:
        self._curation.change(choices, title=title)
        self.changed.emit()

    def _data(self) -> tuple[object, object]:
        """Returns all on which it depends which picture has which place."""
        return self._curation.original, split_of(self._curation.choices)

    @property
    def _shown(self) -> _Found | None:
        """Result of the last search; None while its pictures have other places in the data."""
        is_there = self._found is not None and self._found.data == self._data()
        return self._found if is_there else None

    def _on_study_changed(self) -> None:
        found: DoubtfulLabels | None = self.study.answer
        if found is not None and self._labels is not None and self._searched is not None:
            thresholds = {
                place: each for place, each in enumerate(found.thresholds.tolist()) if each <= 1
            }
            places = found.pictures if self._places is None else self._places[found.pictures]
            doubts = {
                place: Doubt(
                    given=int(self._labels[picture]),
                    seems=seems,
                    probability=float(found.probabilities[picture, seems]),
                )
                for place, picture, seems in zip(
                    places.tolist(), found.pictures.tolist(), found.seem.tolist(), strict=True
                )
            }
            self._found = _Found(
                data=self._searched,
                doubts=doubts,
                thresholds=thresholds,
                accuracy=found.accuracy,
            )
            self._labels = None
        self.changed.emit()

    def _on_curation_changed(self) -> None:
        if self._found is not None and self._shown is None:
            # What was found are labels of pictures that are elsewhere by now; they may come back.
            self.study.forget()
        self.changed.emit()
