// Fills in forms in ODK Web Forms' own engine, which runs in browsers: {xml, answers} in, what it says of each node out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.argv[2]}/package.json`));
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!doctype html>", { url: "https://forms.example/" });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
}
Object.assign(globalThis, { window, document: window.document, __dirname: process.argv[2], require });
const { createInstance } = await import(pathToFileURL(require.resolve("@getodk/xforms-engine")).href);

const nameOf = (node) => node.currentState.reference.split("/").at(-1).replace(/\[\d+\]$/, "");
const isRepeat = (node) => node.nodeType.startsWith("repeat-range");

function setValue(node, value) {
  if (node.nodeType === "select") node.selectValues(value === null ? [] : [value].flat());
  else if (value !== null && node.valueType === "int") node.setValue(BigInt(value));
  else if (value !== null && node.valueType === "decimal") node.setValue(Number(value));
  else node.setValue(value ?? "");
}

function fill(nodes, answers) {
  for (const node of nodes) {
    const value = answers[nameOf(node)];
    if (isRepeat(node)) {
      const rows = value ?? [];
      while (node.currentState.children.length > rows.length) node.removeInstances(node.currentState.children.length - 1);
      while (node.currentState.children.length < rows.length) node.addInstances();
      rows.forEach((row, place) => fill(node.currentState.children[place].currentState.children, row));
    } else if (value !== undefined) setValue(node, value);
  }
}

function tell(nodes) {
  const told = {};
  for (const node of nodes) {
    const { relevant, value, children } = node.currentState;
    const name = nameOf(node);
    if (isRepeat(node)) told[name] = { relevant, rows: children.map((row) => tell(row.currentState.children)) };
    else if (node.nodeType !== "group") {
      told[name] = { relevant, value: value === null ? "" : String(value), valid: node.validationState?.constraint?.valid ?? true };
    }
  }
  return told;
}

const forms = JSON.parse(readFileSync(0, "utf8"));
const results = [];
for (const { xml, sets } of forms) {
  const told = [];
  for (const answers of sets) {
    const { root } = await createInstance(xml, {});
    fill(root.currentState.children, answers);
    told.push(tell(root.currentState.children));
  }
  results.push(told);
}
process.stdout.write(JSON.stringify(results));
