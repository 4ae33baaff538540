"""Filling in tables and rows in a browser: keys, a pasted block, reasons, rows in place; on a phone too."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.accessibility import accessibility_problems, force_login, set_layout, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "/filing/6/PHL/sections/sA/"
KINDS = [factories.option("payroll"), factories.option("survey")]
SHARE = ["*", ["div", ["answer", "abroad"], ["answer", "total"]], 100]
TABLE = [
    factories.column("total", "integer"),
    factories.column("abroad", "decimal"),
    factories.column("share", "calculate", calculation=SHARE),
    factories.column("source", "text"),
    factories.column("kind", "single", options=KINDS),
]
ROWS = [{"value": code, "label": code.capitalize()} for code in ("doctors", "nurses", "midwives")]
AGREEMENT = [factories.column("title", "text"), factories.column("partner", "country")]
QUESTIONS = [
    factories.question("q5", "table", columns=TABLE, rows=ROWS),
    factories.question("all", "calculate", calculation=["sum", ["cells", "q5", "total"]]),
    factories.question("q4", "group", columns=AGREEMENT, min_rows=0, max_rows=9),
]
PASTE = """([field, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.querySelector(`[name="${field}"]`).focus();
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
# As it lies on the clipboard of a country that writes a comma for decimals.
BLOCK = (
    'Doctors\t12.000\t1,5\t\t"Registry\n""of"" 2024"\tPayroll\tover\r\n'
    "Nurses\t1.234.567\t2,25\t\tCouncil\tcensus\r\nMidwives\tNot collected\t\t\t\tsurvey\r\n"
)


@pytest.fixture
def tables(page, live_server, draft, focal_point):
    definition = draft.round.instrument.definition
    definition["sections"][1]["questions"] = QUESTIONS
    draft.round.instrument.save()
    force_login(page, live_server, focal_point)
    set_layout(page, live_server, "en", 1280)
    page.goto(SECTION)
    return page


def value_of(page, name):
    return page.locator(f'[name="{name}"]').input_value()


def computed(page, name):
    return page.locator(f'[data-name="{name}"] output').inner_text()


def titles(page):
    return page.locator("#q4 [data-row] > summary").all_inner_texts()


def save(page):
    page.get_by_role("button", name="Save and leave").click()
    page.wait_for_url("**/filing/6/PHL/")


def test_a_table_is_filled_by_keys_and_by_a_pasted_block(tables, draft):
    tables.locator("[name=q5-doctors-total]").fill("10")
    tables.keyboard.press("Enter")
    tables.keyboard.type("20")
    tables.keyboard.press("ArrowRight")
    tables.keyboard.type("5")
    tables.keyboard.press("Shift+Enter")
    tables.keyboard.type("4")
    tables.keyboard.press("Home")
    tables.keyboard.press("ArrowLeft")
    expect(tables.locator("[name=q5-doctors-total]")).to_be_focused()
    assert [value_of(tables, f"q5-nurses-{name}") for name in ("total", "abroad")] == ["20", "5"]
    assert (computed(tables, "q5-doctors-share"), computed(tables, "q5-nurses-share")) == ("40", "25")
    tables.keyboard.press("Alt+ArrowDown")
    expect(tables.locator('[name="q5-doctors-total~why"]')).to_be_focused()
    tables.keyboard.press("Escape")

    tables.evaluate(PASTE, ["q5-doctors-total", BLOCK])
    note = tables.locator("#q5 [data-paste-note]")
    expect(note).to_contain_text("Columns that did not fit: 1. Not understood, and left out: census.")
    assert value_of(tables, "q5-doctors-total") == "12000"
    assert value_of(tables, "q5-doctors-source") == 'Registry "of" 2024'
    assert value_of(tables, "q5-doctors-kind") == "payroll"
    assert value_of(tables, "q5-midwives-total~why") == "not_collected"
    assert computed(tables, "q5-doctors-share").startswith("0.0125")
    note.get_by_role("button", name="Undo the pasting").click()
    assert value_of(tables, "q5-doctors-total") == "10"
    tables.evaluate(PASTE, ["q5-doctors-total", BLOCK])
    tables.keyboard.press("Control+z")
    assert value_of(tables, "q5-nurses-total") == "20"
    tables.evaluate(PASTE, ["q5-doctors-total", BLOCK])
    save(tables)

    stored = draft.answers.get(question="q5").value
    assert stored["nurses"] == {
        "share": None,
        "total": 1234567,
        "abroad": "2.25",
        "source": "Council",
        "kind": None,
    }
    assert stored["midwives"]["total"] == {"reason": "not_collected"}
    assert stored["midwives"]["kind"] == "survey"


def test_rows_are_added_named_moved_and_removed_in_place(tables, draft):
    tables.evaluate(PASTE, ["q4-0-title", "Cuba accord\tphilippines\nSecond\tPHL\nThird\tNowhere"])
    expect(tables.locator("#q4 [data-paste-note]")).to_contain_text("left out: Nowhere.")
    assert titles(tables) == ["1. Cuba accord · Philippines", "2. Second · Philippines", "3. Third"]
    tables.locator("#q4").get_by_role("button", name="Add a row").click()
    expect(tables.locator("[name=q4-3-title]")).to_be_focused()
    tables.keyboard.type("Fourth")
    last = tables.locator("#q4 [data-row='3']")
    last.get_by_role("button", name="Move up").focus()
    tables.keyboard.press("Enter")
    expect(tables.locator("#q4 [data-row-status]")).to_have_text("Fourth: now row 3 of 4")
    first = tables.locator("#q4 [data-row='0']")
    first.get_by_role("button", name="Remove this row").click()
    assert titles(tables) == ["1. Second · Philippines", "2. Fourth", "3. Third"]
    tables.get_by_role("button", name="Undo", exact=True).click()
    assert titles(tables)[0] == "1. Cuba accord · Philippines"
    tables.locator("#q4 [data-row='1']").get_by_role("button", name="Remove this row").click()
    save(tables)

    assert [row["title"] for row in draft.answers.get(question="q4").value] == [
        "Cuba accord",
        "Fourth",
        "Third",
    ]


@sqlite_only
def test_tables_fit_each_screen_and_are_accessible(tables, live_server, draft):
    draft.answers.create(
        question="q5", value={"doctors": {"total": 1234567}, "nurses": {"total": {"reason": "confidential"}}},
        at=draft.started_at,
    )  # fmt: skip
    for language, width in (("en", 1280), ("ar", 390)):
        set_layout(tables, live_server, language, width)
        tables.goto(SECTION)
        tables.locator("[name=q5-doctors-source]").focus()
        tables.locator("#q4 [name=add_row]").click()
        tables.locator("#q4 [data-row='0'] [data-remove-row]").click()
        assert accessibility_problems(tables, f"tables {language} {width}") == []
        frame = tables.locator(".cells-frame")
        assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
