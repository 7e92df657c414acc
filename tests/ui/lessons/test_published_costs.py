"""The article's costs beside those of a run."""

from signs_studio.lessons.catalogue import find_lesson
from signs_studio.recipe.draft import Draft, validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import EpochFinished, RecipeChanged
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.ui.lessons.published_costs import cost_table

PUBLISHED = {0: 1.855702, 2: 1.017255, 4: 0.5}


def record_of(draft: Draft, costs: list[float]) -> RunRecord:
    recipe = validate(draft).recipe
    assert recipe is not None
    record = RunRecord(run_id=3, recipe=recipe, origin=DataReference("drawn", "tests"))
    for epoch, cost in enumerate(costs):
        record.apply(
            EpochFinished(
                epoch=epoch,
                cost=cost,
                test_cost=1.0,
                train_accuracy=0.5,
                test_accuracy=0.5,
                seconds=0.1,
            )
        )
    return record


def last_column(*runs: RunRecord) -> list[str]:
    table = cost_table(PUBLISHED, preset="article", runs=runs)
    return [row[2] for row in table.rows]


def test_without_a_run_the_article_stands_alone() -> None:
    table = cost_table(PUBLISHED, preset="article", runs=())
    assert [row[:2] for row in table.rows] == [
        ("0", "1.855702"),
        ("2", "1.017255"),
        ("4", "0.500000"),
    ]
    assert last_column() == ["", "", ""]


def test_a_run_of_the_preset_fills_as_it_goes_on() -> None:
    draft = PRESETS["article"].draft.with_field("seed", "7").with_field("epochs", "9")
    assert last_column(record_of(draft, [1.9, 1.8, 1.7])) == ["1.900000", "1.700000", ""]
    table = cost_table(PUBLISHED, preset="article", runs=[record_of(draft, [1.9])])
    assert table.headings[2] == "Run 3"


def test_another_recipe_is_not_compared() -> None:
    other = PRESETS["article"].draft.with_field("learning_rate", "0.01")
    assert last_column(record_of(other, [1.9, 1.8, 1.7])) == ["", "", ""]


def test_the_first_run_of_the_preset_is_compared_whatever_was_trained_before() -> None:
    article = PRESETS["article"].draft
    other = record_of(article.with_field("learning_rate", "0.01"), [9.0])
    runs = (other, record_of(article, [1.9]), record_of(article, [2.0]))
    assert last_column(*runs) == ["1.900000", "", ""]


def test_a_run_that_was_changed_on_its_way_is_not_compared() -> None:
    record = record_of(PRESETS["article"].draft, [1.9, 1.8, 1.7])
    record.apply(RecipeChanged(epoch=3, field="learning_rate", value=0.01, compiling=False))
    assert last_column(record) == ["", "", ""]


def test_the_lesson_on_the_model_has_the_costs_of_the_article() -> None:
    lesson = find_lesson("model")
    epochs = list(lesson.published_costs)
    assert epochs == list(range(0, 1500, 100))
    # It falls all the way, from near ln 6 = 1.79.
    costs = list(lesson.published_costs.values())
    assert costs == sorted(costs, reverse=True)
