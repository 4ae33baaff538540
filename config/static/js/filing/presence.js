// Tells the server while this page is open, and shows who else has it open. Without it that is told as the page loads.
const EVERY = 20_000; // milliseconds; the server forgets after 60 seconds
const place = document.querySelector("[data-presence]");
const token = document.querySelector("form[data-answers] [name=csrfmiddlewaretoken]");

function say(sentence) {
  if (place.textContent !== sentence) place.textContent = sentence;
}

async function tell() {
  if (document.hidden) return;
  const body = new URLSearchParams({ section: place.dataset.section, csrfmiddlewaretoken: token.value });
  try {
    const reply = await fetch(place.dataset.presence, { method: "POST", body, redirect: "manual" });
    say(reply.ok ? (await reply.json()).sentence : "");
  } catch {
    say(""); // without a connection nobody is known to be here
  }
}

if (place && token) {
  setTimeout(tell, 1000);
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
}
