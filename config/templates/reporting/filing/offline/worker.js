{% load static %}{% get_current_language as language %}// Answers for the filing room without a connection: with sections as they were last seen, else with a plain page.
// With a connection it only looks on.
const SHELL = "filing-shell {% static "site.css" %} {{ language }}";
const PAGES = "filing-pages ";
const OFFLINE = "{% url "offline_page" %}";
const SECTION = /\/sections\/[^/]+\/$/;

self.addEventListener("install", (event) => {
  const parts = [OFFLINE, "{% static "site.css" %}", "{% static "filing.css" %}", "{% static "mark.svg" %}"];
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(parts)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget((name) => name.startsWith("filing-shell ") && name !== SHELL).then(() => self.clients.claim()));
});

async function forget(isOld) {
  for (const name of await caches.keys()) if (isOld(name)) await caches.delete(name);
}

// Only what the browser may store, of one person at a time.
async function rememberPage(path, response) {
  const text = await response.text();
  const person = /<form[^>]* data-answers[^>]* data-person="(\d+)"/.exec(text)?.[1];
  const isStored = response.ok && !/no-store/.test(response.headers.get("Cache-Control") ?? "");
  if (!person || !isStored) return;
  await forget((name) => name.startsWith(PAGES) && name !== PAGES + person);
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8", "Cache-Control": "private, no-store" });
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Frame-Options"]) headers.set(name, response.headers.get(name) ?? "");
  const seen = text.replace("<body>", `<body data-last-seen="${new Date().toISOString()}">`);
  await (await caches.open(PAGES + person)).put(path, new Response(seen, { headers }));
}

async function showPage(event) {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const isSection = request.method === "GET" && SECTION.test(pathname);
  try {
    const response = await fetch(request);
    if (isSection && response.ok) event.waitUntil(rememberPage(pathname, response.clone()));
    // Nobody is signed in any more: the next person here may be another one.
    if (isSection && response.type === "opaqueredirect") event.waitUntil(forget((name) => name.startsWith(PAGES)));
    return response;
  } catch {
    return (isSection && (await caches.match(pathname))) || caches.match(OFFLINE);
  }
}

async function showPart(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.ok) {
      const copy = response.clone();
      event.waitUntil(caches.open(SHELL).then((shell) => shell.put(request, copy)));
    }
    return response;
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(showPage(event));
  else if (request.method === "GET" && url.pathname.startsWith("{% get_static_prefix %}")) event.respondWith(showPart(event));
});

// The first page of a visit was loaded before this script could look on.
self.addEventListener("message", (event) => {
  const { page, parts } = event.data;
  const remember = async () => {
    const shell = await caches.open(SHELL);
    const missing = [];
    for (const part of parts) if (!(await shell.match(part))) missing.push(part);
    await Promise.all(missing.map(async (part) => shell.put(part, await fetch(part, { cache: "force-cache" }))));
    if (!(await caches.match(page))) await rememberPage(page, await fetch(page, { cache: "force-cache", redirect: "error" }));
  };
  event.waitUntil(remember().catch(() => {}));
});
