// Leave: hides the page in the same frame, ends the session, opens a neutral page.
// Binds form[data-leave]; its value is the target. Without a target, or without this script,
// the form posts to /leave and the server does the rest.
// Keys: Shift three times, or Esc three times, each at most five seconds after the one before.

const TIMES = 3;
const PAUSE = 5000;
const EXIT = "form[data-leave]";
const TEXT = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=submit])";

const tabs = new BroadcastChannel("leave");
const presses = { key: "", count: 0, last: 0, shifted: false };

function hide() {
  document.body.hidden = true;
  document.documentElement.classList.add("left");
  document.title = "";
  const cover = document.createElement("div");
  cover.setAttribute("role", "alert");
  cover.textContent = document.querySelector(EXIT)?.dataset.says ?? "";
  document.documentElement.append(cover);
}

// Should the request below be lost, this cookie ends the session at the next one.
function endSession() {
  const secure = location.protocol === "https:";
  const name = secure ? "__Host-x" : `x${location.port || 80}`;
  document.cookie = `${name}=1; Path=/; SameSite=Lax${secure ? "; Secure" : ""}`;
  fetch("/leave", { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
}

function empty() {
  for (const field of document.querySelectorAll(TEXT)) field.value = "";
}

// Returns whether this script has taken over; else the form is posted by the browser.
function leave() {
  const target = document.querySelector(EXIT)?.dataset.leave;
  hide();
  endSession();
  document.dispatchEvent(new Event("nearer:leave"));
  empty();
  tabs.postMessage("leave");
  if (target) location.replace(target);
  return Boolean(target);
}

function leaveByKey() {
  if (!leave()) document.querySelector(EXIT)?.submit();
}

// A Shift that made a capital does not count; any other key begins anew.
function counts(event) {
  if (event.isComposing) return false;
  return event.key === "Escape" || (event.key === "Shift" && !presses.shifted);
}

function press(event) {
  const now = Date.now();
  if (counts(event)) {
    const goesOn = presses.key === event.key && now - presses.last <= PAUSE;
    presses.count = goesOn ? presses.count + 1 : 1;
    presses.key = event.key;
    presses.last = now;
  } else {
    presses.count = 0;
  }
  presses.shifted = event.shiftKey;
  if (presses.count === TIMES) leaveByKey();
}

addEventListener("keyup", press, { capture: true });

addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches(EXIT)) return;
    event.stopImmediatePropagation();
    if (leave()) event.preventDefault();
  },
  { capture: true },
);

// The other open pages of the same session hide as well.
tabs.addEventListener("message", () => {
  const target = document.querySelector(EXIT)?.dataset.leave;
  hide();
  document.dispatchEvent(new Event("nearer:leave"));
  location.replace(target || "/");
});

addEventListener("pagehide", empty);

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.reload();
});
