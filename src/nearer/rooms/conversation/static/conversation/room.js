// The room: counts the floor's time on, and gets the page's middle anew when something changed.
// Binds [data-room] (the address of the middle), [data-live] (the stream that says "changed"),
// [role=timer][data-seconds], [data-pause]. Without it one reloads.

const STAY = 60_000;

const room = document.querySelector("[data-room]");
let timer = 0;

function tick(began, seconds, share, clock) {
  const left = Math.max(0, seconds - Math.floor((performance.now() - began) / 1000));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const ring = document.querySelector(".ring .left");
  if (ring && seconds) ring.setAttribute("stroke-dasharray", `${(share * left) / seconds} 100`);
}

function count() {
  clearInterval(timer);
  const clock = document.querySelector("[role=timer][data-seconds]");
  if (!clock) return;
  const { seconds, share } = clock.dataset;
  timer = setInterval(tick, 1000, performance.now(), Number(seconds), Number(share), clock);
}

// Where somebody is writing their words stay: only another stage takes the form away.
function isSame(page) {
  const was = room.querySelector("[data-stage]")?.dataset;
  const is = page.querySelector("[data-stage]")?.dataset;
  return was?.stage === is?.stage && was?.mark === is?.mark;
}

async function look() {
  const answer = await fetch(room.dataset.room, { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) {
    if (answer && answer.status < 500) location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("[data-stage]")) return location.reload();
  if (isSame(page)) return;
  const typed = room.querySelector("textarea")?.value;
  room.replaceChildren(page.querySelector("[data-stage]"));
  const actions = page.querySelector("[data-room-do]");
  if (actions) document.querySelector(".actions .do").replaceChildren(...actions.childNodes);
  const field = room.querySelector("textarea");
  if (typed && field && !field.value) field.value = typed;
  count();
}

// An open room is being here, as typing is.
function stay() {
  dispatchEvent(new Event("input"));
}

if (room) {
  const stream = new EventSource(room.dataset.live);
  stream.addEventListener("message", look);
  document.addEventListener("nearer:leave", () => stream.close());
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  setInterval(stay, STAY);
}
addEventListener("click", (event) => {
  if (event.target.closest("[data-pause]")) document.getElementById("pause").open = true;
});
count();
