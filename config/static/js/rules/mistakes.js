// What is wrong or missing in answers as they are typed: the twin of answer_problems() in reporting/submissions/mistakes.py.
// A rule of the column "warning" that does not hold comes last: own_warnings.py in reporting/checks says it on the server.
// `checks` are what reporting/filing/mistake_rules.py describes of one question or column.
import { evaluate } from "./logic.js";

export function isAnswered(value) {
  if (value === null || value === undefined || value === "") return false;
  return typeof value === "object" ? Object.values(value).some(isAnswered) : true;
}

export function isNeeded(checks, values, today, position = null) {
  return checks.needed === true || (checks.needed !== undefined && evaluate(checks.needed, values, null, today, null, position) === true);
}

// The sentences on one value as a whole.
export function mistakesOf(checks, value, values, today, position = null) {
  if (!isAnswered(value)) return [];
  const found = [];
  if (checks.constraint !== undefined && evaluate(checks.constraint, values, value, today, null, position) !== true) found.push(checks.sentences.constraint);
  if (checks.range && !isInRange(checks.range, value)) found.push(checks.sentences.range);
  const alone = Array.isArray(value) && value.length > 1 ? Object.keys(checks.sentences?.alone ?? {}).find((option) => value.includes(option)) : undefined;
  if (alone !== undefined) found.push(checks.sentences.alone[alone]);
  return isWarned(checks, value, values, today, position) ? [...found, checks.sentences.warning] : found;
}

// Whether an answer is given that its warning speaks of.
export function isWarned(checks, value, values, today, position = null) {
  return checks.warning !== undefined && isAnswered(value) && evaluate(checks.warning, values, value, today, null, position) !== true;
}

function isInRange([start, end, step], value) {
  const isStep = evaluate(["=", ["mod", ["-", ["this"], start], step], 0], {}, value);
  return isStep === true && evaluate(["and", [">=", ["this"], start], ["<=", ["this"], end]], {}, value) === true;
}

// [[column, sentence]] of one row that was begun; `settled` is what settleRow() returns.
export function mistakesOfRow(checks, computed, { row, relevant, beside }, today, number) {
  if (!Object.entries(row).some(([code, cell]) => !computed.has(code) && isAnswered(cell))) return [];
  const found = [];
  for (const [code, column] of Object.entries(checks.columns)) {
    if (!relevant.has(code)) continue;
    const [sentence] = mistakesOf(column, row[code] ?? null, beside, today, number);
    if (sentence) found.push([code, sentence]);
    else if (!isAnswered(row[code]) && isNeeded(column, beside, today, number)) found.push([code, column.sentences.needed]);
  }
  return found;
}
