// Saves what is typed while it is typed. Where the server cannot be reached, this tab keeps it and shows it again.
// Without it the buttons of the page do the same.
import { setUnsaved } from "./unsaved.js";

const PAUSE = 2000; // milliseconds without typing after which it is saved
const LONGEST = 5000; // milliseconds that anything typed waits at most
const form = document.querySelector("form[data-answers]");
const note = document.querySelector("[data-autosave-note]");
const words = note.dataset;
const place = `filing:${form.dataset.person}:${window.location.pathname}`;
let waiting = null;
let waitsSince = null;
let running = null;
let isRefused = false; // signed out, or the report was sent: only a person can go on

// What "Save" alone does: files, and boxes that remove something when the page is saved.
const isForSaveOnly = (name) => /-remove$|-drop-\d+$/.test(name);

function typedEntries() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !isForSaveOnly(name));
}

function needsButton() {
  return [...form.elements].some((field) => (field.type === "file" ? field.value : field.checked && isForSaveOnly(field.name)));
}

function textsOfFields() {
  const basis = new Set([...form.querySelectorAll("[data-basis], [name=csrfmiddlewaretoken], [name=typed_by]")].map((field) => field.name));
  return typedEntries().filter(([name]) => name.includes("-") && !basis.has(name));
}

function say(text) {
  note.textContent = text;
}

function keepInTab() {
  try {
    sessionStorage.setItem(place, JSON.stringify(textsOfFields()));
  } catch {
    // The tab keeps nothing in private windows of some browsers.
  }
}

function forgetInTab() {
  sessionStorage.removeItem(place);
}

function takeBasis(basis) {
  for (const [name, value] of Object.entries(basis)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}

function showProblems(problems) {
  for (const [code, sentences] of Object.entries(problems)) {
    const place = form.querySelector(`[data-question="${code}"] [data-problems]`);
    const shown = sentences.map((sentence) => {
      const line = document.createElement("p");
      [line.className, line.textContent, line.dir] = ["gap small", sentence, "auto"];
      return line;
    });
    place?.replaceChildren(...shown);
  }
}

async function send() {
  const body = new FormData();
  for (const [name, value] of typedEntries()) body.append(name, value);
  body.append("autosave", "1");
  const before = JSON.stringify(textsOfFields());
  const answer = await fetch(form.action || window.location.pathname, { method: "POST", body, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    isRefused = true;
    say(words.signedOut);
    return false;
  }
  const result = await answer.json();
  if (result.refusal) {
    isRefused = true;
    say(result.refusal);
    return false;
  }
  takeBasis(result.basis);
  showProblems(result.problems);
  for (const code of result.changed) form.elements.autosaved.value += ` ${code}`;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  say(result.unsaved.length ? words.wrong.replace("NUMBERS", result.unsaved.join(", ")) : words.saved.replace("TIME", time));
  if (before !== JSON.stringify(textsOfFields())) return true;
  forgetInTab();
  setUnsaved(needsButton());
  return true;
}

// Resolves to true if the server has what was typed, to false if this tab alone has it.
export function autosave() {
  clearTimeout(waiting);
  [waiting, waitsSince] = [null, null];
  running ??= send()
    .catch(() => {
      say(words.lost);
      waitToSave(LONGEST);
      return false;
    })
    .finally(() => {
      running = null;
    });
  return running;
}

function waitToSave(pause = PAUSE) {
  if (isRefused) return;
  waitsSince ??= Date.now();
  clearTimeout(waiting);
  waiting = setTimeout(autosave, Math.max(0, Math.min(pause, waitsSince + LONGEST - Date.now())));
}

function noticeTyping(event) {
  if (event.target.type === "file" || isForSaveOnly(event.target.name ?? "") || !event.target.name) return;
  keepInTab();
  waitToSave();
}

function showWhatTabKept() {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (!kept || JSON.stringify(kept) === JSON.stringify(textsOfFields())) return;
  const texts = new Map();
  for (const [name, value] of kept) texts.set(name, [...(texts.get(name) ?? []), value]);
  for (const field of form.querySelectorAll("input, select, textarea")) {
    if (!field.name.includes("-") || "basis" in field.dataset || isForSaveOnly(field.name) || ["file", "hidden"].includes(field.type)) continue;
    const values = texts.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values[0];
  }
  say(words.restored);
  form.dispatchEvent(new Event("change"));
  waitToSave();
}

// A lost connection must not replace the page with what was typed by the browser's page of errors.
form.addEventListener("submit", async (event) => {
  if (isRefused || (!waiting && !running)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (running) await running;
  const isSaved = await autosave();
  if (!isSaved && !isRefused) {
    form.elements.go.value = "";
    return;
  }
  clearTimeout(waiting);
  waiting = null;
  form.requestSubmit(submitter);
}, { capture: true });

form.addEventListener("input", noticeTyping);
form.addEventListener("change", noticeTyping);
window.addEventListener("pagehide", () => clearTimeout(waiting));
showWhatTabKept();
