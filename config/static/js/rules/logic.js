// Evaluates compiled rules in the browser: the twin of evaluate() in reporting/instruments/rules/logic.py, which says how.
// A test compares the two on thousands of generated rules; change both or neither.
import { MEANING, isBlank } from "./functions.js";

const MAX_DEPTH = 64;
const SOURCES = new Map([["answer", 1], ["choice", 1], ["cells", 2], ["this", 0], ["today", 0], ["position", 0]]);

// Answers are an object, or a Map: no name is mistaken for a property every object has.
export function evaluate(ast, answers, self = null, today = null, choice = null, position = null) {
  const asMap = (values) => (values instanceof Map ? values : new Map(Object.entries(values ?? {})));
  return valueOf(ast, { answers: asMap(answers), self, today, choice: asMap(choice), position }, 0);
}

function valueOf(ast, facts, depth) {
  if (!Array.isArray(ast)) {
    return ["string", "number", "boolean"].includes(typeof ast) ? ast : null;
  }
  if (typeof ast[0] !== "string" || depth >= MAX_DEPTH) {
    return null;
  }
  const [operator, ...parts] = ast;
  if (SOURCES.has(operator)) {
    return parts.length === SOURCES.get(operator) ? sourceValue(operator, parts, facts) : null;
  }
  const values = parts.map((part, place) => (operator === "matches" && place ? part : valueOf(part, facts, depth + 1)));
  if (operator === "and") return values.every((value) => value === true);
  if (operator === "or") return values.some((value) => value === true);
  const [least, most, meaning] = MEANING.get(operator) ?? [1, 0, null];
  return values.length >= least && values.length <= most ? meaning(...values) : null;
}

function sourceValue(operator, names, facts) {
  const [name, column] = names.map((part) => (typeof part === "string" ? part : null));
  const value = {
    answer: () => facts.answers.get(name),
    choice: () => facts.choice.get(name),
    cells: () => cellsOf(facts.answers.get(name), column),
    this: () => facts.self,
    today: () => facts.today,
    position: () => facts.position,
  }[operator]();
  const isFile = value !== null && typeof value === "object" && !Array.isArray(value);
  return isBlank(value) && !isFile ? null : value;
}

// The values of one column in all rows of a table or group.
function cellsOf(rows, column) {
  const list = rows !== null && typeof rows === "object" ? Object.values(rows) : [];
  const cells = list
    .filter((row) => row !== null && typeof row === "object" && !Array.isArray(row))
    .map((row) => (Object.hasOwn(row, column) ? row[column] : null));
  return cells.map((cell) => (isBlank(cell) || typeof cell === "object" ? null : cell));
}
