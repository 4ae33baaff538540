// Evaluates compiled rules in the browser: the twin of evaluate() in reporting/instruments/logic.py, which says how.
// A test compares the two on thousands of generated rules; change both or neither.

const MAX_DEPTH = 64;
const UNIT = 10n ** 15n;
const LIMIT = 1e15;
const FINEST = 0.0001;
const NUMBER = /^(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

export function evaluate(ast, answers, self = null, today = null) {
  return valueOf(ast, { answers: new Map(Object.entries(answers ?? {})), self, today }, 0);
}

function valueOf(ast, facts, depth) {
  if (!Array.isArray(ast)) {
    return ["string", "number", "boolean"].includes(typeof ast) ? ast : null;
  }
  if (typeof ast[0] !== "string" || depth >= MAX_DEPTH) {
    return null;
  }
  const [operator, ...parts] = ast;
  const values = parts.map((part) => valueOf(part, facts, depth + 1));
  if (operator === "and") {
    return values.every((value) => value === true);
  }
  if (operator === "or") {
    return values.some((value) => value === true);
  }
  const meaning = MEANING.get(operator);
  return meaning && meaning.length === values.length + 1 ? meaning(facts, ...values) : null;
}

// A number as a whole count of its smallest unit, so that sums are exact; null if it is not a number.
function units(value) {
  let text = value;
  if (typeof value === "number") {
    const size = Math.abs(value);
    if (!(size < LIMIT) || (size > 0 && size < FINEST)) {
      return null;
    }
    text = String(value);
  }
  const found = typeof text === "string" ? NUMBER.exec(text) : null;
  return found && BigInt(`${found[2]}${(found[3] ?? "").padEnd(15, "0")}`) * (found[1] ? -1n : 1n);
}

// The opposite of units(): whole numbers as numbers, others as texts, too large ones as null.
function number(count) {
  const size = count < 0n ? -count : count;
  const whole = size / UNIT;
  const part = size % UNIT;
  if (whole >= BigInt(LIMIT)) {
    return null;
  }
  if (part === 0n) {
    return Number(count / UNIT);
  }
  const decimals = String(part).padStart(15, "0").replace(/0+$/, "");
  return `${count < 0n ? "-" : ""}${whole}.${decimals}`;
}

function plus(left, right, sign) {
  const a = units(left);
  const b = units(right);
  return a === null || b === null ? null : number(a + sign * b);
}

function same(left, right) {
  const kind = typeof left;
  if (kind === typeof right && (kind === "string" || kind === "boolean")) {
    return left === right;
  }
  const count = units(left);
  return count !== null && count === units(right);
}

// -1, 0 or 1; null where there is no order.
function order(left, right) {
  let a = units(left);
  let b = units(right);
  if (a === null || b === null) {
    if (![left, right].every((day) => typeof day === "string" && DAY.test(day))) {
      return null;
    }
    [a, b] = [left, right];
  }
  return a > b ? 1 : a < b ? -1 : 0;
}

function selected(value, option) {
  const ticked = Array.isArray(value) ? value : [value];
  return typeof option === "string" && ticked.includes(option);
}

// Of a text or of the digits of a whole number; 1 for a file; 0 is unanswered.
function length(value) {
  if (typeof value === "string") return [...value].length;
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < LIMIT ? String(value).length : 0;
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length ? 1 : 0;
}

function blankToNull(value) {
  const empty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  return empty ? null : value;
}

// A Map, and answers become one, so that no name is mistaken for a property every object has.
const MEANING = new Map([
  ["answer", (facts, name) => blankToNull(facts.answers.get(name))],
  ["this", (facts) => blankToNull(facts.self)],
  ["today", (facts) => blankToNull(facts.today)],
  ["not", (facts, value) => value !== true],
  ["=", (facts, left, right) => same(left, right)],
  ["!=", (facts, left, right) => !same(left, right)],
  ["<", (facts, left, right) => order(left, right) === -1],
  ["<=", (facts, left, right) => [-1, 0].includes(order(left, right))],
  [">", (facts, left, right) => order(left, right) === 1],
  [">=", (facts, left, right) => [0, 1].includes(order(left, right))],
  ["+", (facts, left, right) => plus(left, right, 1n)],
  ["-", (facts, left, right) => plus(left, right, -1n)],
  ["selected", (facts, value, option) => selected(value, option)],
  ["count", (facts, value) => (Array.isArray(value) ? value.length : 0)],
  ["length", (facts, value) => length(value)],
]);
