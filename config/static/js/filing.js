// Opens follow-up questions, offers options, computes and repeats answers in texts as soon as something is typed.
// Without it, "Save" does the same.
import { readChecks, showMistakes, showMistakesOfRow } from "./mistakes.js";
import { readDecimal, readWholeNumber } from "./numbers.js";
import { unitsOf } from "./rules/arithmetic.js";
import { evaluate } from "./rules/logic.js";
import { offeredOptions, settleForm, settleRow } from "./rules/form.js";

const form = document.querySelector("form[data-answers]");
const shown = [...form.querySelectorAll("[data-question]")];
const stored = new Map(Object.entries(JSON.parse(form.dataset.answers)));
const questions = JSON.parse(form.dataset.rules);
const byCode = new Map(questions.map((question) => [question.code, question]));
// The day in the country, as the server counts it.
const { today } = form.dataset;
const language = document.documentElement.lang;

function inputsNamed(element, name) {
  return [...element.querySelectorAll(`[name="${name}"]`)];
}

// As many files as there will be: stored ones without those to be removed, and new ones.
function filesOf(input) {
  const removed = input.closest("[data-cell], [data-question]").querySelectorAll(`[name="${CSS.escape(input.name)}-remove"]:checked`);
  const count = Number(input.dataset.stored) - removed.length + input.files.length;
  return count > 0 ? Array.from({ length: count }, () => ({ name: "file" })) : null;
}

function valueOf(inputs, isBox) {
  if (!inputs.length) return null;
  const [first] = inputs;
  if (first.type === "file") return filesOf(first);
  if (isBox) return first.checked ? first.value : null;
  if ("rank" in first.dataset) return inputs.map((input) => input.value).filter(Boolean);
  if (first.type === "checkbox") return inputs.filter((input) => input.checked).map((input) => input.value);
  if (first.multiple && first.selectedOptions) return [...first.selectedOptions].map((option) => option.value);
  if (first.type === "radio") return inputs.find((input) => input.checked)?.value || null;
  if ("date" in first.dataset) return first.value || null; // a year is a date, not a number
  if (first.inputMode === "numeric") return readWholeNumber(first.value);
  if (first.inputMode === "decimal") return readDecimal(first.value);
  return first.value || null;
}

function rowsOf(element) {
  return [...element.querySelectorAll("[data-row]")].map((row) => {
    const cells = [...row.querySelectorAll("[data-cell]")];
    const boxes = new Set(byCode.get(element.dataset.question).columns.filter((column) => column.box).map((column) => column.code));
    const given = cells.filter((cell) => !cell.querySelector("[data-why]")?.value);
    return Object.fromEntries(given.map(({ dataset }) => [dataset.cell, valueOf(inputsNamed(row, dataset.name), boxes.has(dataset.cell))]));
  });
}

const isEmpty = (row) => Object.values(row).every((cell) => cell === null || cell === "" || cell.length === 0);

function typedValue(element) {
  const { question: code } = element.dataset;
  const question = byCode.get(code);
  if (question.columns) {
    const rows = rowsOf(element);
    return question.numbered ? rows.filter((row) => !isEmpty(row)) : { ...rows };
  }
  const inputs = inputsNamed(element, `${code}-value`);
  return inputs.length ? valueOf(inputs, question.box) : (stored.get(code) ?? null);
}

// An answer in words: the label of an option as it stands on the page, a number in groups.
function wordsOf(value, element) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((item) => wordsOf(item, element)).join(", ");
  const input = element && [...element.querySelectorAll("input, option")].find((field) => field.value === String(value) && field.value);
  const label = input?.tagName === "OPTION" ? input : input && input.id && element.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  if (label) return label.textContent.trim();
  if (element?.querySelector("[data-date]") && /^\d{4}(-\d\d)?$/.test(value)) {
    const parts = { year: "numeric", ...(value.length > 4 ? { month: "long" } : {}), timeZone: "UTC" };
    return new Intl.DateTimeFormat(language, parts).format(new Date(value));
  }
  if (unitsOf(value) !== null) return new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(Number(value));
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)) {
    return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(new Date(`${value}Z`));
  }
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
  return String(value);
}

// A calculation that only takes over an answer reads as that answer does.
function sourceOf(code) {
  const rule = byCode.get(code)?.calculation;
  return Array.isArray(rule) && rule[0] === "answer" ? rule[1] : code;
}

function elementOf(code) {
  return shown.find((element) => element.dataset.question === code);
}

function offerOptions(element, question, name, values, position) {
  if (question.choice_filter === undefined) return;
  const offered = offeredOptions(question, values, today, position);
  for (const input of inputsNamed(element, name)) {
    for (const option of input.options ?? [input]) {
      const isHidden = Boolean(option.value) && !offered.has(option.value);
      (option.closest("[data-option], .choice, div, option") ?? option).hidden = isHidden;
      option.disabled = isHidden;
    }
  }
}

// The cells of one row: a hidden one counts as not given for those beside it.
function showRow(row, question, cells, values, number) {
  const settled = settleRow(question, cells, values, today, number);
  for (const cell of row.querySelectorAll("[data-cell]")) {
    const { cell: code, name } = cell.dataset;
    cell.hidden = !settled.relevant.has(code);
    const output = cell.querySelector("[data-computed]");
    if (output) output.textContent = wordsOf(settled.row[code] ?? null);
    const column = question.columns.find((one) => one.code === code);
    offerOptions(cell, column, name, settled.beside, number);
  }
  showMistakesOfRow(row, question, settled, today, number);
  for (const output of row.querySelectorAll("[data-output]")) {
    const { output: code } = output.dataset;
    if (question.columns.some((column) => column.code === code)) {
      output.textContent = wordsOf(settled.beside.get(code), row.querySelector(`[data-cell="${code}"]`)) || "…";
    }
  }
}

function showQuestion(element, relevant, values) {
  const { question: code } = element.dataset;
  const question = byCode.get(code);
  element.hidden = !relevant.has(code);
  const output = question.computed && element.querySelector("[data-computed]");
  if (output) output.textContent = wordsOf(values.get(code));
  offerOptions(element, question, `${code}-value`, values, null);
  showMistakes(element, values.get(code) ?? null, values, today);
  if (!question.columns) return;
  const rows = rowsOf(element);
  [...element.querySelectorAll("[data-row]")].forEach((row, place) => showRow(row, question, rows[place], values, place + 1));
}

function showForm() {
  const given = new Map(stored);
  for (const element of shown) given.set(element.dataset.question, typedValue(element));
  const { relevant, values } = settleForm(questions, given, today);
  for (const element of shown) showQuestion(element, relevant, values);
  for (const note of form.querySelectorAll("[data-note]")) {
    note.hidden = Boolean(note.dataset.rule) && evaluate(JSON.parse(note.dataset.rule), values, null, today) !== true;
  }
  for (const output of form.querySelectorAll("[data-output]")) {
    const { output: code } = output.dataset;
    const element = elementOf(sourceOf(code));
    const isComputed = byCode.get(code)?.computed;
    if (element || isComputed) output.textContent = wordsOf(values.get(code), element) || "…";
  }
}

readChecks(form);
form.addEventListener("change", showForm);
form.addEventListener("input", (event) => {
  if (questions.some((question) => question.computed || question.columns?.some((column) => column.computed))) showForm(event);
});
showForm();
form.elements.followups.value = "shown";
