// What is typed and not on the server yet, as the browser keeps it: it outlives the page, the tab and the browser.
// An entry is {id, version, order, person, section, address, fields, typedBy, language}.
const STORE = "unsent";
const inMemory = new Map(); // for browsers that keep nothing
let opening = null;
let lastOrder = 0;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = window.indexedDB.open("filing", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => {
      request.result.onversionchange = closeQueue;
      request.result.onclose = closeQueue;
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opening;
}

// The browser keeps a page for "Back" only without open connections.
export function closeQueue() {
  opening?.then((database) => database.close(), () => {});
  opening = null;
}

// Calls `work` with the store; resolves to what the request that it returns has found, once all is on the disk.
async function transact(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const newName = (length) => [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => (byte % 36).toString(36)).join("");

// Keeps an entry as the newest of all, in place of those with the ids it `replaces`. Resolves to false if this page alone has it.
export async function keep(entry, replaces = []) {
  lastOrder = Math.max(Date.now(), lastOrder + 1);
  Object.assign(entry, { order: lastOrder, version: newName(8) });
  try {
    await transact("readwrite", (store) => {
      for (const id of replaces) store.delete(id);
      return store.put(entry);
    });
    return true;
  } catch {
    inMemory.set(entry.id, entry);
    return false;
  }
}

// The order of what is typed last: what has a higher one was typed later.
export const newestOrder = () => Math.max(Date.now(), lastOrder);

// All that one person has typed, in the order of typing.
export async function entriesOf(person) {
  const stored = await transact("readonly", (store) => store.getAll()).catch(() => []);
  return [...stored, ...inMemory.values()].filter((entry) => entry.person === person).sort((one, other) => one.order - other.order);
}

// Forgets an entry that was sent; one that was typed on meanwhile builds on what the server has now.
export async function settle(sent, basis) {
  const newest = inMemory.get(sent.id);
  if (newest?.version === sent.version) inMemory.delete(sent.id);
  else if (newest) newest.fields = rebase(newest.fields, sent.fields, basis);
  await transact("readwrite", (store) => {
    const request = store.get(sent.id);
    request.onsuccess = () => {
      const found = request.result;
      if (found?.version === sent.version) store.delete(sent.id);
      else if (found) store.put({ ...found, fields: rebase(found.fields, sent.fields, basis) });
    };
    return null;
  }).catch(() => {});
}

// Returns the fields with the new basis where they still have the one that was sent.
function rebase(fields, sent, basis) {
  const old = new Map(sent);
  return fields.map(([name, value]) => [name, name in basis && value === old.get(name) ? basis[name] : value]);
}

export async function forgetAllOf(person) {
  inMemory.clear();
  for (const { id } of await entriesOf(person)) await transact("readwrite", (store) => store.delete(id)).catch(() => {});
}
