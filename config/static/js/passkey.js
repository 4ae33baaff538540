// Connects a form with the scripts of allauth that talk to a passkey, and shows the button that needs them.
const form = document.querySelector("[data-passkey]");
const { passkey: action, button, credential, passwordless } = form.dataset;
const ids = { add: button, authenticate: button, credential, passwordless, data: "js_data" };

window.allauth.webauthn.forms[action]({ ids });
document.getElementById(button).hidden = false;
