// Exact numbers and days: the twin of reporting/instruments/rules/arithmetic.py, which says how.
// A test compares the two on thousands of generated rules; change both or neither.

const UNIT = 10n ** 15n;
export const LIMIT = 1e15;
const FINEST = 0.0001;
const GRAIN = 10n ** 6n;
const NUMBER = /^(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?$/;
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const YEAR_OR_MONTH = /^([0-9]{4})(?:-([0-9]{2}))?$/;
const CLOCK = /^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$/;
const MOMENT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$/;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const size = (units) => (units < 0n ? -units : units);

// A number as a whole count of its smallest unit, so that sums are exact; null if it is not a number.
export function unitsOf(value) {
  let text = value;
  if (typeof value === "number") {
    const magnitude = Math.abs(value);
    if (!(magnitude < LIMIT) || (magnitude > 0 && magnitude < FINEST)) return null;
    text = String(value);
  }
  const found = typeof text === "string" ? NUMBER.exec(text) : null;
  return found && BigInt(`${found[2]}${(found[3] ?? "").padEnd(15, "0")}`) * (found[1] ? -1n : 1n);
}

// The opposite of unitsOf(): whole numbers as numbers, others as texts, too large ones as null.
function numberOf(units) {
  const whole = size(units) / UNIT;
  const part = size(units) % UNIT;
  if (whole >= BigInt(LIMIT)) return null;
  if (part === 0n) return Number(units / UNIT);
  const decimals = String(part).padStart(15, "0").replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${whole}.${decimals}`;
}

function divideRounded(dividend, divisor) {
  const rounded = (2n * size(dividend) + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

function floorDivide(dividend, divisor) {
  const quotient = dividend / divisor;
  return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

const inUnits = (meaning) => (...values) => {
  const units = values.map(unitsOf);
  return units.includes(null) ? null : meaning(...units);
};

export const add = inUnits((a, b) => numberOf(a + b));
export const subtract = inUnits((a, b) => numberOf(a - b));
export const multiply = inUnits((a, b) => numberOf(divideRounded(a * b, UNIT)));
export const divide = inUnits((a, b) => (b === 0n ? null : numberOf(divideRounded((b > 0n ? a : -a) * UNIT, size(b)))));
export const modulo = inUnits((a, b) => (b === 0n ? null : numberOf(a % b)));
export const asNumber = inUnits(numberOf);
export const truncate = inUnits((a) => numberOf((a / UNIT) * UNIT));
export const roundDown = inUnits((a) => numberOf(floorDivide(a, UNIT) * UNIT));
export const roundUp = inUnits((a) => numberOf(-floorDivide(-a, UNIT) * UNIT));
export const absolute = inUnits((a) => numberOf(size(a)));
export const roundTo = inUnits((a, places = 0n) => {
  const count = floorDivide(places, UNIT);
  const exponent = count < -15n ? -15n : count > 15n ? 15n : count;
  const step = 10n ** (15n - exponent);
  return numberOf(divideRounded(a, step) * step);
});

export function totalOf(values) {
  const units = values.map(unitsOf);
  return units.includes(null) ? null : numberOf(units.reduce((sum, unit) => sum + unit, 0n));
}

export function extremeOf(values, largest) {
  const units = values.map(unitsOf);
  return units.length && !units.includes(null) ? numberOf(units.reduce((best, unit) => (unit > best === largest ? unit : best))) : null;
}

export function same(left, right) {
  const kind = typeof left;
  if (kind === typeof right && (kind === "string" || kind === "boolean")) return left === right;
  return order(left, right) === 0;
}

// -1, 0 or 1; null where there is no order.
export function order(left, right) {
  let a = unitsOf(left);
  let b = unitsOf(right);
  if (a === null || b === null) {
    [a, b] = [instantOf(left), instantOf(right)];
    if (a.length !== b.length || !a) return null;
  } else {
    [a, b] = [divideRounded(a, GRAIN), divideRounded(b, GRAIN)];
  }
  return a > b ? 1 : a < b ? -1 : 0;
}

// A day or moment, or a time, in the one form that is in order as a text; empty for anything else.
export function instantOf(value) {
  if (typeof value !== "string") return "";
  if (DAY.test(value)) return `${value}T00:00:00`;
  if (!MOMENT.test(value) && !CLOCK.test(value)) return "";
  return value.split(":").length === 3 ? value : `${value}:00`;
}

function partsOf(value) {
  const day = typeof value === "string" && MOMENT.test(value) ? value.slice(0, 10) : value;
  const found = typeof day === "string" ? DAY.exec(day) : null;
  return found && found.slice(1).map(Number);
}

function exists([year, month, day]) {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= (month === 2 && isLeap ? 29 : MONTH_LENGTHS[month - 1]);
}

// A day that exists: that of a moment, or the one that a number counts to.
export function dayOf(value) {
  const parts = partsOf(value);
  if (parts) return exists(parts) ? value.slice(0, 10) : null;
  const units = unitsOf(value);
  return units === null ? null : writeDay(Number(floorDivide(units, UNIT)));
}

// The first day of a year or month, as the standard stores one; any other value as it is.
export function firstDayOf(value) {
  const found = typeof value === "string" ? YEAR_OR_MONTH.exec(value) : null;
  return found ? `${found[1]}-${found[2] ?? "01"}-01` : value;
}

export function daysOf(value) {
  const parts = partsOf(value);
  return parts && exists(parts) ? add(countDays(parts), partOfDay(instantOf(value).slice(11))) : null;
}

// What part of a day has passed at a time, or at a moment.
export function partOfDay(value) {
  const instant = instantOf(value);
  if (!instant || DAY.test(value)) return null;
  const [hours, minutes, seconds] = instant.slice(-8).split(":").map(Number);
  return numberOf(divideRounded(BigInt(hours * 3600 + minutes * 60 + seconds) * UNIT, 86400n));
}

function countDays([year, month, day]) {
  const before = month <= 2 ? year - 1 : year;
  const era = Math.floor(before / 400);
  const ofEra = before - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

function writeDay(count) {
  const shifted = count + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 0 || year > 9999) return null;
  return [[year, 4], [month, 2], [day, 2]].map(([part, width]) => String(part).padStart(width, "0")).join("-");
}
