"""Room for all the calls of a page in one piece of memory.

CPython keeps the frames of Python calls in pieces of 16 KB. Templates call deep, and where a loop stands just
at the end of a piece, every call in it asks the system for a new piece and gives it back: such a page takes
up to half as long again. A frame larger than a piece is given one of the next power of two, and the calls
after it find their place in the rest of that.
"""

from collections.abc import Callable
from typing import Any

# In machine words: 256 KB, so that the piece is of 512 KB. What is not touched takes no memory.
SLOTS = 2**15


def widen_call_stack(application: Callable[..., Any]) -> Callable[..., Any]:
    """Return a WSGI application that answers the same, with room for its calls in one piece."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        return application(environ, start_response)

    answer.__code__ = answer.__code__.replace(co_stacksize=SLOTS)
    return answer
