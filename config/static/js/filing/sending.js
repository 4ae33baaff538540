// Sends what is kept, in the order in which it was typed, for the person who typed it and nobody else.
import { entriesOf, newestOrder, settle } from "./queue.js";

const TIMEOUT = 20_000; // milliseconds after which a request counts as lost
const LATE = 60_000; // milliseconds after which an answer was typed without a connection
const skipped = new Set(); // versions that the server does not take; they are tried again by the next page

// Where a page works on, so that all tabs know what became of an answer. Closed while a page is kept for "Back".
let channel = null;
const listeners = new Set();

export function openChannel() {
  if (!window.BroadcastChannel) return;
  channel ??= new BroadcastChannel("filing");
  channel.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));
}

export function closeChannel() {
  channel?.close();
  channel = null;
}

// Calls `listener` with {entry, reply} for every answer that some page of this browser has sent.
export function onReply(listener) {
  listeners.add(listener);
}

function tell(entry, reply) {
  listeners.forEach((listener) => listener({ entry, reply }));
  channel?.postMessage({ entry, reply });
}

export function readToken() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function request(entry) {
  const body = new URLSearchParams([...entry.fields, ["typed_by", entry.typedBy], ["language", entry.language]]);
  if (Date.now() - entry.order > LATE) body.set("offline", "1");
  return fetch(entry.address, {
    method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": readToken() }, signal: AbortSignal.timeout?.(TIMEOUT),
  });
}

// A page that was opened before signing in again has an old token. Resolves to false if nobody is signed in.
async function renewToken() {
  const answer = await fetch("/filing/token/", { redirect: "manual", signal: AbortSignal.timeout?.(TIMEOUT) });
  return answer.ok;
}

// Resolves to what the server says of an answer: {state, ...}; `state` is also "signed_out" or "unknown".
async function post(entry) {
  let answer = await request(entry);
  if (answer.status === 403 && (await renewToken())) answer = await request(entry);
  if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "signed_out" };
  if (answer.status >= 500) throw new Error(String(answer.status));
  if (answer.headers.get("Content-Type") !== "application/json") return { state: "unknown" };
  return answer.json();
}

// What is typed while it runs waits for a pause in the typing.
async function sendInOrder(person) {
  const start = newestOrder();
  for (;;) {
    const entry = (await entriesOf(person)).find(({ order, version }) => order <= start && !skipped.has(version));
    if (!entry) return "sent";
    const reply = await post(entry).catch(() => ({ state: "kept" }));
    if (["kept", "signed_out", "of_another"].includes(reply.state)) {
      tell(entry, reply);
      return reply.state;
    }
    if (reply.state === "unknown") skipped.add(entry.version);
    else await settle(entry, reply.basis);
    tell(entry, reply);
  }
}

// Sends all that this person has typed; one tab at a time, so that the order holds. Resolves to "sent",
// or to why it waits: "kept" (no connection), "signed_out" or "of_another" (somebody else is signed in).
export function sendAll(person) {
  const send = () => sendInOrder(person);
  return navigator.locks ? navigator.locks.request(`filing:${person}`, send) : send();
}
