// The room: counts the floor's time on, and gets the page's middle anew when something changed.
// Binds [data-room] (the address of the middle), [data-live] (the stream that says "changed"),
// [role=timer][data-seconds], [data-pause]. Without it one reloads.

const STAY = 60_000;

let timer = 0;
let sentFrom = null; // the room in which something was sent: its answer brings the page anew

// Asked for each time: an answer that holds a page takes the whole body's place.
function middle() {
  return document.querySelector("[data-room]");
}

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

function isSame(page) {
  const was = middle().querySelector("[data-stage]")?.dataset;
  const is = page.querySelector("[data-stage]")?.dataset;
  return was?.stage === is?.stage && was?.mark === is?.mark;
}

// What somebody typed and has not sent, by field; a field as the page gave it is not theirs.
function typed() {
  const fields = [...middle().querySelectorAll("textarea:not([readonly])")];
  return fields.filter((field) => field.value !== field.defaultValue);
}

// The words go along into the same field of the same stage; elsewhere they are laid beside it.
function carry(fields, stage) {
  const same = middle().querySelector("[data-stage]").dataset.stage === stage;
  for (const old of fields) {
    const field = middle().querySelector(`textarea[name="${old.name}"]:not([readonly])`);
    if (same && field && field.value === "") {
      field.value = old.value;
      continue;
    }
    const beside = old.cloneNode();
    beside.value = old.value;
    beside.readOnly = true;
    beside.removeAttribute("id");
    beside.removeAttribute("name");
    middle().querySelector("[data-stage]").append(beside);
  }
}

async function look() {
  if (!navigator.onLine || !middle() || sentFrom === middle()) return;
  const answer = await fetch(middle().dataset.room, { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) {
    if (answer && answer.status < 500) location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Without a network another page may answer in its place: this one stays.
  if (!page.querySelector("[data-stage]")) return;
  if (isSame(page) || sentFrom === middle()) return;
  const fields = typed();
  const { stage } = middle().querySelector("[data-stage]").dataset;
  const writing = document.activeElement?.name;
  middle().replaceChildren(page.querySelector("[data-stage]"));
  const actions = page.querySelector("[data-room-do]");
  if (actions) document.querySelector(".actions .do").replaceChildren(...actions.childNodes);
  carry(fields, stage);
  if (writing) middle().querySelector(`textarea[name="${writing}"]`)?.focus();
  count();
}

// An open room is being here, as typing is.
function stay() {
  const stage = middle()?.querySelector("[data-stage]")?.dataset.stage;
  if (document.hidden || ["over", "elsewhere", "pause"].includes(stage)) return;
  dispatchEvent(new Event("input"));
}

if (middle()) {
  const stream = new EventSource(middle().dataset.live);
  stream.addEventListener("message", look);
  document.addEventListener("nearer:leave", () => stream.close());
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  setInterval(stay, STAY);
}
addEventListener("submit", (event) => {
  if (middle()?.contains(event.target)) sentFrom = middle();
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-pause]")) document.getElementById("pause").open = true;
});
count();
