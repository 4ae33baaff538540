"""A dictionary that stays small, for what visitors make as much of as they like."""

from collections import OrderedDict
from threading import Lock
from typing import TypeVar

Name = TypeVar("Name")
Known = TypeVar("Known")


class BoundedDict(OrderedDict[Name, Known]):
    """A dictionary for all threads of a process, which forgets its oldest entries."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()

    def remember(self, name: Name, known: Known, *, most: int) -> None:
        """Add an entry; where there are more than `most`, the oldest go."""
        with self.lock:
            self[name] = known
            while len(self) > most:
                self.popitem(last=False)
