// Words as people type them to find an option: without accents, in any of the six languages, or the code.

// Letters that no decomposition takes apart, and marks that are typed in several ways.
const ALIKE = new Map(Object.entries({ ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", ة: "ه", ى: "ي", "ـ": "" }));

export function fold(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[øłđıßæœةىـ]/gu, (letter) => ALIKE.get(letter)).replace(/[\p{P}\p{S}]+/gu, " ");
}

// The names of countries in all languages, asked of the server once, when somebody first looks for a country.
const asked = new Map();

export function loadNames(address) {
  if (!address) return Promise.resolve({});
  if (!asked.has(address)) {
    asked.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : {}), () => ({})));
  }
  return asked.get(address);
}

// Those that fit what was typed: first the ones whose name begins with it.
export function findFitting(options, typed, names = {}) {
  const words = fold(typed).split(" ").filter(Boolean);
  const scored = options.map((option) => {
    const own = fold(option.text);
    const all = `${own} ${fold(option.value)} ${fold(names[option.value] ?? "")}`;
    const fits = words.every((word) => all.includes(word));
    const isFirst = own.startsWith(words.join(" ")) || fold(option.value) === words.join(" ");
    return { option, rank: !fits ? 2 : isFirst ? 0 : 1 };
  });
  return scored.filter(({ rank }) => rank < 2).sort((a, b) => a.rank - b.rank).map(({ option }) => option);
}

// The one option that is called so, in this language, or by its code.
export function findNamed(options, typed, names = {}) {
  const word = fold(typed).trim();
  const named = options.filter(({ value, text }) => [text, value].some((name) => fold(name).trim() === word));
  if (named.length) return named.length === 1 ? named[0] : null;
  const fitting = findFitting(options, typed, names);
  return fitting.length === 1 ? fitting[0] : null;
}
