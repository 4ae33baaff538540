// Lets the browser show this section without a connection, and says so where it does.
import { newName } from "./queue.js";

const { lang } = document.documentElement;

export async function workOffline(words, lastSeen, note) {
  if (lastSeen) {
    const banner = document.createElement("p");
    const at = new Date(lastSeen).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
    [banner.className, banner.id] = ["card notice", `offline-${newName(4)}`];
    banner.textContent = words.offline.replace("TIME", at);
    document.querySelector("form[data-answers]").before(banner);
    return;
  }
  if (!("serviceWorker" in navigator) || !words.worker) return;
  await navigator.serviceWorker.register(words.worker);
  const { active } = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage({ page: window.location.pathname, parts: parts.filter((name) => new URL(name).pathname.startsWith(words.static)) });
}
