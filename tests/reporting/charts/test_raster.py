"""Pictures of charts are drawn with the fonts beside the module, in every script of the six languages."""

import pytest

from reporting.charts.raster import draw_png

SHEET = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40" font-family="\'Noto Sans\'">{}</svg>'


def draw(text, weight=400):
    written = f'<text x="10" y="28" font-size="20" font-weight="{weight}">{text}</text>'
    return draw_png(SHEET.format(written), 300, 40)


# Letters that no font has look all the same: as boxes.
@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("لا سلطة (10)", "لا سلفة (10)"),
        ("لا تقرير 2013–2012, Round", "لا تحرير 2013–2012, Round"),
        ("报告 (10)", "报纸 (10)"),
        ("Отчёт (10)", "Отчёт (11)"),
        ("Été ½ “x”", "Ete ½ “x”"),
    ],
)
def test_every_letter_is_drawn_beside_those_of_other_scripts(text, other):
    assert draw(text) != draw(other)
    if "报" not in text:  # of which there is one weight
        assert draw(text) != draw(text, 700)
