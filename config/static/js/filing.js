// Opens follow-up questions as soon as the answer that asks for them is given. Without it, "Save" does the same.
import { evaluate } from "./logic.js";

const form = document.querySelector("form[data-answers]");
const questions = [...form.querySelectorAll("[data-question]")];
const stored = JSON.parse(form.dataset.answers);

function typedValue(question) {
  const name = `${question.dataset.question}-value`;
  const inputs = [...question.querySelectorAll(`[name="${name}"]`)];
  if (!inputs.length) return stored[question.dataset.question] ?? null;
  if (inputs[0].type === "checkbox") return inputs.filter((input) => input.checked).map((input) => input.value);
  if (inputs[0].multiple && inputs[0].selectedOptions) return [...inputs[0].selectedOptions].map((option) => option.value);
  if (inputs[0].type === "radio") return inputs.find((input) => input.checked)?.value || null;
  if (inputs[0].inputMode === "numeric") return inputs[0].value === "" ? null : Number(inputs[0].value);
  return inputs[0].value || null;
}

function showRelevantQuestions() {
  const today = new Date().toISOString().slice(0, 10);
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
}

form.addEventListener("change", showRelevantQuestions);
showRelevantQuestions();
