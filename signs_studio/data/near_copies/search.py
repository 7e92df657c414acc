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

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.near_copies.candidates import NEIGHBOURS, find_candidates
from signs_studio.data.near_copies.descriptions import describe
from signs_studio.data.near_copies.groups import PLAIN_SPREAD, group_alike
from signs_studio.data.near_copies.pairs import near_copies_of
from signs_studio.data.near_copies.pool import Pool
from signs_studio.data.near_copies.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.near_copies.pairs import NearCopies
    from signs_studio.data.near_copies.pool import Set
    from signs_studio.data.reading.cancellation import Cancellation


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

    pool = Pool(train_x, test_x)
    described = describe(pool, lambda share: tell(0.3 * share))
    groups = group_alike(described, train_count=pool.train_count)
    # What little is to be seen in a plain picture is noise.
    is_plain = described.spreads[groups.leaders] < PLAIN_SPREAD
    is_in = (groups.counts > 0) & ~is_plain[:, None]
    pairs, has_more = find_candidates(
        described.tangents[groups.leaders], is_in, lambda share: tell(0.3 + 0.2 * share)
    )
    pairs, distances = verify(pool, groups.leaders, pairs, lambda share: tell(0.5 + 0.5 * share))
    copies = np.zeros(is_in.shape, np.int64)
    for one, other in (pairs.T, pairs.T[::-1]):
        np.add.at(copies, one, is_in[other])
    tell(1.0)
    complete = not (has_more & (copies >= NEIGHBOURS)).any()
    return near_copies_of(groups, pairs, distances, complete=complete)
