// Offers the people who may be told of a comment while "@" and a name are typed; the one chosen is ticked too.
// Without this script people are ticked in the list below the field, or named in full.
import { findFitting } from "../fields/words.js";

const BEFORE_CARET = /(?:^|[^\p{L}\p{N}_])@([^@\n]{0,60})$/u;
const ADDRESS = / \([^()\s]+@[^()\s]+\)$/; // beside a name that two people have
const MOST = 6;

const place = document.querySelector(".mentions");
const field = place?.querySelector("textarea");
const people = [...document.querySelectorAll("input[name=people]")].map((box) => {
  const text = box.closest(".choice").textContent.trim();
  return { box, value: "", text, name: text.replace(ADDRESS, "") };
});

const list = document.createElement("ul");
const status = document.createElement("span");

function typedName() {
  return field.value.slice(0, field.selectionStart).match(BEFORE_CARET)?.[1];
}

function close() {
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function mark(option) {
  list.querySelector(".marked")?.classList.remove("marked");
  option.classList.add("marked");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function offer() {
  const typed = typedName();
  const fitting = typed === undefined || / $/.test(typed) ? [] : findFitting(people, typed).slice(0, MOST);
  if (!fitting.length) return close();
  list.replaceChildren(...fitting.map((person) => {
    const option = document.createElement("li");
    Object.assign(option, { id: `mention-${people.indexOf(person)}`, role: "option", dir: "auto", textContent: person.text });
    option.setAttribute("aria-selected", String(person.box.checked));
    return option;
  }));
  list.hidden = false;
  mark(list.firstElementChild);
}

function choose(option) {
  const person = people[Number(option.id.slice("mention-".length))];
  const end = field.selectionStart;
  field.setRangeText(`@${person.name} `, end - typedName().length - 1, end, "end");
  person.box.checked = true;
  status.textContent = person.text;
  close();
  field.focus();
}

function press(event) {
  if (list.hidden || event.isComposing) return;
  const marked = list.querySelector(".marked");
  if (event.key === "ArrowDown") mark(marked.nextElementSibling ?? list.firstElementChild);
  else if (event.key === "ArrowUp") mark(marked.previousElementSibling ?? list.lastElementChild);
  else if (event.key === "Enter" || event.key === "Tab") choose(marked);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}

if (field && people.length) {
  Object.assign(list, { id: "mentions-list", role: "listbox", className: "found-in-list", hidden: true });
  list.setAttribute("aria-label", place.dataset.names);
  Object.assign(status, { role: "status", className: "unseen" });
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("autocomplete", "off");
  field.after(list, status);
  field.addEventListener("input", offer);
  field.addEventListener("keydown", press);
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => event.target.closest("li") && choose(event.target.closest("li")));
}
