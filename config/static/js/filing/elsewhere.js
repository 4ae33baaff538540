// On every page of a signed-in person: sends what was typed without a connection, keeps nothing for the next
// person at this computer, and asks before signing out while something is unsent.
import { forgetFilesOf } from "./files.js";
import { entriesOf, forgetAllOf } from "./queue.js";
import { closeChannel, openChannel, sendAll } from "./sending.js";

const { person } = document.querySelector("form[data-person]")?.dataset ?? {};

async function forgetPagesOfOthers(keeps = () => false) {
  for (const name of (await window.caches?.keys()) ?? []) {
    if (name.startsWith("filing-pages ") && !keeps(name)) await caches.delete(name);
  }
}

async function signOut(form) {
  await sendAll(person);
  if ((await entriesOf(person)).length && !window.confirm(form.dataset.unsent)) return;
  window.dispatchEvent(new Event("filing:left"));
  await forgetAllOf(person);
  forgetFilesOf(person);
  await forgetPagesOfOthers().catch(() => {});
  form.submit();
}

for (const form of document.querySelectorAll("form[data-unsent]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signOut(form).catch(() => form.submit());
  });
}

forgetPagesOfOthers((name) => name === `filing-pages ${person}`).catch(() => {}); // some private windows keep none
if (person && !document.querySelector("form[data-answers]")) {
  openChannel();
  window.addEventListener("online", () => sendAll(person));
  window.addEventListener("pagehide", closeChannel);
  entriesOf(person).then((entries) => entries.length && sendAll(person));
}
