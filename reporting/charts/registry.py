"""The charts that have an address of their own: each room registers its charts by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reporting.charts.chart import Chart, name_chart


@dataclass(frozen=True)
class ChartKind:
    """How the chart of a key is built: from the query and the further parameters that it names."""

    key: str
    build: Callable[..., Chart]
    parameters: Sequence[str]


CHARTS: dict[str, ChartKind] = {}


def register_chart(key: str, build: Callable[..., Chart], parameters: Sequence[str] = ()) -> None:
    """Give a chart its addresses: `/charts/<key>/` and `/charts/<key>.<csv|xlsx|svg|png>`.

    `build(query, **extra)` returns the chart; `extra` has a text for each of `parameters`, "" if it is not
    given. It raises ValidationError with a sentence, or Http404, for values that mean nothing.
    """
    if CHARTS.get(key, ChartKind(key, build, parameters)).build is not build:
        raise ValueError(f"Two charts have the key {key}.")
    CHARTS[key] = ChartKind(key, build, parameters)


def build_chart(key: str, query: Any, values: Any) -> Chart:
    """Return the chart of a key with its address; raise KeyError if there is none.

    One that its room has named already keeps its address.
    """
    kind = CHARTS[key]
    # PostgreSQL looks up no text that holds a NUL.
    extra = {name: values.get(name, "")[:100].replace("\0", "") for name in kind.parameters}
    chart = kind.build(query, **extra)
    return chart if chart.mark else name_chart(chart, key, query, **extra)


def list_chart_parameters() -> set[str]:
    """Return the further parameters that any chart has."""
    return {name for kind in CHARTS.values() for name in kind.parameters}
