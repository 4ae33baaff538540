"""The order of the rows of a group, as one page moves them while others add, remove and move rows."""

from collections.abc import Collection, Iterable


def read_order(sent: str, move: str, count: int) -> list[int]:
    """Return the numbers of the rows of a page in the order in which they stand there.

    `sent` are the numbers with spaces between, as the script writes them; those that it leaves out follow.
    `move` is what a button sends: the number of a row and "up" or "down".
    """
    numbers = [int(word) for word in sent.split() if word.isdecimal() and len(word) < 4]
    order = [number for number in dict.fromkeys(numbers) if number < count]
    order += [number for number in range(count) if number not in set(order)]
    row, _space, way = move.partition(" ")
    if row.isdecimal() and len(row) < 4 and int(row) in order and way in ("up", "down"):
        place = order.index(int(row))
        other = place + (1 if way == "down" else -1)
        if 0 <= other < count:
            order[place], order[other] = order[other], order[place]
    return order


def merge_order(base: Collection[str], mine: Iterable[str], current: list[str]) -> list[str]:
    """Return the names of the rows that stand now, in the order in which this page wants them.

    `base` is the order that the page was built from and `mine` the one that it has: only what it has moved
    counts. Rows that the page does not know stay behind the row that they follow.
    """
    there = set(current)
    wanted = [name for name in dict.fromkeys(mine) if name in there]
    known = set(wanted)
    usual = [name for name in base if name in known]
    usual += [name for name in wanted if name not in set(usual)]
    if wanted == usual:
        return current
    followers: dict[str, list[str]] = {}
    leader = ""
    for name in current:
        if name in known:
            leader = name
        else:
            followers.setdefault(leader, []).append(name)
    placed = [one for name in wanted for one in (name, *followers.get(name, []))]
    return [*followers.get("", []), *placed]
