"""The small picture beside each entry of a legend."""

from django.utils.safestring import SafeString

from reporting.charts.canvas import Canvas, Tone

SWATCH, LINE_SWATCH = 18, 28
POINT_WORDS = {"rings", "round", "square"}
LINE_WORDS = {"line", "steps", "rings", "round", "square"}


def is_line(tone: str) -> bool:
    return not LINE_WORDS.isdisjoint(tone.split())


def draw_swatch(canvas: Canvas, tone: str, x: float, y: float) -> float:
    """Draw the sign of a tone with its upper corner at x and y; return its width."""
    colour, *style = tone.split()
    canvas.parts.append(f'<g class="{colour}">')
    if not POINT_WORDS.isdisjoint(style):
        middle = x + LINE_SWATCH / 2, y + SWATCH / 2
        if "square" in style:
            canvas.rect(middle[0] - 5, middle[1] - 5, 10, 10, "fill")
        else:
            canvas.circle(*middle, 5, "fill" if "round" in style else "point rings")
    elif is_line(tone):
        dashed = " dashed" if "dashed" in style else ""
        canvas.line(x + 1, y + SWATCH / 2, x + LINE_SWATCH - 1, y + SWATCH / 2, f"line {colour}{dashed}")
    else:
        canvas.block(x + 1, y + 1, SWATCH - 2, SWATCH - 2, colour, 3)
        canvas.dot_and_foot(x + 1, y + 1, SWATCH - 2, Tone(colour))
    canvas.parts.append("</g>")
    return LINE_SWATCH if is_line(tone) else SWATCH


def swatch_html(tone: str) -> SafeString:
    width = LINE_SWATCH if is_line(tone) else SWATCH
    canvas = Canvas(width)
    kind = "pic swatch-line" if is_line(tone) else "pic"
    canvas.parts.append(
        f'<svg class="{kind}" viewBox="0 0 {width} {SWATCH}" aria-hidden="true" focusable="false">'
    )
    draw_swatch(canvas, tone, 0, 0)
    canvas.parts.append("</svg>")
    return canvas.content()
