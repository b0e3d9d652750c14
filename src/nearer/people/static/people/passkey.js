// A passkey made or shown: form[data-passkey=make|show] with data-options (JSON); the browser's
// answer goes into [name=passkey], then the form is sent. Shows button[data-works] (hidden without
// this script) where the browser knows passkeys, and [data-failed] when none was given.

const form = document.querySelector("form[data-passkey]");
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function options() {
  const given = JSON.parse(form.dataset.options);
  const whole = { ...given, challenge: bytes(given.challenge) };
  if (given.user) whole.user = { ...given.user, id: bytes(given.user.id) };
  if (given.excludeCredentials) whole.excludeCredentials = named(given.excludeCredentials);
  if (given.allowCredentials) whole.allowCredentials = named(given.allowCredentials);
  return { publicKey: whole };
}

function plain(found) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (found.response[part]) response[part] = text(found.response[part]);
  }
  return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response, clientExtensionResults: {} });
}

async function ask() {
  const way = form.dataset.passkey === "make" ? "create" : "get";
  const found = await navigator.credentials[way](options()).catch(() => null);
  form.querySelector("[data-failed]").hidden = Boolean(found);
  if (!found) return;
  form.elements.passkey.value = plain(found);
  form.submit();
}

if (form && window.PublicKeyCredential) {
  form.querySelector("[data-works]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
}
