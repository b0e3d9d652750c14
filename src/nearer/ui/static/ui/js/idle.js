// The end of a session: the page covers itself and keeps its text in this module until the same
// person has signed in again, or left; after an hour the text is wiped. Binds html[data-minutes],
// html[data-left] (seconds to the last end), html[data-token], template[data-cover]. Listens for
// nearer:over (a page was told that the session has ended), and says nearer:back.

import { signInAgain } from "./again.js";

const MINUTE = 60_000;
const WIPE = 60 * MINUTE;
const LOOK = 5_000;

const root = document.documentElement;
const tabs = new BroadcastChannel("stay");
const quiet = Number(root.dataset.minutes) * MINUTE;
const end = root.dataset.left ? Date.now() + Number(root.dataset.left) * 1000 : Infinity;

let heard = Date.now(); // when the server last heard from somebody here
let asked = heard;
let typed = false;
let kept = null; // what lay on the page: { nodes, frame, y, focus }
let coveredAt = 0;

function look() {
  const now = Date.now();
  if (coveredAt) {
    if (now - coveredAt >= WIPE) kept = null;
  } else if (now >= Math.min(heard + quiet, end)) {
    cover();
  } else if (typed && now - asked >= MINUTE) {
    stay(now);
  }
}

// Typing is being here. Anything but 204 from a reachable server says that the session is over.
async function stay(now) {
  asked = now;
  typed = false;
  const headers = { "X-Token": root.dataset.token };
  const answer = await fetch("/stay", { method: "POST", headers, redirect: "manual" }).catch(() => null);
  if (answer?.status === 204) {
    heard = now;
    tabs.postMessage({ heard });
  } else if (answer && answer.status < 500) {
    cover();
  }
}

function cover() {
  const template = document.querySelector("template[data-cover]");
  if (!template || coveredAt) return;
  const { body, activeElement: focus } = document;
  kept = { nodes: new DocumentFragment(), frame: body.className, y: scrollY, focus };
  kept.nodes.append(...body.childNodes);
  body.className = "plain narrow";
  body.append(template.content.cloneNode(true));
  body.querySelector("h1").focus();
  coveredAt = Date.now();
}

function uncover(token) {
  coveredAt = 0;
  typed = false;
  asked = heard = Date.now();
  tabs.postMessage({ heard, token });
  if (!kept) return location.reload();
  document.body.replaceChildren(kept.nodes);
  document.body.className = kept.frame;
  renew(token);
  scrollTo(0, kept.y);
  kept.focus?.focus({ preventScroll: true });
  kept = null;
  document.dispatchEvent(new Event("nearer:back"));
}

function renew(token) {
  root.dataset.token = token;
  for (const place of [document, kept?.nodes]) {
    for (const field of place?.querySelectorAll("input[name=token]") ?? []) field.value = token;
  }
}

function forget() {
  kept = null;
}

signInAgain(uncover);
addEventListener("input", () => (typed = true));
tabs.addEventListener("message", ({ data }) => {
  heard = Math.max(heard, data.heard);
  if (data.token) renew(data.token);
});
document.addEventListener("nearer:over", cover);
document.addEventListener("nearer:leave", forget);
addEventListener("pagehide", forget);
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK);
