// Sending: nothing typed is lost, nothing is sent twice.
// Binds form[data-keep]: sent by fetch with the same key until it is saved; the text stays in the
// field meanwhile, and nowhere else. Every other form: a second submit while the first is under way
// does nothing. The words come from template[data-lines].

const WAITS = [1000, 2000, 4000, 8000];
const SLOW = 500; // nothing is shown before
const TRY_LATER = [408, 425, 429];
const TEXT = "textarea, input[type=text]";
const PAGES = [200, 400, 401, 422];

const lost = new Set(); // forms whose text is not saved
const changed = new WeakSet(); // forms with text that was not sent
const buttons = new WeakMap(); // the button that began the sending: its name and value count
const given = new WeakMap(); // what a tap on [data-gives] was for
let free = false; // nobody is held back on the way to Leave or Help

function say(form, line) {
  form.querySelector(":scope > [data-line]")?.remove();
  const words = document.querySelector("template[data-lines]")?.content;
  const found = line && words?.querySelector(`[data-line=${line}]`)?.cloneNode(true);
  if (!found) return;
  const clock = found.querySelector("time");
  if (clock) clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  form.append(found);
}

async function send(form, tries = 0) {
  if (form.dataset.sending || !form.isConnected) return;
  form.dataset.sending = "1";
  const slow = setTimeout(say, SLOW, form, "sending");
  const body = new URLSearchParams(new FormData(form, buttons.get(form)));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  clearTimeout(slow);
  delete form.dataset.sending;
  if (free) return;
  if (!answer || answer.status >= 500 || TRY_LATER.includes(answer.status)) {
    keep(form);
    if (tries < WAITS.length) setTimeout(again, WAITS[tries], form, tries + 1);
  } else {
    await take(form, answer);
  }
}

function keep(form) {
  const hasText = [...form.elements].some((field) => field.matches(TEXT) && field.value);
  lost.add(form);
  say(form, hasText ? "lost" : "unsent");
}

// Words for somebody else never go by themselves once they differ from those that were tapped.
function again(form, tries = 0) {
  const isAsTapped = !buttons.get(form)?.matches("[data-gives]") || given.get(form) === written(form);
  if (lost.has(form) && isAsTapped) send(form, tries);
}

function written(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

async function take(form, answer) {
  if (answer.redirected) {
    settle(form);
    location.assign(answer.url);
  } else if (answer.status === 204) {
    settle(form);
    say(form, "saved");
  } else if (PAGES.includes(answer.status)) {
    settle(form);
    show(await answer.text());
  } else {
    keep(form);
  }
}

function settle(form) {
  lost.delete(form);
  changed.delete(form);
  say(form, "");
}

// The page that answered takes this one's place: the form with what is amiss, or the way back in.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.dataset.token = page.documentElement.dataset.token ?? "";
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  scrollTo(0, 0);
  (document.querySelector("[data-errors]") ?? document.querySelector("[aria-invalid]"))?.focus();
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.matches("[data-keep]")) {
    event.preventDefault();
    if (event.submitter?.closest("[data-line]") === null) buttons.set(form, event.submitter);
    given.set(form, written(form));
    send(form);
  } else if (form.dataset.sending) {
    event.preventDefault();
  } else {
    form.dataset.sending = "1";
    setTimeout(() => delete form.dataset.sending, WAITS.at(-1));
  }
});
addEventListener("input", ({ target }) => {
  if (target.form?.matches("[data-keep]") && target.matches(TEXT)) changed.add(target.form);
});
addEventListener("beforeunload", (event) => {
  const open = [...document.querySelectorAll("form[data-keep]")].some((form) => lost.has(form) || changed.has(form));
  if (open && !free) event.preventDefault();
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) free = true;
});
document.addEventListener("nearer:leave", () => (free = true));
for (const retry of ["online", "nearer:retry"]) addEventListener(retry, () => lost.forEach((form) => again(form)));
