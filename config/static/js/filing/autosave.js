// Saves each answer while it is typed. Without a connection the browser keeps it and shows it again: see queue.js.
// Without this script the buttons of the page do the same.
import { fillFields, isForButton, questionOf, readFields, takeBasis } from "./fields.js";
import { rememberFile, sayWhichFilesAreMissing } from "./files.js";
import { needsButton, onLink, setUnsaved } from "./leaving.js";
import { workOffline } from "./offline.js";
import { closeQueue, entriesOf, keep, newName } from "./queue.js";
import { closeChannel, onReply, openChannel, readToken, sendAll } from "./sending.js";
import { createStates } from "./states.js";

const KEEP = 300; // milliseconds until the browser keeps what is typed
const PAUSE = 1000; // milliseconds without typing after which it is sent
const LONGEST = 4000; // milliseconds that anything typed waits at most
const SLOW = 400; // milliseconds after which a page says that it is saving
const RETRIES = [2000, 5000, 10_000, 30_000];
const WAITING = ["kept", "signed_out", "of_another"];

const form = document.querySelector("form[data-answers]");
const note = document.querySelector("[data-autosave-note]");
const words = note.dataset;
const { person } = form.dataset;
const states = createStates(words);
const page = newName(8);
const records = new Map(); // what this page knows of each question that was typed in
let keeping = null;
let sending = null;
let waitsSince = null;
let failures = 0;
let isTypedHere = false;
let isLayingOver = false;
let isOver = false; // signed out: nothing is kept any more

const addressOf = (question) => words.save.replace("CODE", encodeURIComponent(question.dataset.question));
const textsOf = (question) => JSON.stringify(readFields(question).filter(([name]) => !form.elements[name]?.dataset?.basis));
const unsent = () => [...records].filter(([, record]) => record.isUnsent);

function recordOf(question) {
  if (!records.has(question)) records.set(question, { isUnsent: false, isTyped: false, version: "", extra: [], laidOver: new Set(), isOnDisk: true });
  return records.get(question);
}

// What the page says of itself must not contradict what stands beside one of its questions.
function wordsOfWhole(waits, waitsForButton) {
  if (waits) return words.waiting;
  if (form.querySelector(".wrong, .conflict") || [...records.values()].some((record) => record.isRefused)) return words.someRefused;
  return waitsForButton ? words.someUnsaved : words.all;
}

function showWhole() {
  const waits = unsent().length > 0;
  const waitsForButton = needsButton();
  setUnsaved(waits || waitsForButton);
  note.textContent = wordsOfWhole(waits, waitsForButton);
}

async function keepQuestion(question, record) {
  record.isTyped = false;
  record.texts = textsOf(question);
  const names = new Set(record.extra.map(([name]) => name));
  const fields = [...readFields(question).filter(([name]) => !names.has(name)), ...record.extra];
  const entry = {
    id: `${page} ${addressOf(question)}`, person, fields, address: addressOf(question), section: window.location.pathname,
    typedBy: form.elements.typed_by.value, language: document.documentElement.lang,
  };
  const replaces = [...record.laidOver];
  const kept = keep(entry, replaces.filter((id) => id !== entry.id));
  record.version = entry.version;
  record.isOnDisk = await kept;
}

function keepTyped() {
  clearTimeout(keeping);
  keeping = null;
  return Promise.all([...records].filter(([, record]) => record.isTyped).map(([question, record]) => keepQuestion(question, record)));
}

// Resolves to "sent", or to why something waits.
async function sendTyped() {
  clearTimeout(sending);
  [sending, waitsSince] = [null, null];
  await keepTyped();
  const slow = setTimeout(() => unsent().forEach(([question]) => states.show(question, { state: "saving" })), SLOW);
  const outcome = await sendAll(person);
  clearTimeout(slow);
  if (outcome === "sent") failures = 0;
  else for (const [question, record] of unsent()) states.show(question, { state: outcome, isOnDisk: record.isOnDisk });
  if (outcome === "kept") {
    sending ??= setTimeout(sendTyped, RETRIES[Math.min(failures, RETRIES.length - 1)]);
    failures += 1;
  }
  showWhole();
  return outcome;
}

function sendSoon() {
  waitsSince ??= Date.now();
  clearTimeout(sending);
  sending = setTimeout(sendTyped, Math.max(0, Math.min(PAUSE, waitsSince + LONGEST - Date.now())));
}

function noticeTyping({ target }) {
  const question = questionOf(target);
  if (!question || !target.name) return;
  if (isForButton(target)) {
    if (target.type === "file") rememberFile(target, question, states, words);
    showWhole();
    return;
  }
  const record = recordOf(question);
  if (isOver || (record.texts && record.texts === textsOf(question))) return;
  Object.assign(record, { isUnsent: true, isTyped: true });
  isTypedHere ||= !isLayingOver;
  keeping ??= setTimeout(keepTyped, KEEP);
  sendSoon();
  showWhole();
}

onReply(({ entry, reply }) => {
  const question = [...form.querySelectorAll("[data-question]")].find((one) => addressOf(one) === entry.address);
  const record = records.get(question);
  const isMine = record && (entry.id.startsWith(`${page} `) || record.laidOver.has(entry.id));
  if (!isMine || WAITING.includes(reply.state)) return;
  if (reply.basis) takeBasis(question, entry.fields, reply.basis);
  if (["saved", "wrong"].includes(reply.state)) form.elements.autosaved.value += ` ${question.dataset.question}`;
  if (record.isTyped || ![record.version, ""].includes(entry.version) && record.version) return;
  record.isUnsent = false;
  record.isRefused = reply.state !== "saved";
  record.laidOver.clear();
  states.show(question, reply);
  showWhole();
  // Rows of a page of then may stand elsewhere now.
  if ((record.extra.length || record.hasRows) && !isTypedHere && !unsent().length && !needsButton()) window.location.reload();
});

// What was typed on this page before, in this tab or another one, and has not reached the server.
async function layOver() {
  for (const entry of await entriesOf(person)) {
    const question = entry.section === window.location.pathname && [...form.querySelectorAll("[data-question]")].find((one) => addressOf(one) === entry.address);
    const record = question && recordOf(question);
    if (!record || record.isTyped) continue;
    isLayingOver = true;
    record.extra = fillFields(question, entry.fields);
    isLayingOver = false;
    record.laidOver.add(entry.id);
    record.hasRows ||= Boolean(question.querySelector("[data-group]"));
    record.isUnsent = true;
    states.show(question, { state: "kept" });
  }
  if (!unsent().length) return;
  form.dispatchEvent(new Event("change"));
  await sendTyped();
}

// A lost connection must not replace the page with what was typed by the browser's page of errors.
form.addEventListener("submit", async (event) => {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = readToken();
  if (!unsent().length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  const outcome = await sendTyped();
  if (outcome === "signed_out") {
    setUnsaved(false);
    window.location.assign(words.signIn);
  } else if (outcome === "sent") form.requestSubmit(submitter);
  else form.elements.go.value = "";
}, { capture: true });

// The rest of the filing room sends what the browser keeps; only what it cannot keep must be saved first.
onLink(async () => {
  await sendTyped();
  return unsent().every(([, record]) => record.isOnDisk);
});

form.addEventListener("input", noticeTyping);
form.addEventListener("change", noticeTyping);
form.addEventListener("click", ({ target }) => {
  if (target.matches?.(`a[href="${words.signIn}"]`)) setUnsaved(false);
});
window.addEventListener("filing:left", () => {
  isOver = true;
  records.clear();
});
window.addEventListener("online", () => unsent().length && sendTyped());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keepTyped();
  else if (unsent().length) sendTyped();
});
window.addEventListener("pagehide", () => {
  clearTimeout(sending);
  sending = null;
  keepTyped().finally(() => {
    closeChannel();
    closeQueue();
  });
});
window.addEventListener("pageshow", (event) => {
  openChannel();
  if (event.persisted && unsent().length) sendTyped();
});
openChannel();
sayWhichFilesAreMissing(form, person, states, words);
layOver();
workOffline(words, document.body.dataset.lastSeen, note);
