"""QR codes as SVG, for pages that are printed."""

import io

import segno
from django.utils.safestring import mark_safe

# Longer texts make squares so small that a telephone cannot read them from paper.
LONGEST_QR_TEXT = 2000


def qr_code_svg(text):
    """Return a QR code as SVG without styles; blank if the text is too long for one."""
    if len(text.encode()) > LONGEST_QR_TEXT:
        return ""
    drawing = io.BytesIO()
    segno.make_qr(text, error="l").save(
        drawing,
        kind="svg",
        xmldecl=False,
        svgns=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        light="#fff",
    )
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 squares drawn by segno, none of the text
