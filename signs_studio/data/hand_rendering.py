"""Photograph a posed hand: its height over the wall, light, skin, shadows, wall and camera."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.hand_pose import PICTURE_PX, TIPS, Cones, Hand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

# Every array operation below is +, -, *, / or a square root, which IEEE 754 rounds alike
# everywhere; exponentials are not, so Gaussians are box blurs and the camera's gamma is 2.

_FINE = 2
_SIZE = PICTURE_PX * _FINE
_NOTHING = np.float32(-1e4)
_FLESH_CM = 1.5

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
    for window, surface, _ in _surfaces(hand.forearm) + _surfaces(hand.palm):
        _melt(height[window], surface, softness)
    first_tip = len(hand.fingers.starts) - TIPS
    for i, (window, surface, t) in enumerate(_surfaces(hand.fingers)):
        higher = surface > height[window]
        np.copyto(height[window], surface, where=higher)
        t += np.float32(2 if i >= first_tip else 1)
        np.copyto(along[window], t, where=higher)
    return height, along


def _surfaces(cones: Cones) -> list[tuple[tuple[slice, slice], Plane, Plane]]:
    """The surface of each round cone: spheres along a line, their radius changing evenly.

    At a pixel the sphere at ``t`` in 0..1 has the height z(t) + sqrt(q(t)), with q a parabola
    m - a (t - centre)^2; the highest is at centre + dz sqrt(m) / sqrt(a (a + dz^2)).

    Returns:
        For each cone the window of fine pixels it may cover; its height there, (rows, columns)
        float32, -1e4 where it is not; and which ``t`` is the highest there, 0..1.
    """
    steps = cones.ends - cones.starts
    widening = cones.end_radii - cones.start_radii
    # Seen along its axis one sphere hides the others, whatever ``a`` is: keep it from zero.
    a = np.maximum(steps[:, 0] ** 2 + steps[:, 1] ** 2 - widening**2, 0.05)
    root = np.sqrt(a)

    reach = cones.start_radii[:, None], cones.end_radii[:, None]
    low = np.minimum(cones.starts[:, :2] - reach[0], cones.ends[:, :2] - reach[1])
    high = np.maximum(cones.starts[:, :2] + reach[0], cones.ends[:, :2] + reach[1])
    first = np.clip(np.floor(low * _FINE).astype(np.int64), 0, _SIZE - 1)
    last = np.clip(np.ceil(high * _FINE).astype(np.int64), 1, _SIZE)
    size = max(int((last - first).max()), 1)
    first = np.minimum(first, _SIZE - size)

    pixels = first[:, :, None] + np.arange(size)
    offsets = (pixels + 0.5) / _FINE - cones.starts[:, :2, None]
    x, y = offsets[:, :1], offsets[:, 1, :, None]

    def each(values: NDArray[np.float64]) -> Plane:
        return values.astype(np.float32)[:, None, None]

    # Lengths along the line are times sqrt(a), which leaves fewer products.
    scaled_x = x * (steps[:, 0] / root)[:, None, None]
    scaled_y = (y * steps[:, 1, None, None] + (cones.start_radii * widening)[:, None, None]) / root[
        :, None, None
    ]
    centre = scaled_x.astype(np.float32) + scaled_y.astype(np.float32)
    m = (-x * x).astype(np.float32) + ((cones.start_radii**2)[:, None, None] - y * y).astype(
        np.float32
    )
    t = centre * centre
    m += t
    np.maximum(m, np.float32(0), out=m)
    np.sqrt(m, out=t)
    t *= each(steps[:, 2] / np.sqrt(a + steps[:, 2] ** 2))
    t += centre
    np.maximum(t, np.float32(0), out=t)
    np.minimum(t, each(root), out=t)
    centre -= t
    centre *= centre
    m -= centre
    outside = m <= 0
    np.maximum(m, np.float32(0), out=m)
    np.sqrt(m, out=m)
    t *= each(1 / root)
    np.multiply(t, each(steps[:, 2]), out=centre)
    centre += each(cones.starts[:, 2])
    m += centre
    np.copyto(m, _NOTHING, where=outside)
    return [
        ((slice(top, top + size), slice(left, left + size)), m[i], t[i])
        for i, (left, top) in enumerate(first.tolist())
    ]


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
    f = np.float32
    height, along = height_field(hand)
    there = height > f(-5e3)

    # The light comes from above more often than not.
    azimuth = math.radians(rng.normal(90, 55))
    elevation = math.radians(rng.uniform(35, 70))
    light = np.array(
        [
            math.cos(azimuth) * math.cos(elevation),
            -math.sin(azimuth) * math.cos(elevation),
            math.sin(elevation),
        ]
    )
    lit = _lambert(height, light)

    cover = there.astype(np.float32)
    lit *= cover
    blush = np.minimum(np.maximum(along - f(2), f(0)), f(1))
    crease = along - np.floor(along)
    crease *= f(-8)
    crease += f(1)
    np.maximum(crease, f(0), out=crease)
    crease *= along >= f(1)
    coverage, lit, blush, crease = (_halve(plane) for plane in (cover, lit, blush, crease))
    lows = np.maximum(height[::2, ::2], height[1::2, 1::2])
    np.maximum(lows, np.maximum(height[::2, 1::2], height[1::2, ::2]), out=lows)
    open_sky = _open_sky(lows, hand.pixels_per_cm)
    shade = _self_shadow(lows, light, hand.pixels_per_cm)

    tone = rng.uniform(0, len(_SKIN) - 1)
    below = int(tone)
    skin = _SKIN[below] + (tone - below) * (_SKIN[below + 1] - _SKIN[below])
    skin = np.clip(skin * rng.normal(1, 0.02, 3), 20, 250)
    albedo = (skin / 255) ** 2
    sun = rng.uniform(0.55, 0.85)
    ambient = rng.uniform(0.95, 1.08) - sun * 0.72
    lit *= f(1) - f(rng.uniform(0.35, 0.75)) * shade
    brightness = f(sun) * lit + f(ambient) * coverage * open_sky
    brightness *= f(0.35) + f(0.65) * open_sky
    brightness *= f(1) - f(rng.uniform(0.1, 0.35)) * crease
    flush = f(rng.uniform(0.08, 0.3)) * blush
    wall = _wall(coverage, light, hand.pixels_per_cm, rng)
    image = np.empty((PICTURE_PX, PICTURE_PX, 3), dtype=np.float32)
    # Light that has been through flesh comes back redder, so dark places are not grey.
    for channel, (thinned, glow) in enumerate(((0.15, 0.03), (1.0, 0.008), (0.9, 0.004))):
        hue = brightness * (f(albedo[channel]) * (f(1) - f(thinned) * flush))
        image[:, :, channel] = (
            hue + f(glow * albedo[0]) * coverage + wall[:, :, channel] * (f(1) - coverage)
        )
    return _expose(image, rng)


def _halve(plane: Plane) -> Plane:
    """Means of two by two pixels."""
    rows = plane[::2] + plane[1::2]
    columns = rows[:, ::2] + rows[:, 1::2]
    columns *= np.float32(0.25)
    return columns


def _lambert(height: Plane, light: NDArray[np.float64]) -> Plane:
    """How squarely each point of the surface faces the light, 0..1."""
    f = np.float32
    steepest = f(2.5)
    right, down = np.zeros_like(height), np.zeros_like(height)
    # Differences over two fine pixels, which are one pixel.
    np.subtract(height[:, 2:], height[:, :-2], out=right[:, 1:-1])
    np.subtract(height[2:], height[:-2], out=down[1:-1])
    for slope in (right, down):
        np.maximum(slope, -steepest, out=slope)
        np.minimum(slope, steepest, out=slope)
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
    np.maximum(facing, f(0), out=facing)
    return facing


def _padded(plane: Plane, pad: int) -> Plane:
    """The plane with its edges repeated outwards."""
    steps = np.clip(np.arange(-pad, PICTURE_PX + pad), 0, PICTURE_PX - 1)
    return plane[steps[:, None], steps]


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
        np.maximum(rise, f(0), out=rise)
        np.minimum(rise, deep, out=rise)
        hidden += rise
    hidden *= f(-1 / 8) / deep
    hidden += f(1)
    return hidden


def _self_shadow(height: Plane, light: NDArray[np.float64], pixels_per_cm: float) -> Plane:
    """Where a part of the hand stands between the light and another, 0..1."""
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
    steps = np.clip(np.arange(-radius - 1, PICTURE_PX + radius), 0, PICTURE_PX - 1)
    for _ in range(2):
        sums = np.cumsum(plane[steps], axis=0, dtype=np.float32)
        plane = (sums[width:] - sums[:-width]).T * np.float32(1 / width)
    return plane


def _wall(
    coverage: Plane, light: NDArray[np.float64], pixels_per_cm: float, rng: np.random.Generator
) -> Plane:
    """A wall with a gradient and the hand's soft shadow, (64, 64, 3), linear light."""
    f = np.float32
    level = 240 - 65 * rng.beta(1.1, 3.2)
    warmth = rng.normal(3.5, 4.5)
    colour = np.clip(np.array([level + warmth, level, level - 1.2 * warmth]), 90, 252)
    axis = np.linspace(-1, 1, PICTURE_PX, dtype=np.float32)
    slope_x, slope_y = rng.normal(0, 0.04, 2)
    corner = rng.uniform(0, 0.12)
    bend_x, bend_y = rng.uniform(-0.5, 0.5, 2)
    across = axis - f(bend_x)
    down = axis - f(bend_y)
    gradient = (f(slope_x) * axis + f(1) - f(corner) * across * across) + (
        f(slope_y) * axis - f(corner) * down * down
    )[:, None]

    distance = rng.uniform(1.5, 5.0) * pixels_per_cm / light[2]
    pad = 24
    right = int(np.clip(round(-light[0] * distance), -pad, pad))
    below = int(np.clip(round(-light[1] * distance), -pad, pad))
    moved = _shifted(_padded(coverage, pad), pad, -right, -below)
    radius = int(rng.integers(2, 6))
    shadow = _box_blur(_box_blur(moved, radius), radius)
    strength = rng.uniform(0.1, 0.55)
    wall = np.empty((PICTURE_PX, PICTURE_PX, 3), dtype=np.float32)
    for channel, tint in enumerate((1.0, 0.96, 0.88)):
        lin = f((colour[channel] / 255) ** 2)
        wall[:, :, channel] = gradient * lin * (f(1) - f(strength * tint) * shadow)
    return wall


def _expose(image: Plane, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, gamma and noise of a camera, then whole numbers."""
    f = np.float32
    side = f(rng.uniform(0.02, 0.2))
    for axis in (0, 1):
        source = image if axis == 0 else image.swapaxes(0, 1)
        spread = source * side
        blurred = source * (f(1) - f(2) * side)
        blurred[1:] += spread[:-1]
        blurred[:-1] += spread[1:]
        blurred[0] += spread[0]
        blurred[-1] += spread[-1]
        image = blurred if axis == 0 else blurred.swapaxes(0, 1)
    image = np.ascontiguousarray(image)
    exposure = f(rng.uniform(0.92, 1.05))
    image *= exposure
    np.maximum(image, f(0), out=image)
    np.sqrt(image, out=image)
    image *= f(255)
    noise = rng.standard_normal(image.shape, dtype=np.float32)
    noise *= f(rng.uniform(0.5, 3.0))
    image += noise
    np.rint(image, out=image)
    np.maximum(image, f(0), out=image)
    np.minimum(image, f(255), out=image)
    return image.astype(np.uint8)
