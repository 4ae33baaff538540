// The cells of tables and groups as a grid: what stands in them, and how a text is put in.
import { findOption, readDay } from "./block.js";

const FIELDS = "input:not([type=hidden]), select:not([data-why]), textarea";

export const gridOf = (element) => element.closest("[data-table], [data-group]");
export const rowsOf = (grid) => [...grid.querySelectorAll("[data-row]")];
export const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")].filter((cell) => !cell.querySelector("[data-computed]"));
export const allCellsOf = (row) => [...row.querySelectorAll("[data-cell]")];

function fieldsOf(cell) {
  return [...cell.querySelectorAll(FIELDS)].filter((field) => field.name === cell.dataset.name);
}

// The field that the keyboard goes to; a chosen reason stands in place of the others.
export function mainField(cell) {
  const why = cell.querySelector("[data-why]");
  if (why?.value) return why;
  return [...cell.querySelectorAll(FIELDS)].find((field) => !field.disabled && field.checkVisibility?.() !== false) ?? null;
}

const isTick = (field) => field.type === "checkbox" || field.type === "radio";

// What stands in a cell, to be put back later.
export function readCell(cell) {
  const fields = [...fieldsOf(cell), ...cell.querySelectorAll("[data-why]")];
  return fields.map((field) => [field, isTick(field) ? field.checked : field.multiple ? [...field.options].map((option) => option.selected) : field.value]);
}

export function restoreCell(state) {
  for (const [field, value] of state) {
    if (isTick(field)) field.checked = value;
    else if (field.multiple) [...field.options].forEach((option, place) => { option.selected = value[place]; });
    else field.value = value;
  }
  showAgain(state[0]?.[0]);
}

// A list with chips of its own shows what was chosen without it.
function showAgain(field) {
  field?.closest("long-list")?.dispatchEvent(new Event("change"));
}

function wordsBeside(field) {
  return (field.closest("label") ?? field.labels?.[0])?.textContent ?? "";
}

// Puts a text into a cell; false if the cell does not understand it. Numbers are put in as they are: the server reads them.
export function writeCell(cell, text) {
  const fields = fieldsOf(cell).filter((field) => !field.disabled);
  const [first] = fields;
  if (!first || first.type === "file" || first.readOnly) return text === "";
  const why = cell.querySelector("[data-why]");
  if (why) why.value = "";
  // A number cell takes any text, so the words of a reason are looked for first.
  const isReason = Boolean(why) && first.inputMode !== "" && chooseReason(why, text);
  const isDone = isReason || writeFields(fields, text.trim()) || (Boolean(why) && chooseReason(why, text));
  showAgain(first);
  return isDone;
}

function writeFields(fields, text) {
  const [first] = fields;
  if (isTick(first)) return tickNamed(fields, text);
  if (first.tagName === "SELECT") return chooseOption(first, text);
  if (first.type === "date" && text !== "") {
    const day = readDay(text);
    first.value = day ?? first.value;
    return day !== null;
  }
  first.value = first.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ");
  return true;
}

function chooseOption(select, text) {
  const value = text === "" ? "" : findOption([...select.options].filter((option) => option.value && !option.disabled).map((option) => [option.value, option.text]), text);
  if (value === null) return false;
  select.value = value;
  return true;
}

function chooseReason(why, text) {
  return text.trim() !== "" && chooseOption(why, text);
}

function tickNamed(fields, text) {
  const options = fields.map((field) => [field.value, wordsBeside(field)]);
  const whole = findOption(options, text);
  const asked = text === "" ? [] : whole !== null ? [whole] : text.split(/\s*[;,\n،；]\s*/).filter(Boolean).map((one) => findOption(options, one));
  if (asked.includes(null) || (fields[0].type === "radio" && asked.length > 1)) return false;
  for (const field of fields) field.checked = asked.includes(field.value);
  return true;
}
