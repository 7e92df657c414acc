"""Photograph a posed hand: its height over the wall, light, skin, shadows, wall and camera."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.hands.pose import PICTURE_PX, TIPS, Cones, Hand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

# Every array operation below is +, -, *, / or a square root, which IEEE 754 rounds alike
# everywhere; exponentials are not, so Gaussians are box blurs and the camera's gamma is 2.

_FINE = 2
_SIZE = PICTURE_PX * _FINE
_NOTHING = np.float32(-1e4)
# NumPy is quicker to clip large planes to two numbers than to take the maximum with one.
_INFINITE = np.float32(np.inf)
# How near two parts of the palm must be in height to melt into each other.
_FLESH_CM = 1.5
# Cones of a hand that are seen about as large as each other, which are worked out together: the
# forearm; the long bones of the palm; the rest of it and the fingers' first bones; the others.
_ALIKE = (slice(0, 1), slice(1, 6), slice(6, 16), slice(16, None))

# Palms from the palest to the darkest, sRGB as seen in full light.
_SKIN = np.array(
    [
        [246, 212, 194],
        [236, 190, 164],
        [222, 168, 136],
        [204, 146, 112],
        [178, 120, 88],
        [146, 94, 68],
        [112, 72, 54],
        [84, 56, 44],
    ],
    dtype=np.float64,
)

# By channel: how much of a fingertip's light blood keeps, the light that flesh adds, and how
# dark a shadow on the wall is.
_BLUSH = (0.15, 1.0, 0.9)
_GLOW = (0.03, 0.008, 0.004)
_SHADOW = (1.0, 0.96, 0.88)

# Where the pixels of a row or column are, from -1 to 1.
_AXIS = np.linspace(-1, 1, PICTURE_PX, dtype=np.float32)

# The standard deviation of the difference of two random bytes.
_BYTES_DEVIATION = math.sqrt((256**2 - 1) / 6)


def height_field(hand: Hand) -> tuple[Plane, Plane]:
    """The hand's surface as the viewer sees it, twice as fine as the picture.

    Returns:
        height: Height of the nearest surface in pixels, (128, 128) float32; -1e4 where none.
        along: Which part is seen, (128, 128) float32: 0 for the palm, 1..2 along a bone of a
            finger, 2..3 along its last bone.
    """
    height = np.full((_SIZE, _SIZE), _NOTHING, dtype=np.float32)
    along = np.zeros_like(height)
    softness = np.float32(_FLESH_CM * hand.pixels_per_cm)
    surfaces = _surfaces(_joined(hand.forearm, hand.palm, hand.fingers))
    first_tip = len(surfaces) - TIPS
    first_finger = len(surfaces) - len(hand.fingers.starts)
    for window, surface, _ in surfaces[:first_finger]:
        _melt(height[window], surface, softness)
    for i, (window, surface, t) in enumerate(surfaces[first_finger:], first_finger):
        seen = height[window]
        higher = surface > seen
        np.copyto(seen, surface, where=higher)
        t += np.float32(2 if i >= first_tip else 1)
        np.copyto(along[window], t, where=higher)
    return height, along


def _joined(*parts: Cones) -> Cones:
    """The cones of all parts, in their order."""
    return Cones(
        starts=np.concatenate([part.starts for part in parts]),
        ends=np.concatenate([part.ends for part in parts]),
        start_radii=np.concatenate([part.start_radii for part in parts]),
        end_radii=np.concatenate([part.end_radii for part in parts]),
    )


def _surfaces(cones: Cones) -> list[tuple[tuple[slice, slice], Plane, Plane]]:
    """The surface of each round cone of a hand: spheres along a line, evenly wider or narrower.

    At a pixel the sphere at ``t`` in 0..1 has the height z(t) + sqrt(q(t)), with q a parabola
    m - a (t - centre)^2; the highest is at centre + dz sqrt(m) / sqrt(a (a + dz^2)).

    Args:
        cones: Forearm, palm and fingers, in the order of ``_ALIKE``.

    Returns:
        For each cone the window of fine pixels it may cover; its height there, (rows, columns)
        float32, -1e4 where it is not; and which ``t`` is the highest there, 0..1.
    """
    first, last = _windows(cones)
    sizes = last - first
    pixels = (first[:, :, None] + np.arange(sizes.max()) + 0.5) / _FINE - cones.starts[:, :2, None]
    x, y = pixels[:, 0, None, :], pixels[:, 1, :, None]

    def each(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values[:, None, None]

    f = np.float32
    dx, dy, dz = cones.ends.T - cones.starts.T
    widening = cones.end_radii - cones.start_radii
    # Seen along its axis one sphere hides the others, whatever ``a`` is: keep it from zero.
    a = np.maximum(dx * dx + dy * dy - widening * widening, 0.05)
    root = np.sqrt(a)
    # Rows and columns meet only in the planes. ``centre`` and ``t`` are times sqrt(a) there:
    # fewer products.
    centre_x = (x * each(dx / root)).astype(f)
    centre_y = (y * each(dy / root) + each(cones.start_radii * widening / root)).astype(f)
    m_x = (-x * x).astype(f)
    m_y = (each(cones.start_radii**2) - y * y).astype(f)
    lean = each(dz / np.sqrt(a + dz * dz)).astype(f)
    end, per_root = each(root).astype(f), each(1 / root).astype(f)
    rise, start_z = each(dz).astype(f), each(cones.starts[:, 2]).astype(f)
    corners = np.concatenate([first, last, sizes], axis=1)
    surfaces = []
    for some in _ALIKE:
        # Windows as large as the largest needs.
        columns, rows = sizes[some].max(axis=0).tolist()
        centre = centre_x[some, :, :columns] + centre_y[some, :rows]
        m = m_x[some, :, :columns] + m_y[some, :rows]
        t = centre * centre
        m += t
        m.clip(f(0), _INFINITE, out=m)
        np.sqrt(m, out=t)
        t *= lean[some]
        t += centre
        t.clip(f(0), _INFINITE, out=t)
        np.minimum(t, end[some], out=t)
        centre -= t
        centre *= centre
        m -= centre
        outside = m <= 0
        m.clip(f(0), _INFINITE, out=m)
        np.sqrt(m, out=m)
        t *= per_root[some]
        np.multiply(t, rise[some], out=centre)
        centre += start_z[some]
        m += centre
        np.putmask(m, outside, _NOTHING)
        for i, (left, top, right, bottom, wide, high) in enumerate(corners[some].tolist()):
            window = slice(top, bottom), slice(left, right)
            surfaces.append((window, m[i, :high, :wide], t[i, :high, :wide]))
    return surfaces


def _windows(cones: Cones) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and past-the-last fine pixel that each cone may cover, x and y, (n, 2) each."""
    starts, ends = cones.starts[:, :2], cones.ends[:, :2]
    start_radii, end_radii = cones.start_radii[:, None], cones.end_radii[:, None]
    low = np.minimum(starts - start_radii, ends - end_radii)
    high = np.maximum(starts + start_radii, ends + end_radii)
    first = np.floor(low * _FINE).astype(np.int64).clip(0, _SIZE - 1)
    last = np.ceil(high * _FINE).astype(np.int64).clip(1, _SIZE)
    return first, np.maximum(first, last)


def _melt(seen: Plane, surface: Plane, softness: np.float32) -> None:
    """Raise ``seen`` to ``surface`` in place, filling the crease where the two are close."""
    gap = surface - seen
    np.abs(gap, out=gap)
    np.subtract(softness, gap, out=gap)
    np.maximum(gap, np.float32(0), out=gap)
    gap *= gap
    gap *= np.float32(0.25) / softness
    np.maximum(seen, surface, out=seen)
    seen += gap


def photograph(hand: Hand, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Light the hand before a wall and take its picture.

    Args:
        hand: The posed hand.
        rng: Where the light, the skin, the wall and the camera's noise are drawn from.

    Returns:
        The picture, (64, 64, 3) uint8, RGB.
    """
    height, along = height_field(hand)
    light = _light(rng)
    there = (height > _NOTHING / 2).astype(np.float32)
    coverage = _halved(there)
    facing = _halved(_lambert(height, light) * there)
    # The rim of a hand is half wall: take the light of the half that is hand.
    facing /= np.maximum(coverage, np.float32(0.25))
    # What is nearest in two by two fine pixels, and which part of the hand is there.
    near = np.maximum(height[::2], height[1::2])
    near = np.maximum(near[:, ::2], near[:, 1::2])
    depth = np.float32(rng.uniform(0.35, 0.75))
    facing *= np.float32(1) - depth * _self_shadow(near, light, hand.pixels_per_cm)
    skin = _skin(facing, _open_sky(near, hand.pixels_per_cm), along[::2, ::2], rng)
    image = _wall(coverage, light, hand.pixels_per_cm, rng)
    image += (skin - image) * coverage
    return _expose(image, rng)


def _light(rng: np.random.Generator) -> tuple[float, float, float]:
    """The direction to the light, of length 1: from above more often than not."""
    azimuth = math.radians(rng.normal(90, 55))
    elevation = math.radians(rng.uniform(35, 70))
    level = math.cos(elevation)
    return math.cos(azimuth) * level, -math.sin(azimuth) * level, math.sin(elevation)


def _skin(facing: Plane, open_sky: Plane, part: Plane, rng: np.random.Generator) -> Plane:
    """The lit hand, (3, 64, 64), linear light; of no meaning where the hand is not."""
    f = np.float32
    tone = rng.uniform(0, len(_SKIN) - 1)
    below = int(tone)
    colour = _SKIN[below] + (tone - below) * (_SKIN[below + 1] - _SKIN[below])
    albedo = (colour * rng.normal(1, 0.02, 3) / 255) ** 2
    blush = (part - f(2)).clip(f(0), f(1))
    crease = (f(1) - f(8) * (part - np.floor(part))).clip(f(0), f(1)) * (part >= f(1))

    sun = rng.uniform(0.55, 0.85)
    ambient = rng.uniform(0.95, 1.08) - 0.72 * sun
    brightness = f(sun) * facing
    brightness += f(ambient) * open_sky
    brightness *= f(0.35) + f(0.65) * open_sky
    brightness *= f(1) - f(rng.uniform(0.1, 0.35)) * crease
    flush = brightness * blush
    flush *= f(rng.uniform(0.08, 0.3))
    skin = np.empty((3, PICTURE_PX, PICTURE_PX), dtype=np.float32)
    for channel in range(3):
        # Blood keeps green and blue from fingertips; light that has been through flesh comes
        # back redder, so that dark places are not grey.
        np.subtract(brightness, f(_BLUSH[channel]) * flush, out=skin[channel])
        skin[channel] *= f(albedo[channel])
        skin[channel] += f(_GLOW[channel] * albedo[0])
    return skin


def _halved(plane: Plane) -> Plane:
    """Means of two by two pixels."""
    rows = plane[::2] + plane[1::2]
    means = rows[:, ::2] + rows[:, 1::2]
    means *= np.float32(0.25)
    return means


def _lambert(height: Plane, light: tuple[float, float, float]) -> Plane:
    """How squarely each point of the surface faces the light, 0..1."""
    f = np.float32
    steepest = f(2.5)
    right, down = np.zeros_like(height), np.zeros_like(height)
    # Differences over two fine pixels, which are one pixel.
    np.subtract(height[:, 2:], height[:, :-2], out=right[:, 1:-1])
    np.subtract(height[2:], height[:-2], out=down[1:-1])
    for slope in (right, down):
        slope.clip(-steepest, steepest, out=slope)
    facing = f(light[2]) - f(light[0]) * right - f(light[1]) * down
    right *= right
    down *= down
    right += down
    right += f(1)
    np.sqrt(right, out=right)
    facing /= right
    # Skin lets light through: it wraps round the edge of the shadow.
    facing += f(0.25)
    facing *= f(0.8)
    facing.clip(f(0), _INFINITE, out=facing)
    return facing


@cache
def _repeating_edges(before: int, after: int) -> NDArray[np.int64]:
    """The rows of a plane with the first repeated ``before`` times and the last ``after`` times.

    Less than none are left out.
    """
    return np.arange(-before, PICTURE_PX + after).clip(0, PICTURE_PX - 1)


def _padded(plane: Plane, pad: int) -> Plane:
    """The plane with its edges repeated outwards."""
    steps = _repeating_edges(pad, pad)
    return plane.take(steps, axis=0).take(steps, axis=1)


def _shifted(padded: Plane, pad: int, right: int, down: int) -> Plane:
    """The view of a padded plane, moved: value at (y + down, x + right)."""
    return padded[pad + down : pad + down + PICTURE_PX, pad + right : pad + right + PICTURE_PX]


def _open_sky(height: Plane, pixels_per_cm: float) -> Plane:
    """How much of its surroundings each point looks past, 0..1: low between fingers."""
    f = np.float32
    pad = 4
    padded = _padded(height, pad)
    deep = f(1.6 * pixels_per_cm)
    hidden = np.zeros_like(height)
    for right, down in ((2, 0), (-2, 0), (0, 2), (0, -2), (3, 3), (-3, 3), (3, -3), (-3, -3)):
        rise = _shifted(padded, pad, right, down) - height
        rise.clip(f(0), deep, out=rise)
        hidden += rise
    hidden *= f(-1 / 8) / deep
    hidden += f(1)
    return hidden


def _self_shadow(height: Plane, light: tuple[float, float, float], pixels_per_cm: float) -> Plane:
    """Shadows: how far a part of the hand stands between the light and another, 0..1."""
    f = np.float32
    pad = 12
    padded = _padded(height, pad)
    across = math.hypot(light[0], light[1])
    slope = light[2] / across
    blocked = np.zeros_like(height)
    for step in (2, 4, 6, 8, 11):
        right, down = round(step * light[0] / across), round(step * light[1] / across)
        rise = _shifted(padded, pad, right, down) - height
        rise -= f(step * slope)
        np.maximum(blocked, rise, out=blocked)
    blocked /= f(1.2 * pixels_per_cm)
    np.minimum(blocked, f(1), out=blocked)
    return blocked


def _box_blur(plane: Plane, radius: int) -> Plane:
    """Means over a square of ``2 radius + 1`` pixels, edges repeated."""
    width = 2 * radius + 1
    steps = _repeating_edges(radius + 1, radius)
    for _ in range(2):
        sums = np.cumsum(plane.take(steps, axis=0), axis=0, dtype=np.float32)
        plane = (sums[width:] - sums[:-width]).T * np.float32(1 / width)
    return plane


def _wall(
    coverage: Plane,
    light: tuple[float, float, float],
    pixels_per_cm: float,
    rng: np.random.Generator,
) -> Plane:
    """A wall with a gradient and the hand's soft shadow, (3, 64, 64), linear light."""
    f = np.float32
    level = 240 - 65 * rng.beta(1.1, 3.2)
    warmth = rng.normal(3.5, 4.5)
    slope_x, slope_y = rng.normal(0, 0.04, 2)
    bend_x, bend_y = rng.uniform(-0.5, 0.5, 2)
    corner = f(rng.uniform(0, 0.12))
    across, down = _AXIS - f(bend_x), _AXIS - f(bend_y)
    columns = f(1) + f(slope_x) * _AXIS - corner * across * across
    rows = f(slope_y) * _AXIS - corner * down * down
    gradient = columns + rows[:, None]

    distance = rng.uniform(1.5, 5.0) * pixels_per_cm / light[2]
    right, below = (max(-24, min(round(distance * part), 24)) for part in light[:2])
    moved = coverage.take(_repeating_edges(-below, below), axis=0)
    moved = moved.take(_repeating_edges(-right, right), axis=1)
    radius = int(rng.integers(2, 6))
    shadow = _box_blur(_box_blur(moved, radius), radius)
    shadow *= f(-rng.uniform(0.1, 0.55))
    wall = np.empty((3, PICTURE_PX, PICTURE_PX), dtype=np.float32)
    for channel, value in enumerate((level + warmth, level, level - 1.2 * warmth)):
        # What reaches a shadow comes from the rest of the room, and is a little bluer.
        np.multiply(shadow, f(_SHADOW[channel]), out=wall[channel])
        wall[channel] += f(1)
        wall[channel] *= gradient
        wall[channel] *= f((value / 255) ** 2)
    return wall


def _expose(image: Plane, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, gamma and noise of a camera, then whole numbers: (3, 64, 64) to (64, 64, 3)."""
    f = np.float32
    side = f(rng.uniform(0.02, 0.2))
    for _ in range(2):
        spread = image * side
        image = image * (f(1) - f(2) * side)
        image[:, 1:] += spread[:, :-1]
        image[:, :-1] += spread[:, 1:]
        image[:, 0] += spread[:, 0]
        image[:, -1] += spread[:, -1]
        image = np.ascontiguousarray(image.swapaxes(1, 2))
    image *= f(rng.uniform(0.92, 1.05))
    image.clip(f(0), _INFINITE, out=image)
    np.sqrt(image, out=image)
    image *= f(255)
    # The difference of two bytes is near enough to a normal number, eight times as fast, and exact.
    noise = np.subtract(*rng.integers(0, 256, (2, *image.shape), dtype=np.uint8), dtype=np.float32)
    noise *= f(rng.uniform(0.5, 3.0) / _BYTES_DEVIATION)
    image += noise
    np.rint(image, out=image)
    image.clip(f(0), f(255), out=image)
    return image.transpose(1, 2, 0).astype(np.uint8)
