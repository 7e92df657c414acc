"""The points of the small curve."""

import pytest

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.schedules import learning_rate_at
from signs_studio.ui.recipe.schedule_curve import MAX_POINTS, rates_of


@pytest.mark.parametrize("epochs", [1, 2, 10, MAX_POINTS, MAX_POINTS + 1, 1_000_000])
def test_points_reach_from_the_first_epoch_to_the_last(epochs: int) -> None:
    draft = PRESETS["article"].draft.with_field("epochs", str(epochs))
    recipe = validate(draft.with_field("schedule", "cosine")).recipe
    assert recipe is not None
    points = rates_of(recipe)
    drawn = [epoch for epoch, _ in points]
    assert drawn[0] == 0
    assert drawn[-1] == epochs - 1
    assert len(drawn) == min(epochs, MAX_POINTS)
    assert drawn == sorted(set(drawn))
    for epoch, rate in points:
        expected = learning_rate_at(
            recipe.schedule, epoch=epoch, learning_rate=recipe.learning_rate, epochs=epochs
        )
        assert rate == expected
