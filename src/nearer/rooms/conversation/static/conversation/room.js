// The room: counts the floor's time on, and gets the page's middle anew when something changed.
// Binds [data-room] (the address of the middle), [data-live] (the stream that says "changed"; none
// where one is alone), [data-says] (where it stands now, for who hears the page),
// [role=timer][data-seconds], [data-pause]. Without it one reloads.

const STAY = 60_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 8_000;

let stream = null; // open while the page is seen
let wait = FIRST_WAIT;
let later = 0; // the timer of the next try
let isGone = false; // this page is on its way out

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

// 401: the session is over, and the cover keeps what was typed. Anything else that is neither the
// room nor a server in trouble is another place to be.
function turnAway(status) {
  if (status === 401) {
    document.dispatchEvent(new Event("nearer:over"));
  } else if (status < 500) {
    isGone = true;
    location.reload();
  }
}

// Another page answers in the room's place. Without a network this one stays; one of ours, with a
// question that comes first, is shown once nothing typed would be lost.
function giveWay(page) {
  if (page.documentElement.dataset.token && !typed().length) turnAway(0);
}

async function look() {
  if (isGone || !navigator.onLine || !middle() || sentFrom === middle()) return;
  const answer = await fetch(middle().dataset.room, { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) {
    if (answer) turnAway(answer.status);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("[data-stage]")) return giveWay(page);
  if (isSame(page) || sentFrom === middle()) return;
  const fields = typed();
  const { stage } = middle().querySelector("[data-stage]").dataset;
  const writing = document.activeElement?.name;
  middle().replaceChildren(page.querySelector("[data-stage]"));
  const actions = page.querySelector("[data-room-do]");
  if (actions) document.querySelector(".actions .do").replaceChildren(...actions.childNodes);
  carry(fields, stage);
  if (writing) middle().querySelector(`textarea[name="${writing}"]`)?.focus();
  document.querySelector("[data-says]").textContent = middle().querySelector("h1").textContent;
  count();
}

function listen() {
  hush();
  if (isGone || document.hidden || !middle()?.dataset.live) return;
  stream = new EventSource(middle().dataset.live);
  stream.addEventListener("open", opened);
  stream.addEventListener("message", look);
  stream.addEventListener("error", lost);
}

function hush() {
  clearTimeout(later);
  stream?.close();
}

// What was sent while there was no server goes now.
function opened() {
  wait = FIRST_WAIT;
  dispatchEvent(new Event("nearer:retry"));
}

// A browser gives a stream up for good after any answer but 200, such as a stopped server's or its
// proxy's: so the page comes back itself, ever later, and not with all others at once.
function lost() {
  hush();
  later = setTimeout(comeBack, wait * (1 - Math.random() / 2));
  wait = Math.min(2 * wait, LONGEST_WAIT);
}

function comeBack() {
  look();
  listen();
}

function leave() {
  isGone = true;
  hush();
}

// An open room is being here, as typing is.
function stay() {
  const stage = middle()?.querySelector("[data-stage]")?.dataset.stage;
  if (document.hidden || ["over", "elsewhere", "pause"].includes(stage)) return;
  dispatchEvent(new Event("input"));
}

if (middle()) {
  listen();
  document.addEventListener("nearer:leave", leave);
  document.addEventListener("nearer:back", comeBack);
  addEventListener("online", comeBack);
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : comeBack()));
  setInterval(stay, STAY);
}
addEventListener("submit", (event) => {
  if (middle()?.contains(event.target)) sentFrom = middle();
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-pause]")) document.getElementById("pause").open = true;
});
count();
