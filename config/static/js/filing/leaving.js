// Nothing typed is left behind unasked: ways out ask while something has not reached the server.
import { isForButton } from "./fields.js";

const form = document.querySelector("form[data-answers]");
const { stay, go } = form.elements;
let unsaved = false;
let saveFirst = async () => false;

function ask(event) {
  event.preventDefault();
  event.returnValue = ""; // older browsers ask only then
}

// The browser keeps no page for "Back" that listens all the time.
export function setUnsaved(value) {
  if (value !== unsaved) window[value ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
  unsaved = value;
}

// True if something on the page is sent by its button alone: a file, a row or file to be removed.
export function needsButton() {
  if ("unsaved" in form.dataset) return true;
  return [...form.elements].some((field) => isForButton(field) && (field.type === "file" ? field.value : field.checked));
}

// Calls `save` before a link to another section is followed; it resolves to true if nothing can be lost.
export function onLink(save) {
  saveFirst = save;
}

async function follow(link) {
  if (needsButton() || !(await saveFirst())) {
    go.value = link.dataset.go;
    form.requestSubmit();
    return;
  }
  setUnsaved(false);
  window.location.assign(link.href);
}

form.addEventListener("submit", (event) => {
  if (event.submitter === stay) stay.value = document.activeElement?.closest("[data-question]")?.dataset.question ?? "";
  setUnsaved(false);
});

for (const link of document.querySelectorAll("a[data-go]")) {
  link.addEventListener("click", (event) => {
    if (!unsaved || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    follow(link);
  });
}

// Fields with `data-basis` say what the page was built from: not typed, and older than what is stored once it was saved.
const basisOf = (element) => [...element.querySelectorAll("[data-basis]")];

function typedEntries(element) {
  const basis = new Set(basisOf(element).map((field) => field.name));
  const names = new Set([...element.querySelectorAll("[name]")].map((field) => field.name));
  const entries = [...new FormData(element.closest("form"))].filter(([name]) => names.has(name) && !basis.has(name) && !/-rows$/.test(name));
  return JSON.stringify(entries.filter(([, value]) => value && typeof value === "string"));
}

// A page that "Back" brings out of the memory of the browser: where it says what is stored, it is built on that now.
async function buildOnStoredAnswers() {
  const answer = await fetch(window.location.href, { redirect: "error" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-answers]");
  for (const question of form.querySelectorAll("[data-question]")) {
    const stored = fresh.querySelector(`[data-question="${question.dataset.question}"]`);
    if (!stored || typedEntries(question) !== typedEntries(stored)) continue;
    for (const { name, value } of basisOf(stored)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
  }
}

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  [stay.value, go.value, form.elements.autosaved.value] = ["", "", ""];
  buildOnStoredAnswers().catch(() => {});
});

// Whoever signs out has been asked already.
window.addEventListener("filing:left", () => setUnsaved(false));

setUnsaved(needsButton());
