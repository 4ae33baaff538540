// Finds options in long lists while people type. Without it the lists are read from top to bottom.

const form = document.querySelector("form[data-answers]");
const words = form.dataset;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function searchField(label, list, show) {
  const input = document.createElement("input");
  const found = document.createElement("span");
  input.type = "search";
  input.className = "find-in-list";
  input.placeholder = words.find;
  input.setAttribute("aria-label", `${words.find}: ${label}`);
  found.className = "small muted";
  found.setAttribute("role", "status");
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing has been answered yet
    const asked = fold(input.value).split(/\s+/).filter(Boolean);
    const [count, all] = show((text) => asked.every((word) => fold(text).includes(word)));
    found.textContent = asked.length ? words.found.replace("COUNT", count).replace("ALL", all) : "";
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    list().focus();
  });
  return [input, found];
}

function labelOf(element) {
  const named = document.getElementById(element.getAttribute("aria-labelledby"));
  return (element.getAttribute("aria-label") ?? named?.textContent ?? element.labels?.[0]?.textContent ?? element.closest("fieldset")?.querySelector("legend")?.textContent ?? "").trim();
}

// Options are taken out of the list, as not every browser hides them; the chosen one stays.
function findInSelect(select) {
  const options = [...select.options];
  const show = (fits) => {
    const fitting = options.filter((option) => option.value && fits(option.text));
    select.replaceChildren(...options.filter((option) => !option.value || option.selected || fitting.includes(option)));
    return [fitting.length, options.filter((option) => option.value).length];
  };
  select.before(...searchField(labelOf(select), () => select, show));
}

function findInTicks(list) {
  const labels = [...list.querySelectorAll("label")];
  const many = list.querySelector(".many");
  const ticked = list.querySelector("[data-ticked]");
  const show = (fits) => {
    for (const label of labels) label.hidden = !fits(label.textContent);
    return [labels.filter((label) => !label.hidden).length, labels.length];
  };
  const first = () => labels.find((label) => !label.hidden)?.querySelector("input") ?? many;
  many.before(...searchField(labelOf(many), first, show));
  list.addEventListener("change", () => {
    const chosen = labels.filter((label) => label.querySelector(":checked"));
    ticked.replaceChildren(...chosen.flatMap((label) => {
      const mark = document.createElement("span");
      [mark.className, mark.textContent] = ["picked", label.textContent.trim()];
      return [mark, " "];
    }));
  });
}

for (const list of form.querySelectorAll("[data-long-list]")) (list.matches("select") ? findInSelect : findInTicks)(list);
