// A block of cells as spreadsheets put it on the clipboard: tabs between cells, lines between rows, quotes around
// cells that hold either. Pure functions.

// Returns rows of texts.
export function readBlock(text) {
  const rows = [[]];
  let cell = "";
  let isQuoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const endCell = () => {
    rows.at(-1).push(cell);
    cell = "";
  };
  for (let place = 0; place < source.length; place += 1) {
    const sign = source[place];
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (source[place + 1] === '"') [cell, place] = [`${cell}"`, place + 1];
      else isQuoted = false;
    } else if (sign === '"' && cell === "" && closesQuote(source, place)) isQuoted = true;
    else if (sign === "\t") endCell();
    else if (sign === "\n") {
      endCell();
      rows.push([]);
    } else cell += sign;
  }
  endCell();
  return rows.map((row) => row.map((one) => one.trim()));
}

// A quote that begins a cell but never ends it is a letter.
function closesQuote(source, place) {
  return /^"(?:[^"]|"")*"(?=[\t\n]|$)/.test(source.slice(place));
}

const NUMBER = /^[+-]?\d+(?:[.,' \u00a0\u202f\u2009’]\d+)+$/;

// What one number says about the decimal mark: "." or ","; null if it can be read in two ways, or has none.
function decimalMarkOf(text) {
  const [whole, ...parts] = text.split(/[.,]/);
  const marks = [...text.matchAll(/[.,]/g)].map(([mark]) => mark);
  if (!marks.length) return null;
  const last = marks.at(-1);
  if (marks.some((mark) => mark !== last)) return last;
  if (marks.length > 1) return last === "." ? "," : ".";
  const isGrouped = /\D/.test(whole.replace(/^[+-]/, ""));
  return isGrouped || parts[0].length !== 3 || whole.replace(/^[+-]/, "").length > 3 || /^[+-]?0/.test(whole) ? last : null;
}

// Returns the decimal mark that the numbers of a block have; null if nothing in it tells, or they disagree.
export function findDecimalMark(texts) {
  const numbers = texts.map((text) => text.trim()).filter((text) => NUMBER.test(text));
  const votes = new Set(numbers.map(decimalMarkOf).filter(Boolean));
  return votes.size === 1 ? [...votes][0] : null;
}

// Rewrites a number so that it can be read in one way only, once the block has told its decimal mark.
export function writePlainly(text, mark) {
  if (!mark || !NUMBER.test(text.trim())) return text;
  const grouped = text.trim().replace(mark === "," ? /[.' \u00a0\u202f\u2009’]/g : /[,' \u00a0\u202f\u2009’]/g, "");
  const [whole, part] = grouped.split(mark);
  // A last zero keeps three decimals from being taken for thousands.
  return part === undefined ? whole : `${whole}${mark}${part.length === 3 ? `${part}0` : part}`;
}

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

// The option that a text names, by its code or its words; options are [[value, words]].
export function findOption(options, text) {
  const asked = fold(text);
  const found = options.find(([value]) => fold(value) === asked) ?? options.filter(([, words]) => fold(words) === asked)[0];
  return found?.[0] ?? null;
}

// A day as spreadsheets write it, as 2024-12-31; null where the day and the month cannot be told apart.
export function readDay(text) {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text.trim());
  const other = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text.trim());
  if (!iso && !other) return null;
  let [year, month, day] = iso ? iso.slice(1).map(Number) : [Number(other[4]), Number(other[3]), Number(other[1])];
  if (other && other[2] !== "." && day <= 12 && month <= 12 && day !== month) return null;
  if (other && month > 12) [day, month] = [month, day];
  const found = new Date(Date.UTC(year, month - 1, day));
  const isReal = found.getUTCFullYear() === year && found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
  return isReal ? found.toISOString().slice(0, 10) : null;
}
