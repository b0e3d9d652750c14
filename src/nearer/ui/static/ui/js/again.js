// Signing in again on the cover of an ended session: form[data-again=enter] (name, passphrase), then
// form[data-again=step] where a second step is set. What went amiss is one of [data-verdict].

import { credential, known } from "./credential.js";

const WRONG = { enter: "wrong", step: "wrong-step" };
const SAID = { 410: "over", 429: "spent", 503: "busy" };

const shown = () => document.querySelector("form[data-again]:not([hidden])");

function say(words) {
  for (const line of document.querySelectorAll("[data-verdict]")) line.hidden = line.dataset.verdict !== words;
}

function turnTo(name) {
  for (const form of document.querySelectorAll("form[data-again]")) form.hidden = form.dataset.again !== name;
  return shown();
}

async function ask(form, body) {
  const headers = { "X-Again": "1", "X-Token": document.documentElement.dataset.token };
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
  for (const button of buttons) button.disabled = false;
  for (const field of form.querySelectorAll("input:not([name=name])")) field.value = "";
  return answer;
}

// What may be shown: digits of an app, a passkey, both, or neither (none today, or not at this address).
function askTheStep({ digits, passkey }) {
  const form = turnTo("step");
  const key = form.querySelector("[data-key]");
  form.dataset.options = passkey;
  form.querySelector("[data-digits]").hidden = !digits;
  key.hidden = !passkey || !known;
  say(digits || !key.hidden ? null : "none");
  (digits ? form.elements.code : key).focus();
}

// Only the person whose page it is lifts the cover; `uncover` gets the new session's token.
export function signInAgain(uncover) {
  async function send(form, body = new URLSearchParams(new FormData(form))) {
    const answer = await ask(form, body);
    if (answer?.status === 204) return uncover(answer.headers.get("X-Token"));
    if (answer?.status === 428) return askTheStep(await answer.json());
    if (answer?.status === 410) turnTo("enter");
    say(answer ? (SAID[answer.status] ?? WRONG[form.dataset.again]) : "offline");
  }

  async function showTheKey(form) {
    const found = await credential("get", form.dataset.options);
    if (found) return send(form, new URLSearchParams({ passkey: found }));
    say("unshown");
  }

  addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-again]")) return;
    event.preventDefault();
    send(event.target);
  });
  addEventListener("click", (event) => {
    if (event.target.matches("[data-key]")) showTheKey(event.target.form);
  });
}
