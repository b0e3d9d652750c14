// A passkey made or shown: form[data-passkey=make|show] with data-options (JSON); the browser's
// answer goes into [name=passkey], then the form is sent. Shows button[data-works] (hidden without
// this script) where the browser knows passkeys, and [data-failed] when none was given.

import { credential, known } from "../ui/js/credential.js";

const form = document.querySelector("form[data-passkey]");

async function ask() {
  const found = await credential(form.dataset.passkey === "make" ? "create" : "get", form.dataset.options);
  form.querySelector("[data-failed]").hidden = Boolean(found);
  if (!found) return;
  form.elements.passkey.value = found;
  form.submit();
}

if (form && known) {
  form.querySelector("[data-works]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
}
