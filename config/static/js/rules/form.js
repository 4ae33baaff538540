// What a form asks and computes with the answers as they are typed: the twin of reporting/submissions/relevance.py.
import { truncate } from "./arithmetic.js";
import { evaluate } from "./logic.js";

// Questions come in the order in which their rules ask each other. Returns {relevant, values}, a Set and a Map:
// a hidden answer counts as not given.
export function settleForm(questions, given, today) {
  const relevant = new Set();
  const values = new Map();
  for (const question of questions) {
    if (!isRelevant(question, values, today) || rowLimit(question, values, today) === 0) continue;
    relevant.add(question.code);
    values.set(question.code, settleValue(question, given.get(question.code) ?? null, values, today));
  }
  return { relevant, values };
}

function isRelevant(question, values, today, position = null) {
  return question.relevant === undefined || evaluate(question.relevant, values, null, today, null, position) === true;
}

function settleValue(question, value, values, today) {
  if (question.computed) return evaluate(question.calculation ?? null, values, null, today);
  if (question.columns) return settleRows(question, value, values, today);
  return keepOffered(question, value, values, today, null);
}

function settleRows(question, value, values, today) {
  if (!value || !Object.keys(value).length) return value;
  const beside = new Map(values).set(question.code, value);
  const settle = (row, number) => settleRow(question, row ?? {}, beside, today, number).row;
  if (Array.isArray(value)) return value.slice(0, rowLimit(question, beside, today)).map((row, place) => settle(row, place + 1));
  return Object.fromEntries(Object.entries(value).map(([key, row], place) => [key, settle(row, place + 1)]));
}

function rowLimit(question, values, today) {
  if (question.repeat_count === undefined) return undefined;
  const count = truncate(evaluate(question.repeat_count, values, null, today));
  return typeof count === "number" ? Math.max(count, 0) : 0;
}

// One row of a table or group: {row, relevant, beside}, what counts of it, its columns that are asked, all values it sees.
export function settleRow(question, row, values, today, number) {
  const settled = { ...row };
  const beside = new Map(values);
  const relevant = new Set();
  for (const { code } of question.columns) beside.set(code, null);
  for (const column of question.columns) {
    const { code } = column;
    if (!isRelevant(column, beside, today, number)) {
      delete settled[code];
      continue;
    }
    relevant.add(code);
    if (column.computed) {
      settled[code] = evaluate(column.calculation ?? null, beside, null, today, null, number);
      beside.set(code, settled[code]);
    } else if (!hasReason(row[code])) {
      beside.set(code, keepOffered(column, row[code] ?? null, beside, today, number));
      if (code in settled) settled[code] = beside.get(code);
    }
  }
  return { row: settled, relevant, beside };
}

// A cell that holds a reason in place of a value is blank for all rules.
function hasReason(cell) {
  return cell !== null && typeof cell === "object" && Object.keys(cell).join() === "reason";
}

function keepOffered(question, value, values, today, position) {
  if (value === null || question.choice_filter === undefined) return value;
  const offered = offeredOptions(question, values, today, position);
  if (!Array.isArray(value)) return offered.has(value) ? value : null;
  const kept = value.filter((item) => offered.has(item));
  return kept.length ? kept : null;
}

// The options that the filter of a question offers, as a Set of their values.
export function offeredOptions(question, values, today, position = null) {
  const offered = question.options.filter(([value, cells]) => {
    const choice = new Map(Object.entries(cells)).set("name", value);
    return evaluate(question.choice_filter, values, null, today, choice, position) === true;
  });
  return new Set(offered.map(([value]) => value));
}
