// What each operator of a rule does with its values: the twin of reporting/instruments/rules/functions.py.
import {
  LIMIT, absolute, add, asNumber, dayOf, daysOf, divide, extremeOf, firstDayOf, instantOf, modulo, multiply, order, partOfDay, roundDown, roundTo, roundUp, same,
  subtract, totalOf, truncate, unitsOf,
} from "./arithmetic.js";
import { matches } from "./patterns.js";

const LONGEST_TEXT = 20000;
const MANY = Infinity;

export function isBlank(value) {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function textOf(value) {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    return value.filter((item) => ["string", "number", "boolean"].includes(typeof item)).map(textOf).join(" ");
  }
  const number = asNumber(value);
  return number === null ? "" : String(number);
}

const lengthOf = (text) => (text.length ? [...text].length : 0);

function shortened(text) {
  if (!text) return null;
  return text.length <= LONGEST_TEXT || lengthOf(text) <= LONGEST_TEXT ? text : null;
}

function equal(left, right) {
  if (isBlank(left) || isBlank(right)) return isBlank(left) && isBlank(right);
  if (Array.isArray(left) || Array.isArray(right)) return textOf(left) === textOf(right);
  return same(left, right);
}

const tickedOf = (value) => (Array.isArray(value) ? value : [value]);

function selected(value, option) {
  return typeof option === "string" && tickedOf(value).includes(option);
}

function itemAt(values, place) {
  const number = truncate(place);
  return Array.isArray(values) && typeof number === "number" && number > 0 && number <= values.length ? values[number - 1] : null;
}

const isFile = (value) => value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0;

// Of a text or of the digits of a whole number; 1 for files; 0 is unanswered.
function length(value) {
  if (typeof value === "string") return [...value].length;
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < LIMIT ? String(value).length : 0;
  return (Array.isArray(value) ? value : [value]).some(isFile) ? 1 : 0;
}

function joined(separator, ...values) {
  const texts = values.flatMap(tickedOf).map(textOf);
  const total = texts.reduce((sum, text) => sum + lengthOf(text), 0);
  if (total > LONGEST_TEXT || lengthOf(textOf(separator)) * texts.length > LONGEST_TEXT) return null;
  return shortened(texts.join(textOf(separator)));
}

function partOf(value, start, end = null) {
  const first = truncate(start);
  const last = truncate(end);
  if (typeof first !== "number") return null;
  return shortened([...textOf(value)].slice(first, typeof last === "number" ? last : undefined).join(""));
}

function before(value, mark) {
  const place = textOf(mark) ? textOf(value).indexOf(textOf(mark)) : -1;
  return place < 0 ? null : shortened(textOf(value).slice(0, place));
}

function after(value, mark) {
  if (!textOf(mark)) return shortened(textOf(value));
  const place = textOf(value).indexOf(textOf(mark));
  return place < 0 ? null : shortened(textOf(value).slice(place + textOf(mark).length));
}

function formatDay(value, form) {
  const day = dayOf(value);
  if (day === null || typeof form !== "string") return null;
  const [year, month, number] = day.split("-");
  const words = [["%Y", year], ["%y", year.slice(2)], ["%m", month], ["%n", String(Number(month))], ["%d", number], ["%e", String(Number(number))]];
  const [hour, minute, second] = instantOf(value) ? instantOf(value).slice(-8).split(":") : ["00", "00", "00"];
  words.push(["%H", hour], ["%h", String(Number(hour))], ["%M", minute], ["%S", second]);
  return shortened(words.reduce((text, [sign, word]) => text.split(sign).join(word), form));
}

function power(base, exponent) {
  const count = truncate(exponent);
  if (typeof count !== "number" || count !== asNumber(exponent) || count < 0 || count > 60) return null;
  let result = 1;
  for (let time = 0; time < count; time += 1) result = multiply(result, base);
  return result;
}

// Each operator with the number of values it takes at least and at most.
export const MEANING = new Map([
  ["not", [1, 1, (value) => value !== true]],
  ["=", [2, 2, same]],
  ["!=", [2, 2, (left, right) => !same(left, right)]],
  ["eq", [2, 2, equal]],
  ["ne", [2, 2, (left, right) => !equal(left, right)]],
  ["<", [2, 2, (left, right) => order(left, right) === -1]],
  ["<=", [2, 2, (left, right) => [-1, 0].includes(order(left, right))]],
  [">", [2, 2, (left, right) => order(left, right) === 1]],
  [">=", [2, 2, (left, right) => [0, 1].includes(order(left, right))]],
  ["+", [2, 2, add]],
  ["-", [2, 2, subtract]],
  ["*", [2, 2, multiply]],
  ["div", [2, 2, divide]],
  ["mod", [2, 2, modulo]],
  ["selected", [2, 2, selected]],
  ["count", [1, 1, (value) => (Array.isArray(value) ? value.length : 0)]],
  ["length", [1, 1, length]],
  ["selected-at", [2, 2, (value, place) => itemAt(isBlank(value) ? [] : tickedOf(value), add(place, 1))]],
  ["item", [2, 2, itemAt]],
  ["rows", [1, 1, (values) => (Array.isArray(values) ? values.length : 0)]],
  ["filled", [1, 1, (values) => tickedOf(values).filter((value) => !isBlank(value)).length]],
  ["sum", [1, MANY, (...values) => totalOf(values.flatMap(tickedOf))]],
  ["min", [1, MANY, (...values) => extremeOf(values.flatMap(tickedOf), false)]],
  ["max", [1, MANY, (...values) => extremeOf(values.flatMap(tickedOf), true)]],
  ["if", [3, 3, (condition, then, otherwise) => (condition === true ? then : otherwise)]],
  ["coalesce", [1, MANY, (...values) => values.find((value) => !isBlank(value)) ?? null]],
  ["bool", [1, 1, (value) => (typeof value === "boolean" ? value : !isBlank(value) && unitsOf(value) !== 0n)]],
  ["number", [1, 1, asNumber]],
  ["string", [1, 1, (value) => shortened(textOf(value))]],
  ["int", [1, 1, truncate]],
  ["round", [1, 2, roundTo]],
  ["floor", [1, 1, roundDown]],
  ["ceiling", [1, 1, roundUp]],
  ["abs", [1, 1, absolute]],
  ["pow", [2, 2, power]],
  ["days", [1, 1, daysOf]],
  ["date", [1, 1, dayOf]],
  ["first-day", [1, 1, firstDayOf]],
  ["clock", [1, 1, partOfDay]],
  ["format-date", [2, 2, formatDay]],
  ["concat", [1, MANY, (...values) => joined("", ...values)]],
  ["join", [2, MANY, joined]],
  ["substr", [2, 3, partOf]],
  ["substring-before", [2, 2, before]],
  ["substring-after", [2, 2, after]],
  ["normalize-space", [1, 1, (value) => shortened(textOf(value).replace(/[\t\n]/g, " ").split(" ").filter(Boolean).join(" "))]],
  ["contains", [2, 2, (value, part) => textOf(value).includes(textOf(part))]],
  ["starts-with", [2, 2, (value, part) => textOf(value).startsWith(textOf(part))]],
  ["ends-with", [2, 2, (value, part) => textOf(value).endsWith(textOf(part))]],
  ["matches", [3, 3, (value, source, machine) => matches(machine, textOf(value))]],
]);
