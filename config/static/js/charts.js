// A tooltip for each mark of a chart, by mouse, touch and keyboard, and a legend that filters.
// Without this file the marks are links with a title, and the table says the same.

const tip = document.createElement("p");
tip.className = "chart-tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

function showTip(mark) {
  tip.textContent = mark.getAttribute("aria-label");
  tip.hidden = false;
  const place = mark.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(place.left + place.width / 2 - size.width / 2, 4), document.documentElement.clientWidth - size.width - 4);
  const above = place.top - size.height - 8;
  const top = above >= 4 ? above : place.bottom + 8;
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

function hideTip() {
  tip.hidden = true;
}

// The browser's own tooltip would lie over ours, so the title becomes the name of the mark.
function prepareMark(mark) {
  const title = mark.querySelector(":scope > title");
  if (!title) return;
  mark.setAttribute("aria-label", title.textContent);
  title.remove();
  if (mark.tagName.toLowerCase() === "g") {
    mark.setAttribute("role", "img");
    mark.setAttribute("tabindex", "0");
  }
}

function filterChart(figure, button) {
  const pressed = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(pressed));
  const chosen = [...figure.querySelectorAll(".chart-legend button[aria-pressed=true]")].map((other) => other.dataset.series);
  figure.querySelector(".picture").classList.toggle("filtered", chosen.length > 0);
  for (const mark of figure.querySelectorAll(".picture [data-series]")) {
    mark.classList.toggle("chosen", chosen.includes(mark.dataset.series));
  }
}

function prepareLegend(figure) {
  for (const item of figure.querySelectorAll(".chart-legend li[data-series]")) {
    const key = item.querySelector(".legend-key");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.series = item.dataset.series;
    button.setAttribute("aria-pressed", "false");
    button.append(...key.childNodes);
    key.replaceWith(button);
    button.addEventListener("click", () => filterChart(figure, button));
  }
}

for (const figure of document.querySelectorAll(".chart-card")) {
  figure.querySelectorAll(".picture .mark").forEach(prepareMark);
  prepareLegend(figure);
  const picture = figure.querySelector(".picture");
  for (const [event, deed] of [["pointerover", showTip], ["focusin", showTip]]) {
    picture.addEventListener(event, ({ target }) => {
      const mark = target.closest(".mark");
      if (mark) deed(mark);
    });
  }
  picture.addEventListener("pointerout", hideTip);
  picture.addEventListener("focusout", hideTip);
}
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") hideTip();
});
document.addEventListener("scroll", hideTip, { passive: true });
