"""A few brushes for drawn scenes: sky, hills, water, houses, trees, people. Sizes are fractions of the picture."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
SCALE = 2
"""Drawn twice as large and shrunk, so that edges are smooth."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


class Brush:
    """Draws on one picture; coordinates go from 0 to 1, right and down."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        self.width, self.height = size[0] * SCALE, size[1] * SCALE
        self._size = size
        self._image = Image.new("RGB", (self.width, self.height))
        self._draw = ImageDraw.Draw(self._image)
        self.random = random.Random(seed)  # noqa: S311 - a drawing

    def finished(self) -> Image.Image:
        """Return the picture in its final size."""
        return self._image.resize(self._size, Image.Resampling.LANCZOS)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return a point in pixels."""
        return x * self.width, y * self.height

    def sky(self, top: Colour, bottom: Colour, until: float = 1.0) -> None:
        """Fill with a gradient from the top down to `until`."""
        rows = int(self.height * until)
        for row in range(rows):
            self._draw.line([(0, row), (self.width, row)], fill=mix(top, bottom, row / rows))

    def sun(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A disc."""
        self.disc(x, y, radius, colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A circle; the radius is a fraction of the height."""
        centre, size = self.at(x, y), radius * self.height
        self._draw.ellipse([centre[0] - size, centre[1] - size, centre[0] + size, centre[1] + size], fill=colour)

    def hills(self, height: float, swing: float, colour: Colour, waves: float = 2.3) -> None:
        """A rolling line of hills down to the lower edge."""
        shift = self.random.uniform(0, 6)
        line = [
            self.at(
                step / 60,
                height - swing * (math.sin(shift + step / 60 * waves * 3) + math.sin(shift * 2 + step / 9)) / 2,
            )
            for step in range(61)
        ]
        self._draw.polygon([*line, self.at(1, 1), self.at(0, 1)], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A rectangle from its upper left corner."""
        self._draw.rectangle([*self.at(x, y), *self.at(x + width, y + height)], fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """A polygon."""
        self._draw.polygon([self.at(*point) for point in points], fill=colour)

    def line(self, points: list[tuple[float, float]], thickness: float, colour: Colour) -> None:
        """A line; its thickness is a fraction of the height."""
        self._draw.line(
            [self.at(*p) for p in points], fill=colour, width=max(1, int(thickness * self.height)), joint="curve"
        )

    def water(self, y: float, top: Colour, bottom: Colour, glints: int = 70) -> None:
        """A river from `y` to the lower edge, with glints."""
        first = int(y * self.height)
        for row in range(first, self.height):
            share = (row - first) / (self.height - first)
            self._draw.line([(0, row), (self.width, row)], fill=mix(top, bottom, share))
        for _ in range(glints):
            x, at = self.random.uniform(0, 1), self.random.uniform(y + 0.02, 1)
            length = 0.02 + 0.08 * (at - y)
            self.line([(x, at), (x + length, at)], 0.002, mix(top, (255, 255, 255), 0.45))

    def house(self, x: float, ground: float, width: float, height: float, wall: Colour, roof: Colour) -> None:
        """A house with a pitched roof and rows of windows, standing on `ground`."""
        top = ground - height
        self.box(x, top, width, height, wall)
        self.shape([(x - 0.008, top), (x + width / 2, top - height * 0.35), (x + width + 0.008, top)], roof)
        columns, rows = max(2, int(width / 0.035)), max(1, int(height / 0.11))
        pane = mix(wall, (40, 60, 90), 0.75)
        for column in range(columns):
            for row in range(rows):
                left = x + width * (column + 0.3) / columns
                self.box(left, top + height * (row + 0.25) / rows, width * 0.4 / columns, height * 0.45 / rows, pane)

    def tree(self, x: float, ground: float, size: float, leaf: Colour) -> None:
        """A round tree of the given height."""
        self.line([(x, ground), (x, ground - size * 0.6)], size * 0.06, (104, 78, 56))
        for _ in range(9):
            dx, dy = self.random.uniform(-0.16, 0.16) * size, self.random.uniform(-0.2, 0.2) * size
            shade = mix(leaf, (20, 50, 30), self.random.uniform(0, 0.35))
            self.disc(x + dx, ground - size * 0.75 + dy, size * 0.17, shade)

    def person(self, x: float, ground: float, size: float) -> None:
        """A standing figure in a coat."""
        coat = mix((60, 70, 110), (200, 90, 70), self.random.random())
        body = size * 0.16
        self.line([(x - body * 0.25, ground), (x - body * 0.2, ground - size * 0.45)], size * 0.08, (50, 50, 60))
        self.line([(x + body * 0.25, ground), (x + body * 0.2, ground - size * 0.45)], size * 0.08, (50, 50, 60))
        sides = [(x - body * 0.55, ground - size * 0.35), (x - body * 0.4, ground - size * 0.8)]
        self.shape([*sides, (x + body * 0.4, ground - size * 0.8), (x + body * 0.55, ground - size * 0.35)], coat)
        self.disc(x, ground - size * 0.9, size * 0.085, (224, 184, 150))
