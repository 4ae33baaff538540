// The fields of one question: read to be sent, and filled with what was typed before.
import { addRow, showRemovedRows } from "../tables/rows.js";
import { newName } from "./queue.js";

export const questionOf = (target) => target.closest("[data-question]");

// What only a button of the page does: files to be added or removed, the settling of a conflict or of an earlier answer.
const BUTTONS = ["settle", "seen", "confirmed", "withdrawn"];

export function isForButton(field) {
  const code = questionOf(field)?.dataset.question;
  return field.type === "file" || field.name.endsWith("-remove") || BUTTONS.some((word) => field.name === `${code}-${word}`);
}

const namedFields = (question) => [...question.querySelectorAll("[name]")];

// A new row has a name from its first letter on: sent twice, it stays one row.
function nameNewRows(question) {
  for (const row of question.querySelectorAll("[data-row]")) {
    const origin = row.querySelector("[data-basis]");
    const isTyped = namedFields(row).some((field) => !("basis" in field.dataset) && (/checkbox|radio/.test(field.type) ? field.checked : field.value));
    if (origin && !origin.value.trim() && isTyped && !row.closest("table")) origin.value = `+${newName(11)}`;
  }
}

// Returns [[name, text]] as a form sends them.
export function readFields(question) {
  nameNewRows(question);
  const names = new Set(namedFields(question).filter((field) => !isForButton(field)).map((field) => field.name));
  return [...new FormData(question.closest("form"))].filter(([name, value]) => names.has(name) && typeof value === "string");
}

function addRows(question, entries) {
  const group = question.querySelector("[data-group]");
  const count = group?.querySelector('[name$="-rows"]');
  const wanted = Number(entries.find(([name]) => name === count?.name)?.[1] ?? 0);
  while (count && Number(count.value) < wanted && addRow(group));
}

// Puts texts into the fields; returns those that have no field on this page.
export function fillFields(question, entries) {
  addRows(question, entries);
  const texts = new Map();
  for (const [name, value] of entries) texts.set(name, [...(texts.get(name) ?? []), value]);
  const names = new Set();
  for (const field of namedFields(question)) {
    names.add(field.name);
    if (isForButton(field)) continue;
    const values = texts.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else if ("rank" in field.dataset) field.value = values.shift() ?? "";
    else if (values.length && !/-rows$/.test(field.name)) [field.value] = values;
  }
  question.querySelectorAll("[data-group]").forEach(showRemovedRows);
  return entries.filter(([name]) => !names.has(name));
}

// Takes the new basis into the fields that still have the one that was sent; rows may have moved meanwhile.
export function takeBasis(question, sent, basis) {
  const old = new Map(sent);
  const fields = [...question.querySelectorAll("[data-basis]")];
  for (const [name, value] of Object.entries(basis)) {
    const before = old.get(name);
    const isSame = (field) => field.value === before;
    const field = fields.find((one) => one.name === name && isSame(one)) ?? (before && fields.find(isSame));
    if (field) field.value = value;
  }
}
