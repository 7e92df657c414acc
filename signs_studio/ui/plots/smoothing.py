"""Moving averages of curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHARE = 50
_MOST = 100


def half_window(last_epoch: int) -> int:
    """Returns how many epochs on each side are averaged on an axis that ends at ``last_epoch``.

    A fiftieth of the axis, at least 1 and at most 100: an average over more would no longer follow
    what happens in a long run, and would take longer. It depends on the axis rather than on the
    epochs so far because the axis grows in steps: only then is everything averaged anew.
    """
    return min(max(last_epoch // _SHARE, 1), _MOST)


def moving_average(heights: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    """Averages every point with as many neighbours on its left as on its right.

    Near an end, and near a gap, the window shrinks on both sides alike. So nothing is delayed, a
    straight line stays as it is, and the first and the last point are the original ones; an
    exponential moving average, as TensorBoard has it, lags behind, and starts from whatever the
    first point was.

    Args:
        heights: Positions on the axis, (points,) float64: on a logarithmic axis these are
            logarithms, so that the average is the geometric mean of the costs, and lies in the
            middle of what is seen. What is not finite is a gap: it stays, and is not averaged over.
        half: How many points on each side are averaged, where there are as many.

    Returns:
        The averages, (points,) float64.
    """
    count = len(heights)
    if not count:
        return heights
    index = np.arange(count)
    finite = np.isfinite(heights)
    gap_before = np.maximum.accumulate(np.where(finite, -1, index))
    gap_after = np.minimum.accumulate(np.where(finite, count, index)[::-1])[::-1]
    room = np.minimum(index - gap_before, gap_after - index) - 1
    sides = np.clip(room, 0, half)
    # Each window is summed by itself: the difference of two cumulative sums would lose all digits
    # behind a cost of 1e30.
    edges = np.stack([index - sides, index + sides + 1], axis=1).ravel()
    padded = np.append(np.where(finite, heights, 0.0), 0.0)
    sums = np.add.reduceat(padded, edges)[::2]
    return np.where(finite, sums / (2 * sides + 1), heights)


def extend_average(
    averages: NDArray[np.float64], heights: NDArray[np.float64], half: int
) -> NDArray[np.float64]:
    """Averages a series that has grown, at the cost of what is new.

    Args:
        averages: Those of the points there were before, (fewer points,) float64.
        heights: All points by now, (points,) float64.
        half: See ``moving_average``; the same as before.

    Returns:
        ``moving_average(heights, half)``. Of ``averages`` only the last ``half`` have changed.
    """
    kept = max(len(averages) - half, 0)
    begin = max(kept - half, 0)
    fresh = moving_average(heights[begin:], half)[kept - begin :]
    return np.concatenate([averages[:kept], fresh])
