"""The article's costs beside those of a run."""

from signs_studio.lessons.catalogue import find_lesson
from signs_studio.recipe.draft import Draft, validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import EpochFinished, RecipeChanged
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.ui.lessons.published_costs import cost_table, trains_same
from signs_studio.ui.lessons.run_costs import RunCosts
from signs_studio.ui.state.run_feed import RunFeed
from tests.ui.run_lists import entry_of, make_library, show_in

ARTICLE = PRESETS["article"].draft
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


def last_column(run: RunRecord | None) -> list[str]:
    return [row[2] for row in cost_table(PUBLISHED, run).rows]


def test_without_a_run_the_article_stands_alone() -> None:
    table = cost_table(PUBLISHED, None)
    assert [row[:2] for row in table.rows] == [
        ("0", "1.855702"),
        ("2", "1.017255"),
        ("4", "0.500000"),
    ]
    assert last_column(None) == ["", "", ""]


def test_a_run_fills_as_it_goes_on() -> None:
    record = record_of(ARTICLE, [1.9, 1.8, 1.7])
    assert last_column(record) == ["1.900000", "1.700000", ""]
    assert cost_table(PUBLISHED, record).headings[2] == "Run 3"


def test_seed_and_epochs_are_the_runs_own_and_nothing_else_is() -> None:
    recipe = validate(ARTICLE).recipe
    assert recipe is not None
    own = record_of(ARTICLE.with_field("seed", "7").with_field("epochs", "9"), [1.9, 1.8, 1.7])
    assert trains_same(entry_of(own), recipe)
    own.apply(RecipeChanged(epoch=3, field="learning_rate", value=0.01, compiling=False))
    assert not trains_same(entry_of(own), recipe), "it was changed on its way"
    other = record_of(ARTICLE.with_field("learning_rate", "0.01"), [1.9])
    assert not trains_same(entry_of(other), recipe)


def test_the_run_on_show_is_compared_and_else_the_latest_of_the_preset() -> None:
    lesson = find_lesson("model")
    first, latest = record_of(ARTICLE, [2.0]), record_of(ARTICLE, [1.9])
    other = record_of(ARTICLE.with_field("learning_rate", "0.01"), [9.0])
    library = make_library([first, latest, other])
    costs = RunCosts(library, RunFeed(library.controller))

    def compared() -> str:
        return costs.table(lesson).rows[0][2]

    assert compared() == "1.900000"
    current = record_of(ARTICLE, [1.8])
    show_in(library, [first, latest], current)
    assert compared() == "1.800000"
    current.apply(RecipeChanged(epoch=1, field="learning_rate", value=0.01, compiling=False))
    assert compared() == "1.900000"
    show_in(library, [other], None)
    assert compared() == ""


def test_the_lesson_on_the_model_has_the_costs_of_the_article() -> None:
    lesson = find_lesson("model")
    epochs = list(lesson.published_costs)
    assert epochs == list(range(0, 1500, 100))
    # It falls all the way, from near ln 6 = 1.79.
    costs = list(lesson.published_costs.values())
    assert costs == sorted(costs, reverse=True)
