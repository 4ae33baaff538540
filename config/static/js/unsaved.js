// Nothing typed is left behind unasked: section links save first, other ways out ask. Without it the links just lead away.

const form = document.querySelector("form[data-answers]");
const { stay, go } = form.elements;
let unsaved = false;

function ask(event) {
  event.preventDefault();
  event.returnValue = ""; // older browsers ask only then
}

// The browser keeps no page for "Back" that listens all the time.
export function setUnsaved(value) {
  if (value !== unsaved) window[value ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
  unsaved = value;
}

form.addEventListener("input", () => setUnsaved(true));
form.addEventListener("change", () => setUnsaved(true));
form.addEventListener("submit", (event) => {
  if (event.submitter === stay) stay.value = document.activeElement?.closest("[data-question]")?.dataset.question ?? "";
  setUnsaved(false);
});

for (const link of document.querySelectorAll("a[data-go]")) {
  link.addEventListener("click", (event) => {
    if (!unsaved || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go.value = link.dataset.go;
    form.requestSubmit();
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
    if (!stored || typedEntries(question) !== typedEntries(stored)) {
      setUnsaved(true);
      continue;
    }
    for (const { name, value } of basisOf(stored)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
  }
}

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  [stay.value, go.value, form.elements.autosaved.value] = ["", "", ""];
  buildOnStoredAnswers().catch(() => setUnsaved(true));
});

setUnsaved("unsaved" in form.dataset);
