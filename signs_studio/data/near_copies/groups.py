"""Groups of pictures that are the same, or plain and of about the same colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from signs_studio.data.near_copies.descriptions import Descriptions
    from signs_studio.data.near_copies.pool import Places


# Grey levels, of 255. Re-encoding leaves a plain picture as plain as that.
PLAIN_SPREAD = 2.0
PLAIN_DIFFERENCE = 3.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Groups:
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


def group_alike(described: Descriptions, *, train_count: int) -> Groups:
    """Returns groups of pictures with the same bytes, or plain and of about the same colour.

    Args:
        described: All pictures, those for training first.
        train_count: How many are for training.
    """
    group_of: dict[bytes, int] = {}
    members: list[list[int]] = []
    plain_groups: list[int] = []
    plain_colours = np.empty((0, described.colours.shape[1]), np.float32)
    is_plain = described.spreads < PLAIN_SPREAD
    for place, digest in enumerate(described.digests):
        group = group_of.get(digest)
        if group is None and is_plain[place]:
            difference = np.abs(plain_colours - described.colours[place]).max(axis=1)
            near = np.flatnonzero(difference <= PLAIN_DIFFERENCE)
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
        (inside := sum(place < train_count for place in group), len(group) - inside)
        for group in members
    ]
    return Groups(
        members=members,
        leaders=np.array([group[0] for group in members], np.int64),
        train_count=train_count,
        counts=np.array(counts, np.int64).reshape(-1, 2),
    )
