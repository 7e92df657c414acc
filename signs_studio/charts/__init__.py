"""Charts as arithmetic, and as SVG: axes, ticks, the points worth drawing. No Qt."""
