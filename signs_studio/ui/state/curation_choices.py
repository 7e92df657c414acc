"""Choices of what is changed in the data that was opened."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from signs_studio.data.data_source import CurationChoices
from signs_studio.data.split_defaults import SPLIT_SEED

if TYPE_CHECKING:
    from signs_studio.ui.state.kept_picture import KeptPicture


@dataclass(frozen=True, kw_only=True)
class Choices(CurationChoices):
    """All that is changed in the data that was opened; by default nothing.

    Attributes:
        added: Training pictures that are added, whose classes may be new; their signs are as of
            ``class_names``.
    """

    added: tuple[KeptPicture, ...] = ()

    @property
    def of_data(self) -> CurationChoices:
        """The same but for pictures that are added."""
        names = (each.name for each in fields(CurationChoices))
        return CurationChoices(**{name: getattr(self, name) for name in names})


def effect_of(choices: Choices) -> Choices:
    """Returns the same choices but for those that change nothing, which are as by default."""
    if choices.test_share is not None:
        return choices
    return replace(
        choices, keeps_groups=True, seed=choices.seed if choices.label_noise else SPLIT_SEED
    )


def learnt_by(choices: Choices) -> tuple[Choices, list[int]]:
    """Returns all on which it depends what is learnt: no names of classes."""
    choices = effect_of(choices)
    pictures = [id(picture.pixels) for picture in choices.added]
    return replace(choices, class_names=None, added=()), pictures


def keeps_places(choices: Choices, *, of: Choices) -> bool:
    """Returns whether all training pictures of other choices have the same places by these.

    Pictures that are added come last.
    """
    pictures = [[id(picture.pixels) for picture in each.added] for each in (choices, of)]
    splits = [split_of(replace(each, added=())) for each in (choices, of)]
    return splits[0] == splits[1] and pictures[0][: len(pictures[1])] == pictures[1]


def split_of(choices: Choices) -> tuple[Choices, list[int]]:
    """Returns all on which it depends which pictures are in which set."""
    in_all = replace(choices, label_noise=0.0, leaves_copies_out=False, relabelled=(), left_out=())
    return learnt_by(in_all)
