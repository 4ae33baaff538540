"""Where labels stand, so that none lies on another, on a line or outside the picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.charts.text_width import FONT_SIZE, text_width


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_inside(self, other: "Box") -> bool:
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Label:
    """A text that wants to stand near a point; `reach` is how far from it, `near` the sides, best first."""

    text: str
    x: float
    y: float
    size: float = FONT_SIZE
    reach: float = 6
    near: Sequence[str] = (
        "above",
        "end above",
        "start above",
        "below",
        "end below",
        "start below",
        "end",
        "start",
    )

    def boxes(self) -> list[Box]:
        return [self.box_at(side) for side in self.near]

    def box_at(self, side: str) -> Box:
        width, height = text_width(self.text, self.size), self.size * 1.15
        x, y = self.x - width / 2, self.y - height / 2
        if side.startswith("end"):
            x = self.x + self.reach
        elif side.startswith("start"):
            x = self.x - self.reach - width
        if side.endswith("above"):
            y = self.y - self.reach - height
        elif side.endswith("below"):
            y = self.y + self.reach
        return Box(x, y, x + width, y + height)


@dataclass(frozen=True)
class PlacedLabel:
    """A label with the place found for it."""

    label: Label
    box: Box

    @property
    def baseline(self) -> float:
        return self.box.bottom - self.label.size * 0.28


def place_labels(labels: Iterable[Label], frame: Box, obstacles: Iterable[Box] = ()) -> list[PlacedLabel]:
    """Return the labels that find a place, most important first; the others are left out.

    No two of those returned overlap, none overlaps an obstacle, all stand inside the frame.
    """
    taken, placed = list(obstacles), []
    for label in labels:
        free = (
            box
            for box in label.boxes()
            if box.is_inside(frame) and not any(box.overlaps(other) for other in taken)
        )
        box = next(free, None)
        if box:
            taken.append(box)
            placed.append(PlacedLabel(label, box))
    return placed


def line_boxes(points: Sequence[tuple[float, float]], thickness: float = 3, step: float = 4) -> list[Box]:
    """Return small boxes that cover a line through the points."""
    boxes = []
    half = thickness / 2
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        straight = x1 == x2 or y1 == y2
        count = 1 if straight else max(int(max(abs(x2 - x1), abs(y2 - y1)) / step), 1)
        for n in range(count):
            xs = sorted((x1 + (x2 - x1) * n / count, x1 + (x2 - x1) * (n + 1) / count))
            ys = sorted((y1 + (y2 - y1) * n / count, y1 + (y2 - y1) * (n + 1) / count))
            boxes.append(Box(xs[0] - half, ys[0] - half, xs[1] + half, ys[1] + half))
    return boxes


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions as near as may be to those given, in the same order of size, at least `gap` apart.

    They stay between low and high; where there is no room for all of them, they share it evenly.
    """
    order = sorted(range(len(positions)), key=positions.__getitem__)
    if len(order) > 1:
        gap = min(gap, (high - low) / (len(order) - 1))
    moved: dict[int, float] = {}
    least = low
    for index in order:
        moved[index] = max(positions[index], least)
        least = moved[index] + gap
    most = high
    for index in reversed(order):
        moved[index] = max(min(moved[index], most), low)
        most = moved[index] - gap
    return [moved[index] for index in range(len(positions))]
