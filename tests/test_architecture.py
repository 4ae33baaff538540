"""The architecture: imports run downhill, views declare who may open them, templates hold no code."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from authorities.known_facts.dated_models import dated_models
from authorities.models.roles import Role
from reporting.filing.fields.question_fields import FIELD_FOR
from reporting.filing.rows.question_forms import FORM_FOR
from reporting.instruments.question_types import QuestionType
from reporting.submissions.read_back import ITEM_TEXT

ROOT = Path(__file__).resolve().parent.parent
# Each app with the apps that it may import. No app imports config.
MAY_IMPORT = {
    "authorities": set(),
    "recruiters": {"authorities"},
    "reporting": {"authorities", "recruiters"},
    "config": {"authorities", "recruiters", "reporting"},
}
# The folders and modules of each app, top first: each may import those that stand after it in the list.
ORDER = {
    "authorities": (
        "urls", "apps", "admin", "management", "audit", "views", "confirmations", "people", "accounts",
        "annulments", "record_admin", "administration",
        "resources", "exports", "imports.desk", "imports", "reference_data",
        "spreadsheets", "notices", "jobs", "forms", "designations", "known_facts",
        "change_log", "audit.recording", "audit.state_paths", "access", "shared_pages", "visitors",
        "stashed_post", "dates", "url_converters", "models", "languages", "normalise", "transitions", "files",
        "qr_codes", "site_address", "data_version",
    ),
    "recruiters": (
        "urls", "apps", "admin", "templatetags", "desk", "licences", "resources", "imports", "subscriptions",
        "public", "certificates", "concerns", "search", "entries", "register_changes", "licence_workflow",
        "decorators", "models", "licence_numbers", "renames", "names",
        "legal_forms",
    ),
    "reporting": (
        "urls", "apps", "admin", "index_upkeep", "management", "reference_tables", "resources",
        "past_reports", "demo",
        "round_desk", "review", "instrument_desk", "clarifications.views", "paper_reports.views",
        "paper_reports.pages", "filing.presence.views", "filing.autosave", "filing", "filing.fields",
        "publication", "comparisons", "about", "countries", "public", "indicators", "reported_content",
        "published_figures", "charts.views", "charts.table_file", "compliance", "charts",
        "compliance.figures", "compliance.state_filters", "submissions.workflow",
        "publication.consent", "publication.publication_notices", "clarifications", "paper_reports", "checks",
        "submissions", "models", "instruments",
    ),
}  # fmt: skip
MOST_MODULES = 20
# The folders that every app builds on, and the words of the other apps' subjects that they must not contain.
GENERIC_FOLDERS = ("authorities/imports", "authorities/spreadsheets")
SUBJECT_WORDS = re.compile(
    r"licen[cs]|recruit|registrar|(?<![a-z])(?:registers?|reports?|reporting|standing)(?![a-z])",
    re.IGNORECASE,
)
LIBRARY_NAMES = ("report_skipped",)
# The admin site checks permissions in one place, TrackerAdminSite.has_permission, which tests/config tests.
# allauth declares on each of its views whether it is for people who are not signed in.
OTHER_PERMISSIONS = {"namespace": "admin", "module": "allauth."}
# A mail has no style sheet beside it.
MAIL = "mail.html"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=\"|\son[a-z]+=\"|javascript:", re.IGNORECASE)


def modules():
    return [path for app in MAY_IMPORT for path in sorted((ROOT / app).rglob("*.py"))]


def imported_modules(nodes):
    """Yield the dotted path of each thing a module imports, as in `authorities.models.Role`.

    Also of what it imports inside functions.
    """
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_apps_above(path, nodes):
    """Yield the apps that a module imports and its app may not."""
    app = path.relative_to(ROOT).parts[0]
    packages = {dotted.partition(".")[0] for dotted in imported_modules(nodes)}
    yield from packages & {*MAY_IMPORT} - {app} - MAY_IMPORT[app]


def order_entry(app, dotted):
    """Return the entry of ORDER that a dotted path belongs to; None if there is none."""
    entries = [entry for entry in ORDER[app] if f"{dotted}.".startswith(f"{app}.{entry}.")]
    return max(entries, key=len, default=None)


def imported_folders_above(path, nodes):
    """Yield the entries of ORDER that a module imports and that stand above its own."""
    name = path.relative_to(ROOT)
    app = name.parts[0]
    if app not in ORDER or "migrations" in name.parts or name.name == "__init__.py":
        return
    entry = order_entry(app, ".".join(name.with_suffix("").parts))
    if not entry:
        yield "has no place in ORDER yet"
        return
    imported = {
        order_entry(app, dotted) for dotted in imported_modules(nodes) if dotted.startswith(f"{app}.")
    }
    yield from imported.intersection(ORDER[app][: ORDER[app].index(entry)])


@pytest.mark.parametrize(("app", "entry"), [(app, entry) for app in ORDER for entry in ORDER[app]])
def test_every_entry_of_the_order_exists(app, entry):
    path = ROOT / app / entry.replace(".", "/")

    assert path.is_dir() or path.with_suffix(".py").is_file()


def test_no_folder_is_crowded():
    sizes = Counter(path.parent.relative_to(ROOT) for path in modules() if "migrations" not in path.parts)

    assert [f"{folder}: {size}" for folder, size in sizes.items() if size > MOST_MODULES] == []


def imports_in_functions(_path, nodes):
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    yield from (
        n.lineno for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)
    )


@pytest.mark.parametrize(
    "path",
    [path for folder in GENERIC_FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_generic_folders_know_no_subject(path):
    """Each Resource declares what is particular to its records; the import engine speaks of records only."""
    text = path.read_text()
    for name in LIBRARY_NAMES:
        text = text.replace(name, "")

    assert SUBJECT_WORDS.findall(text) == []


# What writes a row of a model.
WRITERS = {
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "update_or_create",
    "get_or_create",
    "save",
    "delete",
}


def writes_of(tree, model, related_name):
    """Yield every call in a module that makes, changes or deletes a row of a model."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        text, name = ast.unparse(node.func), ast.unparse(node.func).rpartition(".")[2]
        is_of_model = f"{model}.objects" in text or f".{related_name}." in text
        if text == model or (name in WRITERS and is_of_model):
            yield text


@pytest.mark.parametrize(
    ("model", "related_name"), [("Answer", "answers"), ("AnswerChange", "answer_changes")]
)
def test_one_module_of_filing_writes_answers(model, related_name):
    """So no answer is changed without a record of it, and no record by anything but a change."""
    modules_of_filing = sorted((ROOT / "reporting" / "filing").rglob("*.py"))
    found = {
        str(path.relative_to(ROOT)): list(writes_of(ast.parse(path.read_text()), model, related_name))
        for path in modules_of_filing
    }
    assert [path for path, calls in found.items() if calls] == ["reporting/filing/history/writing.py"]


@pytest.mark.parametrize("app", [name for name in MAY_IMPORT if name != "config"])
def test_every_model_is_declared_public_or_private(app):
    """In apps.py: what public pages show changes the version of the data, so that no shared page is stale."""
    config = apps.get_app_config(app)
    declared = [*config.public_models, *config.private_models]

    assert sorted(declared) == sorted(
        model.__name__ for model in config.get_models(include_auto_created=True)
    )


# Dated facts, and how one reaches them from a Member State, a person or a round.
DATED_FACTS = {
    "Authority", "IncomeClassification", "MemberState", "Membership", "PublishedFigure",
    "RegionMembership", "Register", "ReportReceipt", "Round", "SafeguardsListing", "WhoMembership",
}  # fmt: skip
WAYS_TO_DATED_FACTS = {
    "authorities", "income_classifications", "memberships", "published_figures", "receipts",
    "region_memberships", "registers", "safeguards_listings", "who_memberships",
}  # fmt: skip
# Columns that count the changes of a register are no facts; a model cannot reach the module that writes both,
# so the first account writes its entry beside its role.
NOT_LOGGED = {
    "authorities/models/people.py": ["user.memberships.create"],
    "recruiters/imports/undo.py": ["Register.objects.filter(pk=pk).update"],
    "recruiters/models/registers.py": ["self.filter(pk=pk).update"],
    "reporting/demo/registers.py": ["Register.objects.bulk_update"],
}
# Modules that deal with dated facts and save other records: what they save.
SAVED_BESIDE = {
    "person", "super()", "notice", "form", "page", "formset", "recruiter", "row", "instrument", "contact",
    "letter", "record", "reminder", "records", "user",
    "build_change(submission, None, after=whose, by=by, batch=batch)",
    "SubmissionEvent.objects.filter(submission__in=records)",
    "Version.objects.filter(submission__in=records)",
}  # fmt: skip


def writes_past_the_log(path, nodes):
    """Yield every call that may write a dated fact, or deletes one, in a module."""
    if {"migrations", "known_facts"} & {*path.parts}:
        return
    imported = {a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names}
    deals_with_facts = bool(imported & DATED_FACTS)
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, verb = ast.unparse(node.func.value), node.func.attr
        names = owner.split(".")
        is_of_fact = names[0] in DATED_FACTS or bool(WAYS_TO_DATED_FACTS & {*names[1:]})
        is_of_register = path.name == "registers.py" and owner.startswith("self.filter")
        is_single = verb in ("save", "delete") and deals_with_facts and owner not in SAVED_BESIDE
        if verb in WRITERS and (is_of_fact or is_of_register or (is_single and not owner.startswith("self"))):
            yield f"{owner}.{verb}"


def test_the_models_of_dated_facts_are_those_that_the_test_knows():
    assert {model.__name__ for model in dated_models()} == DATED_FACTS


def views(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != OTHER_PERMISSIONS["namespace"]:
            yield from views(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


def declares(view):
    """Return True if the view, or a function that it wraps, declares who may open it."""
    while view is not None:
        if hasattr(view, "open_to"):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_view_declares_who_may_open_it():
    undeclared = [
        f"{view.__module__}.{view.__name__}"
        for view in views()
        if not declares(view) and not view.__module__.startswith(OTHER_PERMISSIONS["module"])
    ]

    assert undeclared == []


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((ROOT / "config" / "templates").rglob("*.html")) if path.name != MAIL],
    ids=lambda path: path.name,
)
def test_templates_hold_no_inline_script_or_style(path):
    assert INLINE.findall(path.read_text()) == []


def names_of_roles(path, nodes):
    """Yield every mention of one of the roles by name in a module, but where the duties are defined."""
    place = path.relative_to(ROOT)
    if place == Path("authorities/models/roles.py") or {"demo", "migrations"} & set(place.parts):
        return
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in Role.__members__:
            owner = node.value
            if getattr(owner, "id", getattr(owner, "attr", "")) == "Role":
                yield f"Role.{node.attr}"
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            texts = [item.value for item in node.elts if isinstance(item, ast.Constant)]
            yield from (text for text in texts if text in Role.values)


# Names of types that mean nothing else in the house; the others are also words of forms and files.
UNMISTAKABLE_TYPES = {"yesno", "longtext", "single", "multiple", "integer"}


def names_of_question_types(path, nodes):
    """Yield every type of question that a module of reports spells as text, alone or beside `["type"]`."""
    if (
        path.name == "question_types.py"
        or "migrations" in path.parts
        or path.parts[len(ROOT.parts)] != "reporting"
    ):
        return
    for node in nodes:
        if isinstance(node, ast.Constant) and node.value in UNMISTAKABLE_TYPES:
            yield node.value
        elif isinstance(node, ast.Compare) and '["type"]' in ast.unparse(node).replace("'", '"'):
            constants = [part for part in ast.walk(node) if isinstance(part, ast.Constant)]
            yield from (part.value for part in constants if part.value in set(QuestionType))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if getattr(key, "value", None) == "type" and getattr(value, "value", None) in set(
                    QuestionType
                ):
                    yield value.value


RULES = (
    imported_apps_above,
    imported_folders_above,
    imports_in_functions,
    writes_past_the_log,
    names_of_roles,
    names_of_question_types,
)


@pytest.fixture(scope="module")
def found():
    """Return {rule: {module: what it finds there}}; each module is read once for all rules, and not kept."""
    found = {rule: {} for rule in RULES}
    for path in modules():
        nodes = [*ast.walk(ast.parse(path.read_text()))]
        for rule in RULES:
            if things := list(rule(path, nodes)):
                found[rule][str(path.relative_to(ROOT))] = things
    return found


def test_imports_run_downhill(found):
    assert found[imported_apps_above] == {}


def test_folders_import_downhill(found):
    assert found[imported_folders_above] == {}


def test_no_import_hides_in_a_function(found):
    assert found[imports_in_functions] == {}


def test_no_dated_fact_is_written_past_the_log(found):
    """What was known on a day is the facts of now with the later changes taken back, so none may be missing.

    The engine of imports writes records whose models it does not know; its own tests read what it logs.
    """
    assert found[writes_past_the_log] == NOT_LOGGED


def test_roles_are_named_where_the_duties_are_defined(found):
    assert found[names_of_roles] == {}


def test_types_of_questions_are_named_where_they_are_defined(found):
    assert found[names_of_question_types] == {}


@pytest.mark.parametrize(
    "path",
    [*sorted((ROOT / "config/templates/reporting").rglob("*.html")), ROOT / "config/static/js/filing.js"],
    ids=lambda path: path.name,
)
def test_pages_do_not_ask_for_the_type_of_a_question(path):
    assert re.findall(r"question\.type|dataset\.type|column\.type", path.read_text()) == []


@pytest.mark.parametrize("kind", QuestionType)
def test_every_type_of_question_can_be_filled_in_and_read_back(kind):
    if kind.has_rows:
        assert kind in FORM_FOR
    else:
        assert kind in FIELD_FOR
        assert kind in ITEM_TEXT


# Public pages that are not rendered once for all: they show the time, secrets, or what somebody has typed.
NOT_SHARED = re.compile(
    r"accounts|allauth|authorities\.(confirmations|notices|people)|config|recruiters"
    r"|reporting\.filing|round_views|find_country|report_file|robots"
)


def test_public_pages_are_shared_or_have_a_reason_not_to_be():
    """Each names the parameters that it reads: `@shared_page("as_of", …)`; others never reach the view."""
    public = [view for view in views() if getattr(view, "open_to", "") == "everyone"]
    forgotten = [
        name
        for view in public
        if not hasattr(view, "shared_page")
        and not NOT_SHARED.search(name := f"{view.__module__}.{view.__name__}")
    ]
    private = [v.__name__ for v in views() if hasattr(v, "shared_page") and v.open_to != "everyone"]

    assert forgotten == private == []
