// A long list that people type into to find an option; several chosen ones stand above it as chips.
// Without this script the list is a plain select, or boxes to tick. Rows that are added later come alive by themselves.
import { findFitting, findNamed, loadNames } from "./words.js";

const MADE = "data-made-by-script";
let number = 0;

function make(name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

class LongList extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("change", () => this.input && this.show());
    // What was kept on this computer is filled in without a word to this element, only to the form.
    this.refresh = ({ target }) => {
      if (target === this.form && this.input && this.shows !== this.chosenValues) this.show();
    };
  }

  connectedCallback() {
    for (const old of this.querySelectorAll(`:scope > [${MADE}]`)) old.remove(); // of a row that was copied
    this.select = this.querySelector("select");
    this.boxes = this.querySelector(".many");
    if (!this.select && !this.boxes) return;
    this.key = `long-list-${(number += 1)}`;
    this.names = {};
    this.build();
    this.show();
    this.form = this.closest("form");
    this.form?.addEventListener("change", this.refresh);
  }

  disconnectedCallback() {
    this.form?.removeEventListener("change", this.refresh);
  }

  get options() {
    const all = this.select ? [...this.select.options].filter(({ value }) => value) : [...this.boxes.querySelectorAll("input")];
    return all.filter((field) => !field.disabled && !field.matches(":disabled")).map((field) => ({
      field, value: field.value, text: (field.text ?? field.closest("label").textContent).trim(),
    }));
  }

  get chosenValues() {
    return JSON.stringify(this.chosen.map(({ value }) => value));
  }

  get chosen() {
    return this.options.filter(({ field }) => (this.select ? field.selected : field.checked));
  }

  build() {
    const native = this.select ?? this.boxes;
    const id = native.id || this.dataset.id || `${this.key}-input`;
    this.input = make("input", {
      [MADE]: "", type: "text", role: "combobox", class: "find-in-list", id, autocomplete: "off", autocapitalize: "none", spellcheck: "false", dir: "auto",
      placeholder: this.dataset.find, "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${this.key}-list`,
    });
    for (const name of ["aria-label", "aria-labelledby", "aria-describedby", "aria-invalid"]) {
      if (native.hasAttribute(name)) this.input.setAttribute(name, native.getAttribute(name));
    }
    if (!this.input.hasAttribute("aria-label") && !this.input.hasAttribute("aria-labelledby") && !document.querySelector(`label[for="${CSS.escape(id)}"]`)) {
      this.input.setAttribute("aria-label", this.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? this.dataset.find);
    }
    this.input.disabled = native.matches(":disabled") || Boolean(this.closest("fieldset:disabled"));
    native.removeAttribute("id");
    this.dataset.id = id;
    this.list = make("ul", { [MADE]: "", role: "listbox", id: `${this.key}-list`, class: "found-in-list", "aria-label": this.dataset.find });
    this.status = make("span", { [MADE]: "", role: "status", class: "small muted" });
    this.list.hidden = true;
    if (this.boxes) {
      this.chips = make("ul", { [MADE]: "", class: "chips" });
      this.append(this.chips);
      this.list.setAttribute("aria-multiselectable", "true");
    }
    this.append(this.input, this.list, this.status);
    (this.select ?? this.querySelector("details")).hidden = true;
    this.querySelector("[data-ticked]")?.setAttribute("hidden", "");
    this.listen();
  }

  listen() {
    for (const type of ["input", "change"]) this.input.addEventListener(type, (event) => event.stopPropagation()); // nothing is answered yet
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("focus", () => this.learnNames());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.pick(event.target.closest("[role=option]")));
  }

  // What was typed before the names came is looked for again.
  async learnNames() {
    const isNew = this.names !== (this.names = await loadNames(this.dataset.names));
    if (isNew && this.input.value.trim() && this.input.value !== this.shownText && document.activeElement === this.input) this.open();
  }

  open() {
    const typed = this.select && this.input.value === this.shownText ? "" : this.input.value;
    const fitting = findFitting(this.options, typed, this.names);
    const picked = new Set(this.chosen.map(({ value }) => value));
    this.list.replaceChildren(...fitting.map(({ value, text }, place) => make("li", {
      role: "option", id: `${this.key}-${place}`, "data-value": value, "aria-selected": String(picked.has(value)), dir: "auto",
    }, text)));
    this.list.hidden = !fitting.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(typed ? this.list.firstElementChild : null);
    this.list.scrollIntoView({ block: "nearest" });
    this.status.textContent = fitting.length ? this.dataset.found.replace("COUNT", fitting.length).replace("ALL", this.options.length) : this.dataset.none;
  }

  // Leaves the field: what was typed and is no option is not an answer, so the chosen one stands again.
  close() {
    const typed = this.input.value.trim();
    if (this.select && !typed && this.select.value) this.choose("");
    const exact = typed && typed !== this.shownText ? findNamed(this.options, typed, this.names) : null;
    if (exact && !this.chosen.some(({ value }) => value === exact.value)) this.choose(exact.value);
    const isLeftOver = this.input.value.trim() && this.input.value !== this.shownText;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(null);
    this.status.textContent = isLeftOver ? this.dataset.unknown.replace("TEXT", this.input.value) : "";
    this.show();
  }

  mark(option) {
    for (const other of this.list.querySelectorAll(".marked")) other.classList.remove("marked");
    option?.classList.add("marked");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const marked = this.list.querySelector(".marked");
    const isOpen = !this.list.hidden;
    const moves = { ArrowDown: marked?.nextElementSibling ?? this.list.firstElementChild, ArrowUp: marked?.previousElementSibling ?? this.list.lastElementChild };
    if (event.key in moves) {
      if (isOpen) this.mark(moves[event.key]);
      else this.open();
    } else if (event.key === "Enter" && (isOpen || this.input.value !== (this.shownText ?? ""))) this.pick(marked);
    else if (event.key === "Escape" && isOpen) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(option) {
    if (!option) return;
    this.choose(option.dataset.value);
    if (this.select) {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
    } else {
      this.input.value = "";
      this.open();
      this.input.focus();
    }
  }

  choose(value) {
    const field = this.select ?? this.options.find((option) => option.value === value).field;
    if (this.select) field.value = value;
    else field.checked = !field.checked;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  show() {
    const isSame = this.shows === this.chosenValues;
    this.shows = this.chosenValues;
    if (this.select) {
      const [chosen] = this.chosen;
      this.shownText = chosen?.text ?? "";
      this.input.value = this.shownText;
      return;
    }
    this.input.value = "";
    if (isSame && this.chips.childElementCount === this.chosen.length) return; // a button that is being pressed stays
    this.chips.replaceChildren(...this.chosen.map(({ field, value, text }) => {
      const chip = make("li");
      const remove = make("button", { type: "button", "aria-label": this.dataset.remove.replace("TEXT", text) }, "×");
      remove.disabled = field.matches(":disabled");
      remove.addEventListener("click", () => {
        this.choose(value);
        this.input.focus();
      });
      chip.append(make("span", { dir: "auto" }, text), remove);
      return chip;
    }));
  }
}

customElements.define("long-list", LongList);
