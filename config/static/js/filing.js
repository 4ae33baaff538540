// Opens follow-up questions as soon as the answer that asks for them is given. Without it, "Save" does the same.
import { evaluate } from "./logic.js";
import { readDecimal, readWholeNumber } from "./numbers.js";

const form = document.querySelector("form[data-answers]");
const questions = [...form.querySelectorAll("[data-question]")];
const stored = JSON.parse(form.dataset.answers);
// The day in the country, as the server counts it.
const today = form.dataset.today;

function typedValue(question) {
  const inputs = inputsNamed(question, `${question.dataset.question}-value`);
  const isStoredFile = inputs[0]?.type === "file" && !inputs[0].value;
  if (isStoredFile && question.querySelector(`[name="${inputs[0].name}-remove"]:checked`)) return null;
  return inputs.length && !isStoredFile ? valueOf(inputs) : (stored[question.dataset.question] ?? null);
}

function inputsNamed(element, name) {
  return [...element.querySelectorAll(`[name="${name}"]`)];
}

function valueOf(inputs) {
  if (!inputs.length) return null;
  if (inputs[0].type === "checkbox") return inputs.filter((input) => input.checked).map((input) => input.value);
  if (inputs[0].multiple && inputs[0].selectedOptions) return [...inputs[0].selectedOptions].map((option) => option.value);
  if (inputs[0].type === "radio") return inputs.find((input) => input.checked)?.value || null;
  if (inputs[0].inputMode === "numeric") return readWholeNumber(inputs[0].value);
  if (inputs[0].inputMode === "decimal") return readDecimal(inputs[0].value);
  return inputs[0].value || null;
}

// The cells of one row: a hidden one counts as not given for those beside it.
function showRelevantCells(row, answers) {
  const cells = [...row.querySelectorAll("[data-cell]")];
  if (!cells.some((cell) => cell.dataset.rule)) return;
  const typed = (cell) => valueOf(inputsNamed(cell, cell.dataset.name));
  const beside = { ...answers };
  for (const cell of cells) beside[cell.dataset.cell] = typed(cell);
  for (let again = cells.length; again > 0; again -= 1) {
    for (const cell of cells) {
      if (!cell.dataset.rule) continue;
      const relevant = evaluate(JSON.parse(cell.dataset.rule), beside, null, today) === true;
      beside[cell.dataset.cell] = relevant ? typed(cell) : null;
      cell.hidden = !relevant;
    }
  }
}

function showRelevantQuestions() {
  const answers = { ...stored };
  for (const question of questions) answers[question.dataset.question] = typedValue(question);
  // A hidden answer counts as not given, which may hide the next one in turn.
  for (let again = questions.length; again > 0; again -= 1) {
    let changed = false;
    for (const question of questions) {
      if (!question.dataset.rule) continue;
      const relevant = evaluate(JSON.parse(question.dataset.rule), answers, null, today) === true;
      const value = relevant ? typedValue(question) : null;
      changed ||= JSON.stringify(answers[question.dataset.question]) !== JSON.stringify(value);
      answers[question.dataset.question] = value;
      question.hidden = !relevant;
    }
    if (!changed) break;
  }
  for (const row of form.querySelectorAll("[data-row]")) showRelevantCells(row, answers);
}

form.addEventListener("change", showRelevantQuestions);
showRelevantQuestions();
form.elements.followups.value = "shown";
