// A block that was copied from a spreadsheet lands in the cells from the one on that has the focus.
import { findDecimalMark, readBlock, writePlainly } from "./block.js";
import { allCellsOf, cellsOf, gridOf, readCell, restoreCell, rowsOf, writeCell } from "./cells.js";
import { addRow, nameRows } from "./rows.js";

const form = document.querySelector("form[data-answers]");
const words = document.querySelector("[data-paste-words]")?.dataset ?? {};
// What is written at length may have tabs and lines of its own.
const isBlock = (text, field) => (field.tagName === "TEXTAREA" ? text.includes("\t") && field.closest("table") : /\t|\n./.test(text.replace(/\r/g, "")));
const fold = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
let last = null; // what the last paste has replaced, while nothing else was typed

function labelsOf(grid) {
  const names = rowsOf(grid).map((row) => fold(row.querySelector("th")?.textContent ?? ""));
  const columns = [...grid.querySelectorAll("thead th")].map((header) => fold(header.firstChild?.textContent ?? ""));
  return { names, columns };
}

// A block that brings the names of rows or columns with it is put in without them.
function withoutNames(block, grid) {
  const { names, columns } = labelsOf(grid);
  const isNamed = (texts, known) => texts.filter(Boolean).length > 0 && texts.filter(Boolean).every((text) => known.includes(fold(text)));
  const hasColumns = columns.length > 0 && block.length > 1 && isNamed(block[0], columns);
  const rows = hasColumns ? block.slice(1) : block;
  const hasNames = rows.every((row) => row.length > 1) && isNamed(rows.map(([first]) => first), names);
  return hasNames ? rows.map((row) => row.slice(1)) : rows;
}

function rowsFor(grid, start, count) {
  const rows = () => rowsOf(grid).slice(start);
  while (rows().length < count && "group" in grid.dataset && addRow(grid));
  return rows();
}

function pasteBlock(cell, block) {
  const grid = gridOf(cell);
  const isTable = "table" in grid.dataset;
  const rows = isTable ? withoutNames(block, grid) : block;
  const mark = findDecimalMark(rows.flat());
  const startRow = rowsOf(grid).indexOf(cell.closest("[data-row]"));
  const list = isTable ? allCellsOf : cellsOf;
  const startColumn = list(cell.closest("[data-row]")).indexOf(cell);
  const targets = rowsFor(grid, startRow, rows.length);
  const outcome = { filled: 0, rows: rows.length - targets.length, columns: 0, wrong: [], before: [], grid };
  targets.slice(0, rows.length).forEach((row, place) => {
    const cells = list(row).slice(startColumn);
    outcome.columns = Math.max(outcome.columns, rows[place].length - cells.length);
    rows[place].slice(0, cells.length).forEach((text, column) => pasteCell(cells[column], text, mark, outcome));
  });
  return outcome;
}

function pasteCell(cell, text, mark, outcome) {
  if (cell.querySelector("[data-computed]")) return;
  const before = readCell(cell);
  const isNumber = cell.querySelector("input[inputmode]");
  if (writeCell(cell, isNumber ? writePlainly(text, mark) : text)) {
    outcome.filled += 1;
    outcome.before.push(before);
  } else {
    restoreCell(before);
    outcome.wrong.push(text);
  }
}

// One event for the whole block: the page computes and saves once.
function tellPage({ before, grid }) {
  if ("group" in grid.dataset) nameRows(grid);
  const [field] = before[0]?.[0] ?? [];
  for (const type of ["input", "change"]) field?.dispatchEvent(new Event(type, { bubbles: true }));
}

const noteOf = (grid) => grid.closest("[data-question]").querySelector("[data-paste-note]");

// Every sentence stands for itself, so that no language has to bend a word to a number.
function tellOutcome(outcome) {
  const sentences = [words.filled.replace("COUNT", outcome.filled)];
  if (outcome.rows > 0) sentences.push(words.rows.replace("COUNT", outcome.rows));
  if (outcome.columns > 0) sentences.push(words.columns.replace("COUNT", outcome.columns));
  if (outcome.wrong.length) sentences.push(words.wrong.replace("TEXTS", [...new Set(outcome.wrong)].slice(0, 10).join(" · ")));
  const undo = document.createElement("button");
  [undo.type, undo.className, undo.textContent] = ["button", "plain", words.undo];
  undo.addEventListener("click", () => undoPaste(outcome));
  const text = document.createElement("p");
  text.textContent = sentences.join(" ");
  noteOf(outcome.grid).replaceChildren(text, ...(outcome.before.length ? [undo] : []));
}

function undoPaste(outcome) {
  const { before, grid, field } = outcome;
  last = null;
  for (const state of before) restoreCell(state);
  tellPage(outcome);
  const text = document.createElement("p");
  text.textContent = words.undone;
  noteOf(grid).replaceChildren(text);
  field.focus();
}

form.addEventListener("paste", (event) => {
  const cell = event.target.closest?.("[data-table] [data-cell], [data-group] [data-cell]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !words.filled || !isBlock(text, event.target)) return;
  event.preventDefault();
  const outcome = { ...pasteBlock(cell, readBlock(text)), field: event.target };
  last = outcome.before.length ? outcome : null;
  tellPage(outcome);
  tellOutcome(outcome);
});

form.addEventListener("keydown", (event) => {
  if (!last || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (gridOf(event.target) !== last.grid) return;
  event.preventDefault();
  undoPaste(last);
});

// After anything else is typed, the browser's own undo counts.
form.addEventListener("beforeinput", () => { last = null; });
