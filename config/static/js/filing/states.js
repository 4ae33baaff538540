// Says beside each question what became of its answer, in words that stand in the page.
const { lang } = document.documentElement;

export function createStates(words) {
  const places = new Map();

  function placeOf(question) {
    if (!places.has(question)) {
      const place = question.querySelector("[data-save-state]") ?? question.appendChild(document.createElement("p"));
      place.setAttribute("aria-live", "polite");
      place.id = `${question.dataset.question}-state`;
      places.set(question, place);
    }
    return places.get(question);
  }

  // `kind` is "saved", "gap" (it waits) or "error" (a person must do something).
  function say(question, kind, text, link) {
    const place = placeOf(question);
    (place.closest("p") ?? place).className = `${kind} small`;
    if (place.textContent === text) return;
    place.textContent = text;
    if (link) place.append(" ", link);
  }

  function markFields(question, errors) {
    const place = placeOf(question);
    for (const field of question.querySelectorAll("[data-refused]")) {
      field.removeAttribute("aria-invalid");
      if (field.dataset.refused) field.setAttribute("aria-describedby", field.dataset.refused);
      else field.removeAttribute("aria-describedby");
      delete field.dataset.refused;
    }
    for (const { field: name } of errors) {
      for (const field of name ? question.querySelectorAll(`[name="${name}"]`) : []) {
        field.dataset.refused = field.getAttribute("aria-describedby") ?? "";
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", `${field.dataset.refused} ${place.id}`.trim());
      }
    }
  }

  // What the page said was wrong when it was loaded.
  function forgetErrors(question) {
    question.classList.remove("wrong");
    for (const error of question.querySelectorAll(".error")) if (!error.contains(placeOf(question))) error.remove();
    for (const field of question.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }

  function showProblems(question, sentences) {
    const shown = sentences.map((sentence) => {
      const line = document.createElement("p");
      [line.className, line.textContent, line.dir] = ["gap small", sentence, "auto"];
      return line;
    });
    question.querySelector("[data-problems]")?.replaceChildren(...shown);
  }

  // Both answers, and the choice between them, which the button of the page sends.
  function showConflict(question, html) {
    const old = question.querySelector(".conflict");
    if (old?.querySelector(":checked")) return;
    old?.remove();
    if (html) question.querySelector("legend").after(document.createRange().createContextualFragment(html));
  }

  function signInLink() {
    const link = document.createElement("a");
    [link.href, link.textContent] = [words.signIn, words.signInLabel];
    return link;
  }

  const time = (moment) => new Date(moment).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  const SENTENCES = {
    saved: ({ at }) => ["saved", words.saved.replace("TIME", time(at))],
    wrong: ({ errors }) => ["error", words.refused.replace("WHY", [...new Set(errors.flatMap(({ sentences }) => sentences))].join(" "))],
    closed: ({ errors }) => ["error", words.refused.replace("WHY", errors[0].sentences[0])],
    conflict: () => ["error", words.conflict],
    kept: ({ isOnDisk }) => ["gap", isOnDisk === false ? words.lost : words.kept],
    signed_out: () => ["error", words.signedOut, signInLink()],
    of_another: () => ["error", words.ofAnother],
    unknown: () => ["error", words.unknown],
    saving: () => ["saved", words.saving],
  };

  return {
    show(question, reply) {
      say(question, ...SENTENCES[reply.state](reply));
      if (["saving", "kept", "signed_out", "of_another"].includes(reply.state)) return;
      markFields(question, reply.state === "wrong" ? reply.errors : []);
      showConflict(question, reply.conflict);
      if (reply.state === "saved") {
        forgetErrors(question);
        // What was put there and is changed now needs no other word; its ticks would do nothing any more.
        if (reply.to_confirm === false) question.querySelector(".put-there")?.remove();
      }
      // Of the others the page tells at once: mistakes.js.
      if (reply.warnings && question.querySelector("[data-row]")) showProblems(question, reply.warnings);
    },
    say,
  };
}
