"""The house stands as designed: imports run downhill, views say who may open them, templates hold no code."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
# Each floor, and the floors below it that it may use. Nobody uses config.
MAY_USE = {
    "authorities": set(),
    "recruiters": {"authorities"},
    "reporting": {"authorities", "recruiters"},
    "config": {"authorities", "recruiters", "reporting"},
}
# The administrators' room has one door for all its views, TrackerAdminSite.has_permission, which tests/config
# tries. allauth says on each view of its own whether it is for people who are not signed in.
OTHER_DOORS = {"namespace": "admin", "module": "allauth."}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=\"|\son[a-z]+=\"|javascript:", re.IGNORECASE)


def modules():
    return [path for floor in MAY_USE for path in sorted((ROOT / floor).rglob("*.py"))]


def imported_floors(path):
    """The floors a module imports from, imports inside functions included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downhill(path):
    floor = path.relative_to(ROOT).parts[0]
    others = set(MAY_USE) - {floor}

    assert {used for used in imported_floors(path) if used in others} <= MAY_USE[floor]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_hides_in_a_function(path):
    functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]
    hidden = [n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]

    assert hidden == []


def views(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != OTHER_DOORS["namespace"]:
            yield from views(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


def declares(view):
    """Whether the view, or a function it wraps, says who may open it."""
    while view is not None:
        if hasattr(view, "open_to"):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_view_says_who_may_open_it():
    silent = [
        f"{view.__module__}.{view.__name__}"
        for view in views()
        if not declares(view) and not view.__module__.startswith(OTHER_DOORS["module"])
    ]

    assert silent == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "config" / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_templates_hold_no_inline_script_or_style(path):
    assert INLINE.findall(path.read_text()) == []
