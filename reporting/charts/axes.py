"""The axes of a chart: round numbers and the first days of months."""

from collections.abc import Iterator
from datetime import date

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)


def axis_ticks(highest: float, most: int = 4) -> list[int]:
    """Return round numbers from 0 to the first that is not below `highest`, in at most `most` steps.

    >>> axis_ticks(54)
    [0, 20, 40, 60]
    >>> axis_ticks(0)
    [0, 1]
    """
    tenfold, step = 1, 1
    while True:
        step = next((s * tenfold for s in STEPS if s * tenfold * most >= highest), 0)
        if step:
            break
        tenfold *= 1000
    top = max(-(-highest // step), 1)
    return [int(step * n) for n in range(int(top) + 1)]


def month_ticks(first: date, last: date, most_labels: int) -> Iterator[tuple[date, bool]]:
    """Yield the first day of every month, and whether it is labelled; at most about `most_labels` are."""
    number_of_months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if number_of_months / n <= most_labels), 240)
    for count in range(number_of_months):
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        day = date(year, month + 1, 1)
        if first <= day <= last:
            labelled = month % every == 0 if every <= 12 else month == 0 and year % (every // 12) == 0
            yield day, labelled
