// Enter goes down a column of a table and Shift+Enter up; arrows go on at the edge of a text.
// Fields whose own keys these are, such as lists and buttons to choose with, keep them.
import { allCellsOf, mainField, rowsOf } from "./cells.js";

const form = document.querySelector("form[data-answers]");
const isText = (field) => field.tagName === "INPUT" && !["checkbox", "radio", "file", "date", "search"].includes(field.type);

function isAtEdge(field, isForward) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (start === null) return value === "";
  return start === end && start === (isForward ? value.length : 0);
}

function stepOf(event) {
  const { key, target, shiftKey } = event;
  if (key === "Enter" && target.tagName === "INPUT" && target.type !== "file") return [shiftKey ? -1 : 1, 0];
  if (shiftKey || !isText(target) || target.list || target.getAttribute("role") === "combobox") return null;
  if (key === "ArrowDown") return [1, 0];
  if (key === "ArrowUp") return [-1, 0];
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  const isTextRightToLeft = getComputedStyle(target).direction === "rtl";
  const isTableRightToLeft = getComputedStyle(target.closest("table")).direction === "rtl";
  const isForwardInText = (key === "ArrowRight") !== isTextRightToLeft;
  if (!isAtEdge(target, isForwardInText)) return null;
  return [0, (key === "ArrowRight") !== isTableRightToLeft ? 1 : -1];
}

function findCell(cell, [down, along]) {
  const rows = rowsOf(cell.closest("[data-table]"));
  let row = rows.indexOf(cell.closest("[data-row]"));
  let column = allCellsOf(rows[row]).indexOf(cell);
  for (row += down, column += along; rows[row]; row += down, column += along) {
    const next = allCellsOf(rows[row])[column];
    if (!next) return null;
    const field = mainField(next);
    if (field) return field;
  }
  return null;
}

form.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-table] [data-cell]");
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.altKey) {
    const why = event.key === "ArrowDown" && event.target.tagName === "INPUT" && cell.querySelector("[data-why]");
    if (!why) return;
    event.preventDefault();
    why.focus();
    why.showPicker?.();
    return;
  }
  const step = stepOf(event);
  if (!step) return;
  const field = findCell(cell, step);
  // Enter in the last row stays there: it must not send the page.
  if (field || event.key === "Enter") event.preventDefault();
  if (!field) return;
  field.focus();
  if (isText(field)) field.select();
});

// A reason that was chosen or taken back: its field stays in focus, or hands it on to the value.
form.addEventListener("change", ({ target }) => {
  if (!("why" in target.dataset)) return;
  target.title = target.selectedOptions[0]?.value ? target.selectedOptions[0].text : "";
  if (!target.value) mainField(target.closest("[data-cell]"))?.focus();
});

// With the keys above, the way by Tab leads through the values alone.
for (const why of form.querySelectorAll("[data-table] [data-why]")) {
  why.title = why.value ? why.selectedOptions[0].text : "";
  why.tabIndex = why.value ? 0 : -1;
  why.addEventListener("change", () => { why.tabIndex = why.value ? 0 : -1; });
}
