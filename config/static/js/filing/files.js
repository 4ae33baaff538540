// Files are sent by the button of the page alone. Where that failed, the page says so: they must be chosen again.
const prefix = (person) => `filing-file ${person} `;
const placeOf = (person, question) => `${prefix(person)}${window.location.pathname} ${question.dataset.question}`;

export function rememberFile(field, question, states, words) {
  const { person } = field.form.dataset;
  if (field.value) {
    localStorage.setItem(placeOf(person, question), [...field.files].map((file) => file.name).join(", "));
    states.say(question, "gap", words.fileWaits);
  } else localStorage.removeItem(placeOf(person, question));
}

export function sayWhichFilesAreMissing(form, person, states, words) {
  for (const question of form.querySelectorAll("[data-question]")) {
    const name = localStorage.getItem(placeOf(person, question));
    if (!name) continue;
    localStorage.removeItem(placeOf(person, question));
    if (!name.split(", ").every((one) => question.textContent.includes(one))) states.say(question, "error", words.fileLost.replace("NAME", name));
  }
}

export function forgetFilesOf(person) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix(person))) localStorage.removeItem(key);
}
