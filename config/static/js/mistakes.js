// Tells what is wrong beside the question or cell as soon as it was typed; a warning, which holds nothing up.
// Without it the page says the same when it is loaded again.
import { isAnswered, isNeeded, isWarned, mistakesOf, mistakesOfRow } from "./rules/mistakes.js";

const checksOf = new Map();
const left = new WeakSet(); // rows and questions that somebody has left: what is missing there is no longer being typed

export function readChecks(form) {
  for (const [code, checks] of Object.entries(JSON.parse(form.dataset.checks ?? "{}"))) checksOf.set(code, checks);
  for (const row of form.querySelectorAll("[data-row]")) left.add(row);
  form.addEventListener("focusin", ({ target }) => left.delete(target.closest("[data-row]")));
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const row = target.closest("[data-row]");
    if (!row || row.contains(relatedTarget)) return;
    left.add(row);
    form.dispatchEvent(new Event("change"));
  });
  form.addEventListener("change", ({ target }) => {
    const question = target.closest?.("[data-question]");
    if (question) left.add(question);
  }, { capture: true });
}

function line(sentence) {
  const shown = document.createElement("p");
  [shown.className, shown.textContent, shown.dir] = ["gap small", sentence, "auto"];
  return shown;
}

function show(place, sentences) {
  if ([...place.children].map((child) => child.textContent).join("\n") === sentences.join("\n")) return;
  place.replaceChildren(...sentences.map(line));
}

// Something is typed that cannot be read, say letters for a number: not missing, but wrong, which the server explains.
function hasText(element, name) {
  const field = element.querySelector(`[name="${name}"]`);
  return Boolean(field) && !["radio", "checkbox"].includes(field.type) && field.value !== "";
}

// A question as a whole: its value, and the mark that it is needed, which may hang on other answers.
export function showMistakes(element, value, values, today) {
  const checks = checksOf.get(element.dataset.question);
  if (!checks) return;
  const needed = isNeeded(checks, values, today);
  const mark = element.querySelector("legend [data-needed]");
  if (mark) mark.hidden = !needed;
  if (checks.columns) return;
  const place = element.querySelector("[data-problems]");
  const hasReason = Boolean(element.querySelector("[name$=-reason]")?.value);
  if (!place || hasReason) return;
  const isMissing = needed && left.has(element) && !isAnswered(value) && !hasText(element, `${element.dataset.question}-value`);
  const sentences = isMissing ? [checks.sentences.needed] : mistakesOf(checks, value, values, today);
  show(place, showStoredWarning(element, isWarned(checks, value, values, today)) ? sentences.filter((one) => one !== checks.sentences.warning) : sentences);
}

// What the page says already of the stored answer is not said twice, and not at all once it no longer holds.
function showStoredWarning(element, isWarnedNow) {
  const stored = [...element.querySelectorAll('[data-check="own_warning"]')];
  for (const warning of stored) warning.hidden = !isWarnedNow;
  return stored.length > 0;
}

// The cells of one row; `settled` is what settleRow() has made of them.
export function showMistakesOfRow(row, question, settled, today, number) {
  const checks = checksOf.get(question.code);
  if (!checks?.columns) return;
  const computed = new Set(question.columns.filter((column) => column.computed).map((column) => column.code));
  const found = new Map(mistakesOfRow(checks, computed, settled, today, number));
  for (const cell of row.querySelectorAll("[data-cell]")) {
    const sentence = found.get(cell.dataset.cell);
    const isMissing = sentence === checks.columns[cell.dataset.cell]?.sentences?.needed;
    const isTooSoon = isMissing && (!left.has(row) || hasText(cell, cell.dataset.name));
    const hasReason = Boolean(cell.querySelector("[data-why]")?.value);
    tellCell(cell, sentence && !isTooSoon && !hasReason ? [sentence] : []);
  }
}

function tellCell(cell, sentences) {
  let place = cell.querySelector("[data-cell-problems]");
  if (!place && !sentences.length) return;
  if (!place) {
    place = document.createElement("div");
    place.dataset.cellProblems = "";
    place.id = `${cell.dataset.name}-problems`;
    place.setAttribute("aria-live", "polite");
    cell.append(place);
    const field = cell.querySelector("input:not([type=hidden]), select, textarea");
    field?.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), place.id].filter(Boolean).join(" "));
  }
  show(place, sentences);
}
