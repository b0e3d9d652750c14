// Three times seven minutes: says quietly when they are over. Binds form#aside's text and
// [data-seconds]; counts from the first letter, by the wall clock, and stops nobody.

const LOOK = 5_000;

const line = document.querySelector("#aside [data-seconds]");
let began = 0;

function look() {
  if (!began || !line.isConnected) return;
  if (Date.now() - began >= Number(line.dataset.seconds) * 1000) line.hidden = false;
}

document.getElementById("aside").addEventListener("input", () => (began ||= Date.now()));
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK);
