// Tables and rows of the filing room: each part works alone, and the page works without them.
import "./keys.js";
import "./paste.js";
import "./rows.js";

for (const words of document.querySelectorAll("[data-with-script]")) words.hidden = false;
