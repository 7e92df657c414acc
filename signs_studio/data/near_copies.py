"""The leak check: photographs that are in the data twice.

A near-copy is the same photograph again: re-encoded, a little brighter or dimmer, a little moved,
rescaled or cropped; or a picture that is so nearly the same where it lies that a network sees no
difference, as two frames are between which nothing moved. Another frame that merely looks alike is
none, and neither is a mirrored picture, which shows another hand. For the distinction see Barz and
Denzler 2020, "Do we train on test data? Purging CIFAR of near-duplicates".

Pictures are looked at in three steps, each of which sees fewer of them more closely:

1. **Groups.** Pictures with the same bytes are one group, and so are plain ones of about the same
   colour, however many there are. Only one of each group is looked at from here on.
2. **Candidates.** Each is described by 8 x 8 numbers, of mean 0 and length 1, and by how these
   change as the picture moves right, down, and grows. The distance from one description to the
   plane that another spans, its tangent distance (Simard, LeCun and Denker 1993, "Efficient pattern
   recognition using a new transformation distance"), hardly depends on small movements, and comes
   for all pairs from products of matrices, a block at a time. Each picture keeps its 8 nearest in
   the training set and in the test set.
3. **Verification.** A pair of candidates is a near-copy where the pictures agree as they lie: 32 x
   32 numbers of each channel correlate by 0.988 and their slopes by 0.85; or where one, registered
   to the other, differs from it by no more than re-encoding does: 1.25 of 255 grey levels in the
   mean of cells of 6 pixels, where the noise of JPEG cancels, but not what moved between frames.
   In both cases their mean colours differ by no more than a share of their contrast: parts of a
   clear sky all correlate, and differ in little else.

Of 120 of the article's photographs and of 120 built-in hands, re-encoded as JPEG of quality 60,
made a tenth dimmer, moved by one or two pixels of 64 or cropped by as many, 116 or more are found,
and no others than repeat anyway. The counts of the article's own data are the same for limits of
0.986 to 0.990 and of 1.15 to 1.35. Missed are copies so much brighter that a good part is white,
and brighter ones of what has hardly any contrast.
Pictures of less than 16 pixels are not registered: one pixel is much of them.

The work of the first and last step, and the memory, grow with the number N of pictures: no picture
has more than 8 candidates in a set. That of the second grows with N squared, but a pair takes 512
operations of a matrix product there, against the hundreds of thousands that a picture takes
elsewhere. Above ``COMPARED_MAX`` pictures each is compared with no more than that many, those that
are the nearest by one number of the description, then by three others, so that this grows with N as
well, and a copy that was moved may be missed (Hernandez and Stolfo 1995, "The merge/purge problem
for large databases").
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.data.registration import growth, interior, move, register, resample, slopes
from signs_studio.data.streamed import WINDOW_BYTES, in_windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.data.streamed import StreamedPictures

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]
    Set = Pictures | StreamedPictures

LISTED_MAX = 1_000
"""As many pairs of a kind are listed; all are counted."""
COMPARED_MAX = 16_384
"""As many pictures are each compared with all others."""

# A group of pictures that are all alike does not take the list from the others.
_LISTED_OF_A_GROUP = 50

# Grey levels, of 255. Re-encoding leaves a plain picture as plain as that.
_PLAIN_SPREAD = 2.0
_PLAIN_DIFFERENCE = 3.0

_DESCRIBED_PX = 8
_COMPARED_PX = 32
_REGISTERED_PX = 64
_REGISTERED_MIN_PX = 16
_CELL_PX = 6

_NEIGHBOURS = 8
_TANGENT_SIMILARITY = 0.97

_SAME_CORRELATION = 0.988
_SAME_SLOPES = 0.85
_COLOUR_SHARE = 0.6
_ROUGH_DIFFERENCE = 3.2
_MOVED_DIFFERENCE = 1.25
_MOVED_SHARE = 0.1
_MOVED_CORRELATION = 0.94
_MOVED_COLOURS = 0.95

_ROWS_A_BLOCK = 256
_PAIRS_A_CHUNK = 128


class CopyPair(NamedTuple):
    """Two pictures of which one is a near-copy of the other.

    Attributes:
        first: Place of one in its set: of the test picture, where the sets differ.
        second: Place of the other: of the training picture, where the sets differ.
        distance: Root mean square of what differs between them once both have the same brightness,
            contrast and placement, as a share of the contrast: 0 for the same picture.
    """

    first: int
    second: int
    distance: float


@dataclass(frozen=True, kw_only=True)
class CopyPairs:
    """Pairs of near-copies within a set or between two.

    Attributes:
        listed: Pairs, the nearest first; at most 1,000, and 50 of pictures that are all alike.
        total: How many there are, listed or not.
    """

    listed: tuple[CopyPair, ...]
    total: int


@dataclass(frozen=True, eq=False, kw_only=True)
class NearCopies:
    """Near-copies in a dataset.

    Attributes:
        test_in_train: Pairs of a test picture and a training picture.
        within_train: Pairs of training pictures.
        within_test: Pairs of test pictures.
        test_copies: Places of the test pictures that have a near-copy in training, rising, int64.
        train_repeats: Places of the training pictures that repeat one before them, rising, int64:
            without them, no two are left.
        complete: Whether all were found; False where a picture had so many that look like it that
            only the nearest were looked at, so that the totals may be larger.
    """

    test_in_train: CopyPairs
    within_train: CopyPairs
    within_test: CopyPairs
    test_copies: Places
    train_repeats: Places
    complete: bool


def find_near_copies(
    train_x: Set,
    test_x: Set,
    *,
    progress: Callable[[float], None] | None = None,
    cancellation: Cancellation | None = None,
) -> NearCopies:
    """Finds near-copies between the test set and the training set, and within each.

    Takes up to two seconds for 1,200 pictures of 64 x 64 x 3; call it off the GUI thread.

    Args:
        train_x: Training pictures, (N, height, width, channels): uint8 in 0..255 or float32 in
            0..1, in memory or on the disk.
        test_x: Test pictures, likewise and of the same shape but for N; may be none.
        progress: Told how much is done, up to 1.0, on the calling thread.
        cancellation: Breaks the search off.

    Raises:
        DataError: Pictures cannot be read any more.
        ReadingCancelledError: It was cancelled.
    """

    def tell(share: float) -> None:
        if cancellation is not None:
            cancellation.check()
        if progress is not None:
            progress(share)

    pool = _Pool(train_x, test_x)
    described = _describe(pool, lambda share: tell(0.3 * share))
    groups = _group(described, pool)
    # What little is to be seen in a plain picture is noise.
    is_plain = described.spreads[groups.leaders] < _PLAIN_SPREAD
    is_in = (groups.counts > 0) & ~is_plain[:, None]
    pairs, has_more = _candidates(
        described.tangents[groups.leaders], is_in, lambda share: tell(0.3 + 0.2 * share)
    )
    pairs, distances = _verified(pool, groups.leaders, pairs, lambda share: tell(0.5 + 0.5 * share))
    copies = np.zeros(is_in.shape, np.int64)
    for one, other in (pairs.T, pairs.T[::-1]):
        np.add.at(copies, one, is_in[other])
    tell(1.0)
    complete = not (has_more & (copies >= _NEIGHBOURS)).any()
    return _expanded(groups, pairs, distances, complete=complete)


class _Pool:
    """The pictures of both sets, the training pictures first, read some at a time."""

    def __init__(self, train_x: Set, test_x: Set) -> None:
        self._sets = (train_x, test_x)
        self.train_count = len(train_x)
        self.count = len(train_x) + len(test_x)
        self.shape = tuple(train_x.shape[1:])
        self.is_bytes = train_x.dtype == np.uint8

    def windows(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yields the place of the first picture of each window, and its pictures, as stored."""
        first = 0
        for pictures in self._sets:
            # As floats they take four times the room of bytes, and are there several times.
            for rows, some in in_windows(pictures, WINDOW_BYTES // 16):
                yield first + rows.start, some
            first += len(pictures)

    def read(self, places: Places) -> NDArray[Any]:
        """Returns pictures, as stored, in the order of their places."""
        pictures = np.empty((len(places), *self.shape), np.uint8 if self.is_bytes else np.float32)
        in_train = places < self.train_count
        for chosen, some, first in (
            (in_train, self._sets[0], 0),
            (~in_train, self._sets[1], self.train_count),
        ):
            if chosen.any():
                pictures[chosen] = some[(places[chosen] - first).tolist()]
        return pictures

    def levels(self, pictures: NDArray[Any]) -> Floats:
        """Returns stored pictures as grey levels 0..255, (N, channels, height, width) float32."""
        planes = np.moveaxis(pictures, 3, 1).astype(np.float32, order="C")
        return planes if self.is_bytes else planes * np.float32(255)


def _grey(levels: Floats) -> Floats:
    """Returns the lightness of pictures (N, channels, h, w), as (N, h, w)."""
    if levels.shape[1] != 3:
        grey: Floats = levels.mean(axis=1)
        return grey
    red, green, blue = (levels[:, channel] for channel in range(3))
    lightness: Floats = (
        np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue
    )
    return lightness


@dataclass(frozen=True, eq=False, kw_only=True)
class _Descriptions:
    """Descriptions of all pictures of a pool.

    Attributes:
        digests: Of their bytes.
        colours: Mean of each channel, (N, channels) float32 in 0..255.
        spreads: Largest standard deviation of any channel, (N,).
        tangents: (N, 4, 64) float32: the picture, of length 1, and orthonormal directions into
            which it changes as it moves right, down, and grows.
    """

    digests: list[bytes]
    colours: Floats
    spreads: Floats
    tangents: Floats


def _describe(pool: _Pool, tell: Callable[[float], None]) -> _Descriptions:
    digests: list[bytes] = []
    colours = np.empty((pool.count, pool.shape[2]), np.float32)
    spreads = np.empty(pool.count, np.float32)
    height, width = (min(side, _DESCRIBED_PX) for side in pool.shape[:2])
    tangents = np.empty((pool.count, 4, height * width), np.float32)
    for start, pictures in pool.windows():
        tell(start / pool.count)
        digests += [
            hashlib.blake2b(np.ascontiguousarray(picture).data, digest_size=16).digest()
            for picture in pictures
        ]
        rows = slice(start, start + len(pictures))
        levels = pool.levels(pictures)
        colours[rows] = levels.mean(axis=(2, 3))
        spreads[rows] = levels.std(axis=(2, 3)).max(axis=1)
        tangents[rows] = _tangents(_grey(levels), height, width)
    return _Descriptions(digests=digests, colours=colours, spreads=spreads, tangents=tangents)


def _tangents(grey: Floats, height: int, width: int) -> Floats:
    small = resample(grey, *(min(side, _COMPARED_PX) for side in grey.shape[1:]))
    right, down = slopes(small)
    planes = np.stack([small, right, down, growth(right, down)], axis=1)
    vectors = resample(planes, height, width).reshape(len(grey), 4, -1)
    vectors -= vectors.mean(axis=2, keepdims=True)
    for place in range(4):
        vector = vectors[:, place]
        for before in range(place):
            other = vectors[:, before]
            vector -= (vector * other).sum(axis=1, keepdims=True) * other
        vector /= np.maximum(np.linalg.norm(vector, axis=1, keepdims=True), 1e-3)
    return vectors


@dataclass(frozen=True, eq=False, kw_only=True)
class _Groups:
    """Groups of pictures that are the same.

    Attributes:
        members: Places in the pool of the pictures of each group, rising.
        leaders: The first of each, (G,) int64.
        train_count: How many pictures of the pool are training pictures.
        counts: How many training pictures and test pictures each has, (G, 2) int64.
    """

    members: list[list[int]]
    leaders: Places
    train_count: int
    counts: Places

    def in_set(self, group: int, which: int) -> list[int]:
        """Returns the places in their set of a group's training (0) or test (1) pictures."""
        boundary = int(self.counts[group, 0])
        if which == 0:
            return self.members[group][:boundary]
        return [place - self.train_count for place in self.members[group][boundary:]]


def _group(described: _Descriptions, pool: _Pool) -> _Groups:
    group_of: dict[bytes, int] = {}
    members: list[list[int]] = []
    plain_groups: list[int] = []
    plain_colours = np.empty((0, described.colours.shape[1]), np.float32)
    is_plain = described.spreads < _PLAIN_SPREAD
    for place, digest in enumerate(described.digests):
        group = group_of.get(digest)
        if group is None and is_plain[place]:
            difference = np.abs(plain_colours - described.colours[place]).max(axis=1)
            near = np.flatnonzero(difference <= _PLAIN_DIFFERENCE)
            if len(near):
                group = plain_groups[near[0]]
            else:
                plain_groups.append(len(members))
                plain_colours = np.vstack([plain_colours, described.colours[place]])
        if group is None:
            group = len(members)
            members.append([])
        group_of[digest] = group
        members[group].append(place)
    counts = [
        (inside := sum(place < pool.train_count for place in group), len(group) - inside)
        for group in members
    ]
    return _Groups(
        members=members,
        leaders=np.array([group[0] for group in members], np.int64),
        train_count=pool.train_count,
        counts=np.array(counts, np.int64).reshape(-1, 2),
    )


def _candidates(
    tangents: Floats, is_in: NDArray[np.bool_], tell: Callable[[float], None]
) -> tuple[Places, NDArray[np.bool_]]:
    """Returns pairs of pictures that may be near-copies.

    Args:
        tangents: Of each, (G, 4, 64).
        is_in: Whether each is in the training set and in the test set, (G, 2).
        tell: Told how much is done.

    Returns:
        Pairs, (M, 2) int64, the smaller place first and none twice; and which pictures had more in
        each set than are kept, (G, 2).
    """
    found: list[Places] = [np.empty((0, 2), np.int64)]
    has_more = np.zeros(is_in.shape, bool)
    for rows, columns, share in _blocks(tangents[:, 0]):
        tell(share)
        others = tangents[columns, 0].T
        similarity = tangents[rows, 0] @ others
        # What is another's negative is not like it.
        np.maximum(similarity, 0, out=similarity)
        np.square(similarity, out=similarity)
        for direction in range(1, 4):
            along = tangents[rows, direction] @ others
            similarity += np.square(along, out=along)
        row, column = np.nonzero(similarity > _TANGENT_SIMILARITY)
        is_other = rows[row] != columns[column]
        row, column = row[is_other], column[is_other]
        nearest_first = np.lexsort((-similarity[row, column], row))
        row, column = row[nearest_first], column[nearest_first]
        for which in range(2):
            present = is_in[columns[column], which] & is_in[rows[row]].any(axis=1)
            one, other = row[present], column[present]
            is_near = np.arange(len(one)) - np.searchsorted(one, one) < _NEIGHBOURS
            found.append(np.stack([rows[one[is_near]], columns[other[is_near]]], axis=1))
            has_more[rows[one[~is_near]], which] = True
    pairs = np.sort(np.concatenate(found), axis=1)
    return np.unique(pairs, axis=0), has_more


def _blocks(vectors: Floats) -> Iterator[tuple[Places, Places, float]]:
    """Yields places of pictures, those of others to compare them with, and the share done."""
    count = len(vectors)
    passes = 1 if count <= COMPARED_MAX else 4
    for number in range(passes):
        # The numbers of largest variance tell most.
        axis = np.argsort(-vectors.var(axis=0))[number]
        order = np.argsort(vectors[:, axis], kind="stable")
        for start in range(0, count, _ROWS_A_BLOCK):
            stop = min(start + _ROWS_A_BLOCK, count)
            reach = (COMPARED_MAX - _ROWS_A_BLOCK) // 2
            first, last = (0, count) if passes == 1 else (max(0, start - reach), stop + reach)
            yield order[start:stop], order[first:last], (number + start / count) / passes


def _verified(
    pool: _Pool, leaders: Places, pairs: Places, tell: Callable[[float], None]
) -> tuple[Places, Floats]:
    """Returns those of the pairs of groups that are near-copies, and their distances."""
    distances = np.full(len(pairs), np.nan, np.float32)
    for start in range(0, len(pairs), _PAIRS_A_CHUNK):
        tell(start / len(pairs))
        some = slice(start, start + _PAIRS_A_CHUNK)
        places, back = np.unique(leaders[pairs[some]], return_inverse=True)
        levels = pool.levels(pool.read(places))
        levels = resample(levels, *(min(side, _REGISTERED_PX) for side in pool.shape[:2]))
        back = back.reshape(-1, 2)
        distances[some] = _distances(levels, back[:, 0], back[:, 1])
    kept = ~np.isnan(distances)
    return pairs[kept], distances[kept]


def _distances(levels: Floats, first: Places, second: Places) -> Floats:
    """Returns the distance of each pair of near-copies, and NaN for others.

    Args:
        levels: Pictures, (P, channels, h, w) in 0..255.
        first: Which of them is one of each pair, (M,).
        second: Which is the other, (M,).
    """
    grey = _grey(levels)
    height, width = (min(side, _COMPARED_PX) for side in grey.shape[1:])
    small, small_grey = resample(levels, height, width), resample(grey, height, width)
    correlation = _correlation(small[first], small[second])
    right, down = slopes(small_grey)
    steep = np.stack([right, down], axis=1)
    are_of_a_colour = _are_of_a_colour(levels, first, second)
    is_same = (correlation >= _SAME_CORRELATION) & are_of_a_colour
    is_same &= _correlation(steep[first], steep[second]) >= _SAME_SLOPES
    distances = np.where(is_same, _distance_of(correlation), np.float32(np.nan))
    if min(grey.shape[1:]) < _REGISTERED_MIN_PX:
        return distances
    others = np.flatnonzero(~is_same & are_of_a_colour)
    start = np.zeros((len(others), 3), np.float32)
    moving, fixed = small_grey[first[others]], small_grey[second[others]]
    placement = register(moving, fixed, start=start, steps=4)
    difference, _ = _difference(move(moving, placement), fixed, cell=_CELL_PX // 2)
    near = difference <= _ROUGH_DIFFERENCE
    others, placement = others[near], placement[near]
    moving, fixed = grey[first[others]], grey[second[others]]
    placement = register(moving, fixed, start=placement, steps=3)
    moved = move(moving, placement)
    difference, contrast = _difference(moved, fixed, cell=_CELL_PX)
    correlation = _correlation(interior(moved), interior(fixed))
    near = (difference <= np.minimum(_MOVED_DIFFERENCE, _MOVED_SHARE * contrast)) & (
        correlation >= _MOVED_CORRELATION
    )
    others, placement, correlation = others[near], placement[near], correlation[near]
    colours = [
        _cells(move(levels[first[others], channel], placement))
        for channel in range(levels.shape[1])
    ]
    fixed_colours = [_cells(levels[second[others], channel]) for channel in range(levels.shape[1])]
    near = _correlation(np.stack(colours, 1), np.stack(fixed_colours, 1)) >= _MOVED_COLOURS
    distances[others[near]] = _distance_of(correlation[near])
    return distances


def _are_of_a_colour(levels: Floats, first: Places, second: Places) -> NDArray[np.bool_]:
    """Returns whether the mean colours of pairs are near, as measured by their contrast."""
    colours, contrasts = levels.mean(axis=(2, 3)), levels.std(axis=(2, 3)).max(axis=1)
    difference = np.abs(colours[first] - colours[second]).max(axis=1)
    contrast = np.minimum(contrasts[first], contrasts[second])
    near: NDArray[np.bool_] = difference <= _PLAIN_DIFFERENCE + _COLOUR_SHARE * contrast
    return near


def _cells(planes: Floats, cell: int = _CELL_PX) -> Floats:
    inner = interior(planes)
    return resample(inner, *(max(1, side // cell) for side in inner.shape[1:]))


def _difference(moved: Floats, fixed: Floats, *, cell: int) -> tuple[Floats, Floats]:
    """Returns how far pictures differ in the mean of cells, and the contrast of the second.

    Both are root mean squares, in grey levels, once the first has the brightness and contrast of
    the second.
    """
    one, other = (_centred(interior(planes)) for planes in (moved, fixed))
    gain = (one * other).sum(axis=(1, 2)) / np.maximum((one * one).sum(axis=(1, 2)), 1e-6)
    residual = gain[:, None, None] * one - other
    coarse = resample(residual, *(max(1, side // cell) for side in residual.shape[1:]))
    return np.sqrt((coarse**2).mean(axis=(1, 2))), np.sqrt((other**2).mean(axis=(1, 2)))


def _centred(planes: Floats) -> Floats:
    centred: Floats = planes - planes.mean(axis=(1, 2), keepdims=True)
    return centred


def _correlation(one: Floats, other: Floats) -> Floats:
    """Returns the correlation of each picture of one array with that of the other, (M,)."""
    first, second = (
        planes.reshape(len(planes), math.prod(planes.shape[1:])) for planes in (one, other)
    )
    first = first - first.mean(axis=1, keepdims=True)
    second = second - second.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    correlation: Floats = (first * second).sum(axis=1) / np.maximum(norms, 1e-6)
    return correlation


def _distance_of(correlation: Floats) -> Floats:
    distance: Floats = np.sqrt(np.clip(1 - correlation**2, 0, None))
    return distance


def _expanded(groups: _Groups, pairs: Places, distances: Floats, *, complete: bool) -> NearCopies:
    nearest_first = np.argsort(distances, kind="stable")
    linked = [(int(one), int(other)) for one, other in pairs[nearest_first]]
    away = distances[nearest_first].tolist()

    def within(which: int) -> CopyPairs:
        listed: list[CopyPair] = []
        counts = groups.counts[:, which]
        for group in np.flatnonzero(counts > 1).tolist():
            places = groups.in_set(group, which)
            apart = ((one, other) for at, one in enumerate(places) for other in places[at + 1 :])
            _list(listed, apart, 0.0)
        for (one, other), distance in zip(linked, away, strict=True):
            across = product(groups.in_set(one, which), groups.in_set(other, which))
            _list(listed, ((min(pair), max(pair)) for pair in across), distance)
        total = (counts * (counts - 1) // 2).sum() + (
            counts[pairs[:, 0]] * counts[pairs[:, 1]]
        ).sum()
        return CopyPairs(listed=tuple(listed), total=int(total))

    def between() -> CopyPairs:
        listed: list[CopyPair] = []
        train, test = groups.counts.T
        for group in np.flatnonzero((train > 0) & (test > 0)).tolist():
            _list(listed, product(groups.in_set(group, 1), groups.in_set(group, 0)), 0.0)
        for (one, other), distance in zip(linked, away, strict=True):
            for here, there in ((one, other), (other, one)):
                _list(listed, product(groups.in_set(here, 1), groups.in_set(there, 0)), distance)
        one, other = pairs.T
        total = (train * test).sum() + (test[one] * train[other] + test[other] * train[one]).sum()
        return CopyPairs(listed=tuple(listed), total=int(total))

    in_train = groups.counts[:, 0] > 0
    is_copied = in_train.copy()
    for one, other in linked:
        is_copied[one] |= in_train[other]
        is_copied[other] |= in_train[one]
    copied = [
        place for group in np.flatnonzero(is_copied) for place in groups.in_set(int(group), 1)
    ]
    return NearCopies(
        test_in_train=between(),
        within_train=within(0),
        within_test=within(1),
        test_copies=np.array(sorted(copied), np.int64),
        train_repeats=_train_repeats(groups, linked),
        complete=complete,
    )


def _list(listed: list[CopyPair], pairs: Iterable[tuple[int, int]], distance: float) -> None:
    room = min(_LISTED_OF_A_GROUP, LISTED_MAX - len(listed))
    listed += [CopyPair(one, other, distance) for one, other in islice(pairs, room)]


def _train_repeats(groups: _Groups, linked: list[tuple[int, int]]) -> Places:
    """Returns the training pictures that are near-copies of one that is kept, rising.

    Each picture is kept, the first first, unless a near-copy of it is kept already.
    """
    present = groups.counts[:, 0] > 0
    near: dict[int, list[int]] = {}
    for one, other in linked:
        if present[one] and present[other]:
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    kept: set[int] = set()
    repeats: list[int] = []
    # The first training picture of each group says when its turn is.
    turns = sorted(np.flatnonzero(present).tolist(), key=lambda group: groups.in_set(group, 0)[0])
    for group in turns:
        first, *others = groups.in_set(group, 0)
        repeats += others
        if any(other in kept for other in near.get(group, ())):
            repeats.append(first)
        else:
            kept.add(group)
    return np.array(sorted(repeats), np.int64)
