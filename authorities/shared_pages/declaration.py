"""How a view says that its page is the same for everybody who is not signed in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render

from authorities.visitors.rate_limits import RateLimit

# Pages that were not rendered before, for one visitor: many times what people read.
RENDERING_LIMIT = RateLimit("rendering", most=300, seconds=60, batch=20)
LONGEST_QUERY, MOST_PARAMETERS = 1000, 40
CLOCKS = ("as_of", "known_on")


@dataclass(frozen=True)
class SharedPageRules:
    """What a shared page depends on, beside the data."""

    named: frozenset[str]
    depends_on_today: bool
    typed: frozenset[str] = frozenset()
    more: Callable[[], Iterable[str]] = tuple

    @property
    def parameters(self) -> frozenset[str]:
        return self.named.union(self.typed, self.more())

    def is_typed(self, query: str) -> bool:
        """Return True if a query has words of the visitor: such a page is of nobody else."""
        return bool(self.typed) and not self.typed.isdisjoint(dict(parse_qsl(query)))

    def tidy_query(self, query: str) -> str | None:
        """Return a query with the parameters that the page knows, in order; None if it cannot be read.

        Blank ones and unknown ones make no difference, so they make no other page.

        >>> rules = SharedPageRules(frozenset({"round", "region"}), True)
        >>> rules.tidy_query("round=1&utm_source=mail&region=EUR&x=")
        'region=EUR&round=1'
        """
        if len(query) > LONGEST_QUERY:
            return None
        try:
            text = query.encode("iso-8859-1").decode()  # as WSGI hands over what is not escaped
            pairs = parse_qsl(text, errors="strict", max_num_fields=MOST_PARAMETERS)
        except ValueError:
            return None
        found = [(name, value) for name, value in pairs if name in self.parameters]
        return urlencode(sorted(found, key=lambda pair: pair[0]))

    def is_dated(self, query: str) -> bool:
        """Return True if the page changes with the day: not if it says both days, and both are over."""
        if not self.depends_on_today:
            return False
        values = dict(parse_qsl(query))
        return not all(is_over(values.get(name, "")) for name in CLOCKS)


def is_over(text: str) -> bool:
    try:
        return date.fromisoformat(text) < datetime.now(UTC).date()
    except ValueError:
        return False


def shared_page(
    *parameters: str,
    depends_on_today: bool = True,
    typed: Iterable[str] = (),
    more: Callable[[], Iterable[str]] = tuple,
) -> Callable:
    """Let the page be rendered once for all who are not signed in, until public data change.

    `parameters` are all that the view reads of the address; it gets no others. A page that shows the time,
    or anything of the visitor must not be shared; with words that somebody has `typed` it is not. `more()`
    names parameters that are known later. Stands above the other decorators.
    """
    rules = SharedPageRules(frozenset(parameters), depends_on_today, frozenset(typed), more)

    def declare(view: Callable) -> Callable:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user = getattr(request, "user", None)
            is_known = user is not None and user.is_authenticated
            if not is_known and not RENDERING_LIMIT.admits(request):
                response = render(request, "429.html", status=429)
                response.headers["Retry-After"] = str(RENDERING_LIMIT.seconds)
                return response
            query = rules.tidy_query(request.META.get("QUERY_STRING", ""))
            if query is not None:
                request.GET = QueryDict(query)
            return view(request, *args, **kwargs)

        limited_view.shared_page = rules  # type: ignore[attr-defined]
        return limited_view

    return declare
