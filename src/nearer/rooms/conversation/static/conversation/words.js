// The composer: shows how a text may land, after a pause in typing; a tap tries another wording.
// Binds form[data-words] (the address that reads a text) and #heard (where it is shown). The text
// goes to one's own server and is stored nowhere; what comes back takes the old one's place at once.

const PAUSE = 900;

const form = document.querySelector("form[data-words]");
const text = form.elements.text;
const shown = document.getElementById("heard");
let waiting = 0;
let asking = null;

async function read() {
  asking?.abort();
  asking = new AbortController();
  const token = document.documentElement.dataset.token;
  const body = new URLSearchParams({ text: text.value, token });
  const answer = await fetch(form.dataset.words, { method: "POST", body, signal: asking.signal, redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  shown.replaceChildren(...page.body.childNodes);
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(read, PAUSE);
}

// Positions count code points, as the server does; a field counts UTF-16.
function place(codePoints) {
  return [...text.value].slice(0, codePoints).join("").length;
}

function replace(button) {
  text.focus();
  text.setSelectionRange(place(Number(button.dataset.from)), place(Number(button.dataset.to)));
  // Typed in, so that the browser's own Undo takes it back.
  if (!document.execCommand("insertText", false, button.dataset.text)) {
    text.setRangeText(button.dataset.text);
  }
  const gap = text.value.indexOf("___");
  if (gap >= 0) text.setSelectionRange(gap, gap + 3);
  read();
}

text.addEventListener("input", soon);
form.querySelector("[data-look]").addEventListener("click", (event) => {
  event.preventDefault();
  read();
});
shown.addEventListener("click", (event) => {
  const button = event.target.closest("[data-try]");
  if (!button) return;
  event.preventDefault();
  replace(button);
});
document.addEventListener("nearer:leave", () => shown.replaceChildren());
