// Rows of groups: added, named, moved and removed in place. Without this script the buttons save the page and do the same.
// The number of a row stands in the names of its fields and never changes; the field "-order" says where it stands.

const form = document.querySelector("form[data-answers]");
const NUMBER = /__number__/g;
const TITLE_PARTS = 2;

const groupOf = (element) => element.closest("[data-group]");
const rowsOf = (group) => [...group.querySelectorAll(":scope > [data-row]")];
const hiddenOf = (group, name) => group.querySelector(`:scope > [name="${group.dataset.group}-${name}"]`);
const fire = (field, ...types) => types.forEach((type) => field.dispatchEvent(new Event(type, { bubbles: true })));

function wordsOfField(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked && field.value ? labelOf(field) : "";
  if (field.tagName === "SELECT") return [...field.selectedOptions].filter((option) => option.value).map((option) => option.text).join(", ");
  return field.value.trim();
}

function labelOf(field) {
  const label = field.closest("label") ?? field.labels?.[0];
  return (label?.textContent ?? field.value).trim();
}

// The first answers of a row, as they are typed.
function titleOf(row) {
  const cells = [...row.querySelectorAll("[data-cell]:not([hidden])")];
  const texts = cells.map((cell) => {
    const fields = [...cell.querySelectorAll("input, select, textarea")].filter((field) => field.name === cell.dataset.name && !["file", "hidden"].includes(field.type));
    return fields.map(wordsOfField).filter(Boolean).join(", ");
  });
  return texts.filter(Boolean).slice(0, TITLE_PARTS).join(" · ").slice(0, 120);
}

const shownTitle = (row) => /^\d+\. (.*)$/s.exec(row.querySelector("[data-row-title]").textContent.trim())?.[1] ?? "";

function showTitle(row, place, title = titleOf(row)) {
  const text = title ? `${place}. ${title}` : groupOf(row).dataset.rowWord.replace("NUMBER", place);
  const summary = row.querySelector("[data-row-title]");
  if (summary.textContent.trim() !== text) [summary.textContent, summary.dir] = [text, "auto"];
}

// Numbers the rows, and writes down their order: that of removed ones too, which may come back.
function renumber(group) {
  const rows = rowsOf(group);
  rows.forEach((row, place) => {
    showTitle(row, place + 1, shownTitle(row));
    row.querySelector("[data-move=up]").hidden = place === 0;
    row.querySelector("[data-move=down]").hidden = place === rows.length - 1;
  });
  const all = [...group.querySelectorAll(":scope > details")];
  hiddenOf(group, "order").value = all.map((row) => row.dataset.row ?? row.dataset.removed).join(" ");
  const button = group.querySelector(":scope > [name=add_row]");
  if (button) button.hidden = rows.length >= Number(group.dataset.limit);
}

const firstField = (row) => [...row.querySelectorAll(".row-fields :is(input:not([type=hidden]), select, textarea)")].find((field) => !field.disabled && field.checkVisibility?.() !== false);

function say(group, text) {
  group.querySelector("[data-row-status]").textContent = text;
}

function prepare(row) {
  row.querySelector("[data-remove-row]").hidden = false;
  row.querySelector("[data-drop]").hidden = true;
}

// Adds an empty row at the end; undefined if the group takes no more.
export function addRow(group) {
  const template = group.querySelector(":scope > template");
  if (!template || rowsOf(group).length >= Number(group.dataset.limit)) return undefined;
  const count = hiddenOf(group, "rows");
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replace(NUMBER, count.value);
  const row = holder.content.querySelector("[data-row]");
  count.value = Number(count.value) + 1;
  group.querySelector("[data-row-status]").before(row);
  row.open = true;
  prepare(row);
  renumber(group);
  fire(count, "change");
  return row;
}

function moveRow(row, way) {
  const group = groupOf(row);
  const rows = rowsOf(group);
  const other = rows[rows.indexOf(row) + (way === "up" ? -1 : 1)];
  if (!other) return;
  if (way === "up") other.before(row);
  else other.after(row);
  renumber(group);
  const place = rowsOf(group).indexOf(row) + 1;
  say(group, group.dataset.moved.replace("ROW", titleOf(row)).replace("PLACE", place).replace("ALL", rows.length));
  const same = row.querySelector(`[data-move=${way}]`);
  (same.hidden ? row.querySelector("summary") : same).focus();
  fire(hiddenOf(group, "order"), "input", "change");
}

// A removed row stays on the page, hidden, until it is left: its box tells the server.
function setRemoved(row, isRemoved) {
  const [from, to] = isRemoved ? ["row", "removed"] : ["removed", "row"];
  row.dataset[to] = row.dataset[from];
  delete row.dataset[from];
  row.hidden = isRemoved;
  const box = row.querySelector("[data-drop] input");
  box.checked = isRemoved;
  renumber(groupOf(row));
  fire(box, "input", "change");
}

function removeRow(row) {
  const group = groupOf(row);
  const place = rowsOf(group).indexOf(row) + 1;
  const name = titleOf(row) || group.dataset.rowWord.replace("NUMBER", place);
  const line = document.createElement("p");
  const text = document.createElement("span");
  const undo = document.createElement("button");
  line.className = "removed-row";
  [text.textContent, text.dir] = [group.dataset.removed.replace("ROW", name), "auto"];
  [undo.type, undo.className, undo.textContent] = ["button", "plain", group.dataset.undo];
  undo.addEventListener("click", () => {
    line.remove();
    setRemoved(row, false);
    row.querySelector("summary").focus();
  });
  line.append(text, " ", undo);
  setRemoved(row, true);
  row.after(line);
  return undo;
}

// Rows that the page, or what was kept on this computer, says are to be removed.
export function showRemovedRows(group) {
  for (const row of rowsOf(group)) if (row.querySelector("[data-drop] input").checked) removeRow(row);
}

// Names the rows again after their cells were filled by a script.
export function nameRows(group) {
  rowsOf(group).forEach((row, place) => showTitle(row, place + 1));
}

form.addEventListener("click", (event) => {
  const button = event.target.closest?.("[name=add_row], [data-move], [data-remove-row]");
  if (!button) return;
  const group = groupOf(button);
  event.preventDefault();
  if (button.name === "add_row") {
    const row = addRow(group);
    if (row) firstField(row)?.focus();
  } else if ("move" in button.dataset) moveRow(button.closest("[data-row]"), button.dataset.move);
  else removeRow(button.closest("[data-row]")).focus();
});

for (const type of ["input", "change"]) {
  form.addEventListener(type, ({ target }) => {
    const row = target.closest?.("[data-group] > [data-row]");
    if (row) showTitle(row, rowsOf(groupOf(row)).indexOf(row) + 1);
  });
}

for (const group of form.querySelectorAll("[data-group]")) {
  const rows = [...group.querySelectorAll(":scope > [data-row]")];
  rows.forEach(prepare);
  showRemovedRows(group);
  renumber(group);
}
