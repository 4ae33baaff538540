"""A name stands for one thing, and says what it stands for."""

import ast
import re
from collections import Counter

from tests.test_architecture import ROOT, modules

# Names of functions that stand in several modules, and names that say little: as few as they are, or fewer.
MOST_DUPLICATE_FUNCTIONS = 20
MOST_VAGUE_NAMES = 20
PARTICIPLES = re.compile(
    r"told|said|kept|meant|shown|seen|asked|given|made|sent|known|understood|recalled|added|counted|begun|found|"
    r"held|named|put|taken|written|wanted|left|done|called"
)
PREPOSITIONS = re.compile(
    r"(?!in_force|in_progress|not_found|not_allowed)"
    r"(of|for|in|at|from|until|beside|not|how|what|only|so|than)_\w+"
)


def product_trees():
    """Yield (path, syntax tree) of every module of the product without its migrations."""
    for path in modules():
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def test_a_class_name_stands_in_one_module():
    names = Counter(
        node.name
        for _path, tree in product_trees()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name != "Command"
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_few_functions_share_a_name():
    """Views are named by their URLs, so views.py and urls.py are left out."""
    names = Counter(
        node.name
        for path, tree in product_trees()
        if not path.name.endswith(("views.py", "urls.py"))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )
    duplicates = [name for name, count in names.items() if count > 1]

    assert len(duplicates) <= MOST_DUPLICATE_FUNCTIONS, duplicates


def named_functions(tree):
    """Yield every function and method, except of querysets and managers, whose names follow Django."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith(("QuerySet", "Manager")):
            continue
        if isinstance(node, ast.FunctionDef):
            yield node
        yield from named_functions(node)


def test_few_names_say_little():
    vague = [
        f"{path.relative_to(ROOT)}:{function.lineno}: {function.name}"
        for path, tree in product_trees()
        for function in named_functions(tree)
        if PARTICIPLES.fullmatch(function.name) or PREPOSITIONS.fullmatch(function.name)
    ]

    assert len(vague) <= MOST_VAGUE_NAMES, vague
