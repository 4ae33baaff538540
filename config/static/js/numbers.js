// Numbers as people write them, for rules that the page follows at once; the server reads them more strictly.

const NOT_LATIN = /[\u0660-\u0669\u06f0-\u06f9]/g;
const SPACES = /[\s'’\u066c]/g;

function plainText(text) {
  return text.replace(NOT_LATIN, (digit) => digit.charCodeAt(0) & 15).replace(SPACES, "").replace("\u066b", ",").replace("−", "-");
}

export function readWholeNumber(text) {
  const digits = plainText(text);
  const plain = /^-?[1-9]\d{0,2}(([,.])\d{3})(\2\d{3})*$/.test(digits) ? digits.replace(/[,.]/g, "") : digits;
  return /^-?\d+$/.test(plain) ? Number(plain) : null;
}

// The number as it would be stored, a text with a point; null if it is none, or may be read in two ways.
export function readDecimal(text) {
  const found = /^(-?)((?:\d{1,3}([,.])\d{3}(?:\3\d{3})*)|\d*?)(?:([,.])(\d+))?$/.exec(plainText(text).replace(/^(-?)(\d+)$/, "$1$2.0"));
  if (!found) return null;
  const [, sign, whole, group, mark, part = ""] = found;
  if (group && group === mark) return null;
  const isDoubtful = group && !mark ? whole.split(group).length === 2 && !/^0/.test(whole) : /^[1-9]\d{0,2}$/.test(whole) && /^\d{3}$/.test(part);
  if (isDoubtful) return null;
  if (group && !mark && /^0/.test(whole)) return readDecimal(`${sign}${whole.replace(group, ".")}0`);
  const decimals = part.replace(/0+$/, "");
  const digits = whole.replace(/[,.]/g, "").replace(/^0+(?=\d)/, "") || "0";
  return whole || part ? `${sign}${digits}${decimals ? `.${decimals}` : ""}` : null;
}
