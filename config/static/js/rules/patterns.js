// Follows a machine of reporting/instruments/rules/patterns.py: each letter is read once, so no text takes long.

export function matches(machine, text) {
  try {
    return run(machine, text);
  } catch {
    return false;
  }
}

function run(machine, text) {
  const known = new Map();
  let here = reach(machine, [0]);
  for (const letter of text) {
    const step = `${here.key}/${letter}`;
    if (!known.has(step)) {
      const code = letter.codePointAt(0);
      known.set(step, reach(machine, here.places.filter((place) => accepts(machine[place], code)).map((place) => machine[place][3])));
    }
    here = known.get(step);
    if (!here.places.length) return false;
  }
  return here.places.some((place) => machine[place][0] === "end");
}

// The states that read a letter, or end, which are reached from these without reading one.
function reach(machine, places) {
  const open = [...places];
  const seen = new Set();
  while (open.length) {
    const place = open.pop();
    if (seen.has(place)) continue;
    seen.add(place);
    if (machine[place][0] === "fork") open.push(...machine[place].slice(1));
  }
  const found = [...seen].filter((place) => machine[place][0] !== "fork").sort((a, b) => a - b);
  return { places: found, key: found.join() };
}

function accepts(state, letter) {
  return state[0] === "one" && state[2].some(([low, high]) => low <= letter && letter <= high) !== state[1];
}
