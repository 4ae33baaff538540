"""The two clocks of every figure: what was true of a day, and what was known by the end of a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from authorities.known_facts.dated_models import dated_models
from authorities.known_facts.reading import KnownFacts
from authorities.models import Membership
from reporting.models import Submission

# What is being written when a day ends may be told of that day: it is done by then.
SETTLING = timedelta(hours=1)


def end_of_day(day: date) -> datetime:
    """Return the moment a day ends, everywhere in the figures: midnight UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def today_utc() -> date:
    """Return the day of the figures that has begun and is not over."""
    return timezone.now().astimezone(UTC).date()


@dataclass(frozen=True)
class Clocks:
    """The day a figure is about, and the day by whose end it was known; None for all that is known now."""

    as_of: date
    known_on: date | None = None

    @property
    def end(self) -> datetime:
        """The moment at which the day asked about ends."""
        return end_of_day(self.as_of)

    @property
    def known_end(self) -> datetime | None:
        """The moment after which nothing more was known; None if all is asked that is known now."""
        return None if self.known_on is None else end_of_day(self.known_on)

    @cached_property
    def known_facts(self) -> KnownFacts:
        """The dated facts as they were known: one query for all of them, none for what is known now."""
        counted = [model for model in dated_models() if model is not Membership]
        return KnownFacts.load(self.known_end, [*counted, Submission])

    @property
    def is_final(self) -> bool:
        """True if both days are over and all that was being written is written: it never changes."""
        return self.known_end is not None and max(self.end, self.known_end) + SETTLING <= timezone.now()
