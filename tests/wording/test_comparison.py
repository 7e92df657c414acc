"""A comparison in words."""

import numpy as np

from signs_studio.diagnosis.comparison import (
    compare_predictions,
    recipe_differences,
)
from signs_studio.wording.comparison import (
    accuracy_message,
    comparison_message,
    difference_title,
    difference_values,
    differences_message,
)
from tests.diagnosis.test_comparison import predictions, recipe


def said(first: list[int], second: list[int]) -> str:
    labels = [0] * len(first)
    found = compare_predictions(predictions(first, labels), predictions(second, labels))
    return str(comparison_message(found, first="A", second="B"))


def test_an_accuracy_is_told_with_its_interval() -> None:
    assert (
        str(accuracy_message(96, 120)) == "80.0 % of 120 pictures (95 % interval: 72.0 % to 86.2 %)"
    )


def test_a_tie_and_a_victory_are_told_with_their_numbers() -> None:
    assert said([0] * 5, [1] + [0] * 4) == (
        "A tie: the difference could be luck. A reads 5 of 5 pictures correctly, B 4. Of "
        "1 picture that only one of the two reads correctly, A has 1 and B 0. Two equally good "
        "networks would be parted as far or further in 100.0 % of such comparisons "
        "(McNemar's test)."
    )
    assert said([1] * 20, [0] * 20).startswith("B is better, by more than luck explains. ")
    assert "in less than 0.1 % of such comparisons" in said([1] * 20, [0] * 20)
    assert said([0], [0]).startswith("A tie: both read the very same pictures correctly.")


def test_how_many_things_changed_is_told() -> None:
    def told(**texts: str) -> str:
        return str(differences_message(recipe_differences([recipe(), recipe(**texts)])))

    assert told(l2="0.1") == "One thing changed: L2."
    assert told(optimizer="sgd") == "One thing changed: Optimizer."
    assert told(l2="0.1", batch_size="8").startswith(
        "2 things changed at once: Batch size and L2. "
    )
    assert told(seed="9").startswith("Only the seed changed")
    assert told().startswith("Nothing was set differently")


def test_every_difference_has_its_words() -> None:
    recipes = [
        recipe(),
        recipe(layers="25:relu,13:tanh", optimizer="sgd", flip="true", schedule="cosine"),
    ]
    rows = {
        str(difference_title(each)): difference_values(each, recipes)
        for each in recipe_differences(recipes)
    }
    assert rows["Layer 2: Units"] == ["12", "13"]
    assert rows["Layer 2: Activation"] == ["ReLU", "tanh"]
    assert rows["Optimizer"] == ["Adam", "Gradient descent"]
    assert ["0.9", "–"] in rows.values()
    assert ["off", "on"] in rows.values()
    none = [recipe(), recipe(layers="")]
    (layers,) = recipe_differences(none)
    assert difference_values(layers, none)[1] == "none"
    assert np.all([isinstance(text, str) for row in rows.values() for text in row])
