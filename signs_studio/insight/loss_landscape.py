"""Cost over a plane of weights around those of a network (Li et al. 2018)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.errors import PersonError
from signs_studio.insight.question import Lane, NetworkQuestion
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.engine.training.weight_costs import WeightCosts
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.checkpoint import Checkpoint, NamedArrays

    Direction = Mapping[str, NDArray[np.float32]]
    """A change of each array that is learnt, by its name and of its shape."""

SIDE = 21
"""Points of the grid along each side; the middle one is the network itself."""
MOST_PICTURES = 2_000
_SEED = 0
_LEAST_SHARE = 1e-9
_MARGIN = 0.25
"""Room around the path, as a share of its extent."""
_LEAST_ASPECT = 0.6
"""Least extent of the plane along one direction, as a share of that along the other."""


class PlaneKind(StrEnum):
    """Planes through the weights of a network."""

    PATH = "path"
    RANDOM = "random"


@dataclass(frozen=True, eq=False, kw_only=True)
class PathPoint:
    """Weights of the run after an epoch.

    Attributes:
        epochs: After how many epochs.
        x: Of its projection on the plane.
        y: The same.
        cost: Mean cross-entropy with these weights themselves, not with their projection.
    """

    epochs: int
    x: float
    y: float
    cost: float


@dataclass(frozen=True, eq=False, kw_only=True)
class LossLandscape:
    """Mean cross-entropy over a plane of weights, (0, 0) of which are those of the network.

    Attributes:
        kind: Which plane.
        x: Steps along the first direction, (side,) float64, rising; 0 is among them.
        y: The same along the second.
        costs: (side of y, side of x) float64; where it is no finite number, NaN.
        path: Weights of the run, in the order of its epochs, the network's own among them.
        shares: Share of the path's squared distances from the network along each direction, 0..1;
            NaN for random ones.
        pictures: How many pictures the costs are of.
        of: How many there are in the set.
    """

    kind: PlaneKind
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    costs: NDArray[np.float64]
    path: tuple[PathPoint, ...]
    shares: tuple[float, float]
    pictures: int
    of: int


@dataclass(frozen=True, eq=False, kw_only=True)
class LossLandscapeWanted(NetworkQuestion):
    """Asks for the cost around the weights of a network.

    Attributes:
        kind: The plane: through the path of the run, by its two principal directions; or along two
            random directions, filter-normalised: each unit's part is as long as its weights are,
            and biases stay (Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets").
        recipe: Of the run, from which its first weights follow.
        dataset: What the run learns from.
        on_test: Whether costs are of the test pictures; else of those it learns from. Of more than
            ``MOST_PICTURES`` a sample is taken, always the same.
        checkpoints: Returns those of the run that are kept; called on the thread that answers.
        side: Points of the grid along each side, an odd number.
    """

    lane: ClassVar[Lane] = Lane.STUDY

    kind: PlaneKind
    recipe: Recipe
    dataset: Dataset
    on_test: bool
    checkpoints: Callable[[], Sequence[Checkpoint]]
    side: int = SIDE

    def answer(self, network: Network, progress: Progress) -> LossLandscape:
        """Returns the costs.

        Raises:
            NotWantedError: It is not wanted any more.
            PersonError: The run has no path yet, or a checkpoint or a picture cannot be read.
        """
        from signs_studio.engine.training.weight_costs import WeightCosts, first_arrays

        data = self.dataset
        all_x, all_y = (data.test_x, data.test_y) if self.on_test else (data.train_x, data.train_y)
        places = sample(len(all_y))
        costs_of = WeightCosts(network, all_x[places], all_y[places])
        points: dict[int, NamedArrays] = {0: first_arrays(self.recipe, data)}
        for checkpoint in self.checkpoints():
            points[checkpoint.kept_epochs] = checkpoint.arrays
        points[network.epochs] = costs_of.own
        epochs = sorted(points)
        centre = costs_of.own
        moved = [_difference(points[each], centre, costs_of.learnt) for each in epochs]
        shares = (float("nan"), float("nan"))
        if self.kind is PlaneKind.PATH:
            directions, shares = principal_directions(moved)
        else:
            directions = random_directions(centre, costs_of.learnt)
        xs, ys = project(moved, directions)
        reach = 0.0 if self.kind is PlaneKind.PATH else 1.0
        least = _LEAST_ASPECT * max(_extent(each, reach=reach) for each in (xs, ys))
        x, y = (_axis(each, self.side, reach=reach, least=least) for each in (xs, ys))
        of = self.side**2 + len(epochs)
        path = []
        for done, each in enumerate(epochs):
            progress.step(done, of)
            cost = costs_of.cost(points[each])
            path.append(PathPoint(epochs=each, x=float(xs[done]), y=float(ys[done]), cost=cost))
        costs = np.empty((self.side, self.side))
        for row, up in enumerate(y.tolist()):
            for column, right in enumerate(x.tolist()):
                progress.step(len(epochs) + row * self.side + column, of)
                costs[row, column] = _cost_at(costs_of, directions, (right, up))
        costs[~np.isfinite(costs)] = np.nan
        progress.step(of, of)
        return LossLandscape(
            kind=self.kind,
            x=x,
            y=y,
            costs=costs,
            path=tuple(path),
            shares=shares,
            pictures=len(places),
            of=len(all_y),
        )


def sample(count: int, *, most: int = MOST_PICTURES) -> NDArray[np.int64]:
    """Returns indices of pictures, rising: all of them, or a sample that is always the same."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(_SEED).choice(count, most, replace=False))


def random_directions(
    centre: NamedArrays, learnt: Sequence[str], *, seed: int = _SEED
) -> tuple[Direction, Direction]:
    """Returns two random directions that are filter-normalised.

    A filter is a unit of a dense kernel, (units, inputs), or a filter of a convolution's, (height,
    width, inputs, filters): its part of a direction has the length of its weights. Biases and what
    else has one axis does not move.

    Args:
        centre: Arrays of the network by name.
        learnt: Names of those that are learnt.
        seed: Of the random numbers.
    """
    rng = np.random.default_rng(seed)

    def draw() -> dict[str, NDArray[np.float32]]:
        drawn = {}
        for name in learnt:
            weights = centre[name]
            if weights.ndim < 2:
                drawn[name] = np.zeros_like(weights)
                continue
            axes = (1,) if weights.ndim == 2 else (0, 1, 2)
            direction = rng.standard_normal(weights.shape, np.float32)
            lengths, own = (
                np.sqrt(np.sum(np.square(each), axis=axes, keepdims=True))
                for each in (weights, direction)
            )
            drawn[name] = direction * (lengths / own)
        return drawn

    return draw(), draw()


def principal_directions(
    moved: Sequence[Direction],
) -> tuple[tuple[Direction, Direction], tuple[float, float]]:
    """Returns the two principal directions of a path, of length 1, and the share along each.

    The eigenvectors of the path's inner products give them: there are far fewer points than
    weights. The first weights lie to the left and above.

    Args:
        moved: How far each point of the path is from the network, the first weights first; the
            network's own, zero, is among them.

    Raises:
        PersonError: The path does not span a plane.
    """
    flat = np.stack([_flat(each) for each in moved]).astype(np.float64)
    products = flat @ flat.T
    values, vectors = np.linalg.eigh(products)
    if len(moved) < 3 or values[-2] <= _LEAST_SHARE * values[-1]:
        raise PersonError(
            Message(
                "insight",
                "The path of this run does not span a plane yet, with {count} epochs of which the "
                "weights are kept: train a few more epochs, or choose random directions.",
            ).format(count=len(moved))
        )
    directions = []
    for place, sign in ((-1, -1.0), (-2, 1.0)):
        weights = vectors[:, place] / np.sqrt(values[place])
        if weights @ products[:, 0] * sign < 0:
            weights = -weights
        directions.append(
            {
                name: np.tensordot(
                    weights.astype(np.float32), np.stack([each[name] for each in moved]), axes=1
                )
                for name in moved[0]
            }
        )
    total = float(values.sum())
    return (directions[0], directions[1]), (values[-1] / total, values[-2] / total)


def project(
    moved: Sequence[Direction], directions: tuple[Direction, Direction]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns the nearest point of a plane to each point: steps along the first and the second.

    Args:
        moved: How far each point is from that of the plane which both steps are 0 at.
        directions: That span the plane; neither of length 1 nor at right angles.
    """
    first, second = (_flat(each).astype(np.float64) for each in directions)
    between = np.array([[first @ first, first @ second], [first @ second, second @ second]])
    along = np.array([[_flat(each) @ first, _flat(each) @ second] for each in moved])
    x, y = np.linalg.solve(between, along.T)
    return x, y


def _difference(arrays: NamedArrays, centre: NamedArrays, learnt: Sequence[str]) -> Direction:
    return {name: arrays[name] - centre[name] for name in learnt}


def _flat(direction: Direction) -> NDArray[np.float32]:
    return np.concatenate([each.ravel() for each in direction.values()])


def _ends(steps: NDArray[np.float64], reach: float) -> tuple[float, float]:
    return min(float(steps.min()), -reach), max(float(steps.max()), reach)


def _extent(steps: NDArray[np.float64], *, reach: float) -> float:
    """Returns how far the path goes along a direction, with the room around it."""
    low, high = _ends(steps, reach)
    return (1 + 2 * _MARGIN) * (high - low)


def _axis(
    steps: NDArray[np.float64], side: int, *, reach: float, least: float
) -> NDArray[np.float64]:
    """Returns an axis on which the path has room, and on which 0 is a point of the grid.

    Args:
        steps: Of the path along the direction.
        side: How many points the axis has.
        reach: How far it goes on either side of 0 at least, without the room.
        least: Its least extent.
    """
    low, high = _ends(steps, reach)
    room = (max(_extent(steps, reach=reach), least) - (high - low)) / 2 or 1.0
    low, high = low - room, high + room
    # As many points on either side as there is room; 0 is one of them.
    before = min(max(round((side - 1) * -low / (high - low)), 1), side - 2)
    step = max(-low / before, high / (side - 1 - before))
    return (np.arange(side) - before).astype(np.float64) * step


def _cost_at(
    costs_of: WeightCosts, directions: tuple[Direction, Direction], at: tuple[float, float]
) -> float:
    first, second = directions
    right, up = np.float32(at[0]), np.float32(at[1])
    if right == up == 0:
        return costs_of.cost({})
    return costs_of.cost(
        {
            name: costs_of.own[name] + right * first[name] + up * second[name]
            for name in costs_of.learnt
        }
    )
