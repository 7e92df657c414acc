"""How a hand is held: its bones, flesh and place in the picture, drawn at random for a sign.

Lengths are centimetres of an adult's right hand, palm to the viewer: x grows towards the thumb,
y from the wrist to the fingertips, z towards the viewer. A hand is a set of round cones, mostly
from one joint to the next, which is all that ``hand_rendering`` needs to know of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PICTURE_PX = 64
"""Height and width of a picture."""

SIGNS = 6
"""How many signs there are: 0 to 5."""

TIPS = 5
"""How many fingertips a hand has, the thumb's among them."""

_INDEX, _LITTLE = 0, 3

# Rows are index, middle, ring and little finger; measures of an average grown-up.
_KNUCKLES_CM = np.array([[2.7, 9.0, 0.0], [0.75, 9.4, 0.0], [-1.15, 9.0, 0.0], [-2.9, 8.1, 0.0]])
_BONES_CM = np.array([[4.5, 2.6, 2.0], [4.9, 3.0, 2.1], [4.6, 2.9, 2.1], [3.6, 2.1, 1.9]])
_FINGER_RADII_CM = np.array(
    [
        [1.10, 1.02, 0.90, 0.70],
        [1.12, 1.04, 0.92, 0.72],
        [1.06, 1.00, 0.88, 0.68],
        [0.95, 0.86, 0.76, 0.60],
    ]
)
_FAN_DEG = np.array([11.0, 2.0, -8.0, -19.0])
# What the other fingers bend more than the index finger for all tips to meet in a ring.
_MEETING_DEG = np.array([[0, 0, 0], [-2, 10, 5], [-4, 6, 3], [4, -12, -6]])
# How far the three joints of a finger bend: at the least, and how much more.
_STRAIGHT_DEG = np.array([[-8.0, 0.0, 0.0], [22.0, 14.0, 10.0]])
_FOLDED_DEG = np.array([[66.0, 88.0, 35.0], [22.0, 20.0, 30.0]])
_THUMB_ROOT_CM = np.array([2.2, 2.0, 0.6])
_THUMB_RADII_CM = np.array([1.4, 1.2, 1.06, 0.8])
_WRIST_CM = np.array([0.0, 0.4, -0.5])
_FOREARM_CM = 34.0
# The bones inside the palm, and the ball of the hand below the little finger.
_PALM_STARTS_CM = np.array(
    [[1.2, 0.6, 0.0], [0.4, 0.4, 0.0], [-0.4, 0.4, 0.0], [-1.2, 0.6, 0.0], [-1.7, 1.7, 0.35]]
)
_PALM_ENDS_CM = np.concatenate([_KNUCKLES_CM, [[-2.8, 6.6, 0.2]]])
_THUMB_BALL_CM = np.array([1.0, 1.8, 0.5])
_WEB_END_CM = np.array([2.5, 7.6, 0.1])
# One hand in six is held anyhow; the others turn, tilt and stray this much as far. So measured
# that the article's network reads about three test pictures in four.
_LOOSE_SHARE = 1 / 6
_CALM = 0.26
# In the order of the palm's cones in _flesh: bones, ball of the hand, ball of the thumb, thumb's
# first bone, web of the thumb, webs between the fingers.
_PALM_RADII_CM = np.array(
    [[1.5, 1.2]] * 4 + [[1.75, 1.4], [1.8, 1.3], [1.4, 1.2], [1.05, 1.0]] + [[0.85, 0.8]] * 3
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Cones:
    """Round cones: all spheres between two, centre and radius changing evenly on the way.

    Attributes:
        starts: The first centre of each cone, (n, 3) float64.
        ends: The second centre of each cone, (n, 3) float64.
        start_radii: The radius at the first centre, (n,) float64.
        end_radii: The radius at the second centre, (n,) float64.
    """

    starts: Floats
    ends: Floats
    start_radii: Floats
    end_radii: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Hand:
    """A posed hand, as round cones in pixels: x right, y down, z to the viewer.

    Attributes:
        forearm: The one cone that leaves the picture.
        palm: The cones of the palm, which melt into each other.
        fingers: The bones of fingers and thumb, the ``TIPS`` fingertips last.
        pixels_per_cm: The scale, which shadows and creases need too.
    """

    forearm: Cones
    palm: Cones
    fingers: Cones
    pixels_per_cm: float


def pose_hand(sign: int, rng: np.random.Generator) -> Hand:
    """Hold up one hand showing ``sign``, somewhere in the picture.

    Args:
        sign: The sign to show, 0 to 5.
        rng: Where every choice is drawn from: which hand, its size, bend, turn and place.

    Returns:
        The hand, its fingers inside the picture, its forearm leaving it.
    """
    fingers, thumb = _ring(rng) if sign == 0 else _raised(sign, rng)
    return _place(_flesh(fingers, thumb, rng), sign, rng)


def _bend(flexion_deg: Floats, spread_deg: Floats) -> Floats:
    """Joints of the four fingers, (4, 4, 3), from three bends and one sideways angle each."""
    flexion = np.radians(np.cumsum(flexion_deg, axis=1))
    spread = np.radians(spread_deg)[:, None]
    joints = np.empty((4, 4, 3))
    joints[:, 0] = _KNUCKLES_CM
    joints[:, 1:, 0] = np.cos(flexion) * np.sin(spread) * _BONES_CM
    joints[:, 1:, 1] = np.cos(flexion) * np.cos(spread) * _BONES_CM
    joints[:, 1:, 2] = np.sin(flexion) * _BONES_CM
    return np.cumsum(joints, axis=1)


def _curve(tip: Floats, bulge: Floats) -> Floats:
    """Joints of the thumb, (4, 3): points of a quadratic curve from its root, past ``bulge``."""
    t = np.array([0.0, 0.42, 0.72, 1.0])[:, None]
    curve: Floats = (1 - t) ** 2 * _THUMB_ROOT_CM + 2 * t * (1 - t) * bulge + t**2 * tip
    return curve


def _ring(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Fingers and thumb curled until the thumb meets the index finger: the sign 0."""
    flexion = rng.uniform([42, 55, 22], [58, 70, 38]) + _MEETING_DEG + rng.normal(0, 1.5, (4, 3))
    fingers = _bend(flexion, _FAN_DEG * rng.uniform(0.0, 0.25))
    tip = fingers[_INDEX, 3] + np.array([rng.uniform(-0.6, 0.3), -1.1, 0.1])
    bulge = (tip + _THUMB_ROOT_CM) / 2 + np.array([0.6, -1.4, 1.3]) * rng.uniform(0.6, 1.3)
    return fingers, _curve(tip, bulge)


def _raised(sign: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """As many fingers up as ``sign`` says, 1 to 5, the others folded into the palm."""
    thumb_up = sign == 5 or (sign == 3 and rng.random() < 0.75)
    fingers_up = sign - thumb_up
    up = np.arange(4) < fingers_up
    straight = _STRAIGHT_DEG[0] + _STRAIGHT_DEG[1] * rng.random((4, 3)) + rng.uniform(-2, 10)
    folded = _FOLDED_DEG[0] + _FOLDED_DEG[1] * rng.random(3) + rng.normal(0, 4, (4, 3))
    spread = _FAN_DEG * rng.uniform(0.5, 1.4) + rng.normal(0, 1.5, 4) + rng.normal(0, 2)
    fingers = _bend(np.where(up[:, None], straight, folded), np.where(up, spread, -0.25 * _FAN_DEG))
    if thumb_up:
        angle = math.radians(rng.uniform(22, 62))
        outwards = np.array([math.sin(angle), math.cos(angle), rng.uniform(-0.1, 0.35)])
        sideways = np.array([math.cos(angle), -math.sin(angle), 0.3])
        tip = _THUMB_ROOT_CM + rng.uniform(8.6, 9.8) * outwards
        bulge = _THUMB_ROOT_CM + 4.6 * outwards + rng.uniform(-0.2, 1.2) * sideways
    elif fingers_up == 4:
        # Across the open palm.
        tip = rng.uniform([-1.6, 5.0, 2.2], [0.6, 6.8, 2.8])
        bulge = rng.uniform([3.9, 4.4, 2.4], [4.9, 5.4, 3.2])
    else:
        # Over the folded fingers, on the first of them or the next.
        held = fingers[min(fingers_up + int(rng.integers(0, 2)), _LITTLE)]
        tip = (held[1] + held[2]) / 2 + rng.uniform([-0.2, -0.9, 1.1], [0.8, 0.3, 1.5])
        bulge = np.array([4.4, 5.4, 0.75 * tip[2]]) + rng.normal(0, 0.3, 3)
    return fingers, _curve(tip, bulge)


def _flesh(fingers: Floats, thumb: Floats, rng: np.random.Generator) -> tuple[Cones, Cones, Cones]:
    """Put flesh on the joints: forearm, palm and fingers, in centimetres."""
    bend, tilt = np.radians(rng.uniform([-28, -20], [28, 20]))
    arm = np.array([math.sin(bend), -math.cos(bend) * math.cos(tilt), math.sin(tilt)])
    plump = rng.uniform(0.9, 1.12)
    forearm = Cones(
        starts=_WRIST_CM[None],
        ends=(_WRIST_CM + arm * _FOREARM_CM)[None],
        start_radii=np.array([2.15]) * plump,
        end_radii=np.array([3.6]) * plump,
    )
    web = 0.4 * thumb[0] + 0.6 * thumb[1]
    between = fingers[:, 0] + 0.29 * (fingers[:, 1] - fingers[:, 0])
    palm = Cones(
        starts=np.concatenate([_PALM_STARTS_CM, [_THUMB_BALL_CM, thumb[0], web], between[:-1]]),
        ends=np.concatenate([_PALM_ENDS_CM, [thumb[1], thumb[1], _WEB_END_CM], between[1:]]),
        start_radii=_PALM_RADII_CM[:, 0] * plump,
        end_radii=_PALM_RADII_CM[:, 1] * plump,
    )
    radii, thumb_radii = _FINGER_RADII_CM, _THUMB_RADII_CM
    bones = Cones(
        starts=np.concatenate(
            [fingers[:, 0], fingers[:, 1], thumb[1:2], fingers[:, 2], thumb[2:3]]
        ),
        ends=np.concatenate([fingers[:, 1], fingers[:, 2], thumb[2:3], fingers[:, 3], thumb[3:4]]),
        start_radii=plump
        * np.concatenate(
            [radii[:, 0], radii[:, 1], thumb_radii[1:2], radii[:, 2], thumb_radii[2:3]]
        ),
        end_radii=plump
        * np.concatenate(
            [radii[:, 1], radii[:, 2], thumb_radii[2:3], radii[:, 3], thumb_radii[3:4]]
        ),
    )
    return forearm, palm, bones


def _place(parts: tuple[Cones, Cones, Cones], sign: int, rng: np.random.Generator) -> Hand:
    """Turn the hand, make it a left one half of the time, and move it into the picture."""
    # Most hands are held up straight, in the middle and at arm's length; some are not.
    loose = 1.0 if rng.random() < _LOOSE_SHARE else _CALM
    yaw, pitch, roll = np.clip(rng.normal(0, [17, 14, 28]) * loose, [-28, -28, -80], [28, 28, 80])
    if sign == 0:
        # A ring shows its hole from the side of the thumb.
        yaw, pitch = 82 + 0.6 * yaw, 0.6 * pitch
    turn = _rotation(math.radians(roll), math.radians(pitch), math.radians(yaw))
    if rng.random() < 0.5:
        turn[0] *= -1
    ends = [(cones.starts @ turn.T, cones.ends @ turn.T) for cones in parts]
    hand = np.concatenate([points for pair in ends[1:] for points in pair])[:, :2]
    low, high = hand.min(axis=0) - 1, hand.max(axis=0) + 1
    scale = min(2.5 + rng.uniform(-0.5, 0.5) * loose, (PICTURE_PX - 2) / (high - low).max())
    # Where the room around the hand goes: as much to the left as to the right, more above.
    share = 0.5 + rng.uniform([-0.5, -0.55], [0.5, 0.4]) * loose
    moved = share.clip(0, 1) * (PICTURE_PX / scale - (high - low)) - low
    to_pixels = np.array([scale, -scale, scale])
    origin = np.array([moved[0] * scale, PICTURE_PX - moved[1] * scale, 0.0])
    forearm, palm, fingers = (
        Cones(
            starts=start * to_pixels + origin,
            ends=end * to_pixels + origin,
            start_radii=cones.start_radii * scale,
            end_radii=cones.end_radii * scale,
        )
        for cones, (start, end) in zip(parts, ends, strict=True)
    )
    return Hand(forearm=forearm, palm=palm, fingers=fingers, pixels_per_cm=scale)


def _rotation(roll: float, pitch: float, yaw: float) -> Floats:
    """Yaw about y brings the thumb to the viewer, then pitch about x, then roll about z."""
    cz, sz = math.cos(roll), math.sin(roll)
    cx, sx = math.cos(pitch), math.sin(pitch)
    cy, sy = math.cos(yaw), math.sin(yaw)
    about_z = np.array([[cz, -sz, 0.0], [sz, cz, 0.0], [0.0, 0.0, 1.0]])
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, cx, -sx], [0.0, sx, cx]])
    about_y = np.array([[cy, 0.0, -sy], [0.0, 1.0, 0.0], [sy, 0.0, cy]])
    return np.asarray(about_z @ about_x @ about_y)
