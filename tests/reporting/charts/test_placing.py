"""Labels never lie on one another, whatever has to be labelled."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts.placing import Box, Label, line_boxes, place_labels, spread
from reporting.charts.text_width import text_width, wrap_text

FRAME = Box(0, 0, 340, 250)
inside = st.floats(0, 340)
labels = st.builds(
    Label, st.sampled_from(["48", "54", "1 234", "Due 15 August 2018", "截止日期"]), inside, inside
)


@settings(max_examples=60)
@given(st.lists(labels, max_size=14), st.lists(st.tuples(inside, inside), min_size=2, max_size=5))
def test_no_label_lies_on_another_or_on_a_line(wanted, corners):
    obstacles = line_boxes(corners)
    placed = place_labels(wanted, FRAME, obstacles)
    assert not any(a.box.overlaps(b.box) for a, b in combinations(placed, 2))
    assert not any(p.box.overlaps(obstacle) for p in placed for obstacle in obstacles)
    assert all(p.box.is_inside(FRAME) for p in placed)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 100), max_size=12), st.floats(1, 30))
def test_names_at_the_ends_of_lines_are_spread(heights, gap):
    moved = spread(heights, gap, 0, 100)
    share = min(gap, 100 / max(len(heights) - 1, 1))
    assert all(-0.001 <= height <= 100.001 for height in moved)
    assert all(b - a >= share - 0.001 for a, b in pairwise(sorted(moved)))
    order = sorted(range(len(heights)), key=heights.__getitem__)
    assert order == sorted(range(len(moved)), key=lambda n: (moved[n], heights[n]))


def test_what_has_room_stands_at_its_point():
    assert spread([10, 50], 16, 0, 100) == [10, 50]
    assert place_labels([Label("48", 100, 100)], FRAME)[0].box.bottom == 94


@given(st.text("ab kélma 中文", max_size=60), st.floats(20, 200))
def test_lines_are_as_wide_as_they_may_be_and_no_wider(text, width):
    lines = wrap_text(text, width)
    assert len(lines) <= 2
    assert all(text_width(line) <= width for line in lines)
