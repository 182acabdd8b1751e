"""A small plot of cost as the log grows, both axes logarithmic, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from math import ceil, floor, log10

Curves = Mapping[str, Mapping[int, float]]
"""Milliseconds by number of events, by name."""
WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 860, 540, 70, 330, 30, 120
COLOURS = (
    *("#1b6ca8", "#b03a2e", "#1e8449", "#7d3c98", "#b9770e", "#117a65"),
    *("#5d6d7e", "#a04000", "#2e4053", "#c2185b", "#00838f", "#558b2f"),
)


def drawn(curves: Curves) -> str:
    """Return the plot; one line a curve, its name at its end."""
    sizes = sorted({size for curve in curves.values() for size in curve})
    values = [max(0.1, value) for curve in curves.values() for value in curve.values()]
    low, high = floor(log10(min(values))), max(ceil(log10(max(values))), floor(log10(min(values))) + 1)
    from_size, to_size = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 0.5)

    def across(size: int) -> float:
        return LEFT + (log10(size) - from_size) / (to_size - from_size) * (WIDE - LEFT - RIGHT)

    def up(value: float) -> float:
        return HIGH - BOTTOM - (log10(max(0.1, value)) - low) / (high - low) * (HIGH - TOP - BOTTOM)

    parts = [_text(LEFT, 18, "median milliseconds by number of events (both logarithmic)")]
    for power in range(low, high + 1):
        y = up(10.0**power)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDE - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**power:,.10g}", anchor="end"))
    parts += [_text(across(size), HIGH - BOTTOM + 20, f"{size:,}", anchor="end") for size in sizes]
    parts += _lines(curves, across, up)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif"'
        ' font-size="12">\n'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _lines(curves: Curves, across: Callable[[int], float], up: Callable[[float], float]) -> list[str]:
    ends = sorted(curves.items(), key=lambda one: -one[1][max(one[1])])
    parts, last = [], TOP - 16.0
    for number, (name, curve) in enumerate(ends):
        colour = COLOURS[number % len(COLOURS)]
        points = [(across(size), up(curve[size])) for size in sorted(curve)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        last = max(points[-1][1] + 4, last + 15)
        parts.append(_text(points[-1][0] + 10, last, f"{name}: {curve[max(curve)]:,.0f} ms", colour=colour))
    return parts


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
