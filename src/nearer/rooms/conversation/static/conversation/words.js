// The composer: shows how a text may land, after a pause in typing; a tap tries another wording.
// Binds form[data-words] (the address that reads a text), #heard (where it is shown), [data-look],
// [data-try], [data-copy] with [data-copied]. The text goes to one's own server and is stored
// nowhere. What is shown holds for the words that were read: for others it is taken back at once.
// An answer can take the whole page's place (send.js), so everything is asked for anew each time.

const PAUSE = 900;
const PATIENCE = 10_000;

const readOf = new WeakMap(); // from #heard to the words that it speaks of
let waiting = 0;
let asking = null;

const form = () => document.querySelector("form[data-words]");
const field = () => form()?.elements.text;
const shown = () => document.getElementById("heard");
const isRead = () => readOf.get(shown()) === field().value;

// One of the lines of .says; "": what was read.
function say(state) {
  if (state) shown().dataset.state = state;
  else delete shown().dataset.state;
  form().toggleAttribute("data-changed", field().value !== field().defaultValue);
}

async function ask(words, signal) {
  const body = new URLSearchParams({ text: words, token: document.documentElement.dataset.token });
  const answer = await fetch(form().dataset.words, { method: "POST", body, signal, redirect: "manual" });
  return { status: answer.status, html: await answer.text() };
}

// said: the line that stands when it was read.
async function read(said = "") {
  clearTimeout(waiting);
  if (!field()) return;
  asking?.abort();
  const mine = (asking = new AbortController());
  const words = field().value;
  const slow = setTimeout(() => mine.abort(), PATIENCE);
  const answer = await ask(words, mine.signal).catch(() => null);
  clearTimeout(slow);
  if (mine !== asking || !field()) return;
  if (answer?.status === 401) return document.dispatchEvent(new Event("nearer:over"));
  const page = new DOMParser().parseFromString(answer?.html ?? "", "text/html");
  if (!page.getElementById("coach")) return say(answer ? "amiss" : "offline");
  shown().replaceChildren(...page.body.childNodes);
  readOf.set(shown(), words);
  say(isRead() ? said : "unread");
  const isDanger = shown().querySelector("[data-danger]") !== null;
  document.querySelector(".actions [value=talk]").classList.toggle("secondary", isDanger);
}

function typed() {
  say(isRead() ? "" : "unread");
  clearTimeout(waiting);
  waiting = setTimeout(read, PAUSE);
}

// Positions count code points, as the server does; a field counts UTF-16.
function place(codePoints) {
  return [...field().value].slice(0, codePoints).join("").length;
}

// Only in the very words that it was offered for.
function replace({ dataset }) {
  if (!isRead()) return read("changed");
  const text = field();
  text.focus();
  text.setSelectionRange(place(Number(dataset.from)), place(Number(dataset.to)));
  // Typed in, so that the browser's own Undo takes it back.
  if (!document.execCommand("insertText", false, dataset.text)) text.setRangeText(dataset.text);
  const gap = text.value.indexOf("___");
  if (gap >= 0) text.setSelectionRange(gap, gap + 3);
  typed();
  read();
}

// Needs no network; where the browser gives no clipboard the words lie marked for its own menu.
async function copy() {
  let done = await navigator.clipboard?.writeText(field().value).then(() => true, () => false);
  if (!done) {
    field().focus();
    field().select();
    done = document.execCommand("copy");
  }
  for (const line of document.querySelectorAll("[data-copied]")) line.hidden = (line.dataset.copied === "done") !== done;
}

// A page has come, at first or in another's place. Words that are kept nowhere are not left by mistake.
function arrive() {
  if (!field() || readOf.has(shown())) return;
  readOf.set(shown(), field().defaultValue);
  document.querySelector("[data-copy]").hidden = false;
  if (field().value && !form().matches("[data-saved]")) field().dispatchEvent(new Event("input", { bubbles: true }));
}

function again() {
  if (field() && !isRead()) read();
}

addEventListener("input", ({ target }) => {
  if (target === field()) typed();
});
addEventListener("click", (event) => {
  const button = field() && event.target.closest("[data-look], [data-try], [data-copy]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-try]")) replace(button);
  else if (button.matches("[data-copy]")) copy();
  else read();
});
for (const retry of ["online", "nearer:retry"]) addEventListener(retry, again);
document.addEventListener("nearer:back", again);
document.addEventListener("nearer:leave", () => shown()?.replaceChildren());
new MutationObserver(arrive).observe(document.body, { childList: true });
arrive();
