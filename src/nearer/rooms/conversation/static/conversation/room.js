// The room: counts the floor's time on, and gets the page's middle anew when something changed.
// Binds [data-room] (the address of the middle), [data-live] (the stream that says "changed"; none
// where one is alone), [data-says] (where it stands now, for who hears the page),
// [role=timer][data-seconds], [data-over] (that the minutes are over), [data-rest] (the seconds of a
// pause), form[data-stays] (sent from here, so that nothing typed goes), [data-beside] (what is said
// of words without their field), template[data-first] (that another page comes first), [data-opens]
// and [data-closes] (the id of a part). Without it one reloads.

const STAY = 60_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 8_000;

let stream = null; // open while the page is seen
let wait = FIRST_WAIT;
let later = 0; // the timer of the next try
let isGone = false; // this page is on its way out

const first = document.querySelector("template[data-first]");
let timer = 0;
let rested = 0; // the timer of a pause's end
let sentFrom = null; // the room in which something was sent: its answer brings the page anew

// Asked for each time: an answer that holds a page takes the whole body's place.
function middle() {
  return document.querySelector("[data-room]");
}

function tick(began, seconds, share, clock) {
  const left = Math.max(0, seconds - Math.floor((Date.now() - began) / 1000));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const ring = document.querySelector(".ring .left");
  if (ring && seconds) ring.setAttribute("stroke-dasharray", `${(share * left) / seconds} 100`);
  if (!left) document.querySelector("[data-over]")?.removeAttribute("hidden");
}

// By the wall clock: a phone that lies face down sleeps, and its other clock with it.
function count() {
  clearInterval(timer);
  clearTimeout(rested);
  const rest = Number(middle()?.querySelector("[data-rest]")?.dataset.rest);
  if (rest) rested = setTimeout(look, (rest + 1) * 1000);
  const clock = document.querySelector("[role=timer][data-seconds]");
  if (!clock) return;
  const { seconds, share } = clock.dataset;
  timer = setInterval(tick, 1000, Date.now(), Number(seconds), Number(share), clock);
}

function isSame(page) {
  const was = middle().querySelector("[data-stage]")?.dataset;
  const is = page.querySelector("[data-stage]")?.dataset;
  return was?.stage === is?.stage && was?.mark === is?.mark && was?.late === is?.late;
}

// What the server says of the time is right, whatever was counted here.
function setClocks(page) {
  for (const one of ["[role=timer][data-seconds]", "[data-rest]"]) {
    const is = page.querySelector(one);
    if (is) Object.assign(middle().querySelector(one)?.dataset ?? {}, { ...is.dataset });
  }
  count();
}

// What somebody typed and has not sent, by field; a field as the page gave it is not theirs.
function typed() {
  const fields = [...middle().querySelectorAll("textarea:not([readonly])")];
  return fields.filter((field) => field.value !== field.defaultValue);
}

// What is typed and not sent, with the stage of its field; also what lies beside, its field gone.
function unsent() {
  const { stage } = middle().querySelector("[data-stage]").dataset;
  const laid = [...middle().querySelectorAll("textarea[data-field]")];
  return [
    ...laid.map(({ dataset, value }) => ({ stage: dataset.of, name: dataset.field, value })),
    ...typed().map(({ name, value }) => ({ stage, name, value })),
  ];
}

// The words go along into the same field of the same stage; elsewhere they are laid beside it until
// that field comes back, as after a pause.
function carry(words) {
  words.filter((one) => !putBack(one)).forEach(layBeside);
}

function putBack({ stage, name, value }) {
  const field = middle().querySelector(`textarea[name="${name}"]:not([readonly])`);
  if (middle().querySelector("[data-stage]").dataset.stage !== stage || field?.value !== "") return false;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function layBeside({ stage, name, value }) {
  const { beside: label } = middle().dataset;
  const [field, head, words] = ["div", "p", "textarea"].map((tag) => document.createElement(tag));
  field.className = "field listen";
  Object.assign(head, { className: "label", textContent: label });
  Object.assign(words, { className: "input voice", rows: 4, readOnly: true, dir: "auto", ariaLabel: label, value });
  Object.assign(words.dataset, { of: stage, field: name });
  field.append(head, words);
  middle().querySelector("h1").parentElement.after(field);
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
function giveWay(page, mine) {
  if (!page.documentElement.dataset.token) return;
  if (!unsent().length) turnAway(0);
  else if (mine === true) middle().querySelector("h1").parentElement.after(first.content.cloneNode(true));
}

// mine: something was done here, which the other may not notice and this page must show.
async function look(mine = false) {
  if (isGone || !navigator.onLine || !middle() || sentFrom === middle()) return;
  const answer = await fetch(middle().dataset.room, { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) {
    if (answer) turnAway(answer.status);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("[data-stage]")) return giveWay(page, mine);
  if (sentFrom === middle()) return;
  if (mine !== true && isSame(page)) return setClocks(page);
  const words = unsent();
  const writing = document.activeElement?.name;
  middle().replaceChildren(page.querySelector("[data-stage]"));
  const actions = page.querySelector("[data-room-do]");
  if (actions) document.querySelector(".actions .do").replaceChildren(...actions.childNodes);
  carry(words);
  if (mine === true) Object.assign(middle().querySelector("h1"), { tabIndex: -1 }).focus();
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

// Sent from here: what lies typed in another form stays, and the room shows where it stands now.
async function send(form, submitter) {
  if (!form.isConnected) return;
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  delete form.dataset.sending;
  if (answer) look(true);
  else addEventListener("nearer:retry", () => send(form, submitter), { once: true });
}

function show(part, isOpen) {
  part.hidden = !isOpen;
  if (!isOpen) return;
  part.querySelector("h2").focus({ preventScroll: true });
  part.scrollIntoView({ block: "center" });
}

// An open room is being here, as typing is. A pause is not: whoever has gone to another room left
// the phone, and it locks as always.
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
  const form = event.target;
  if (!middle()?.contains(form)) return;
  if (form.matches("[data-stays]")) {
    event.preventDefault();
    send(form, event.submitter);
  } else {
    sentFrom = middle();
  }
});
addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens], [data-closes]");
  const { opens, closes } = link?.dataset ?? {};
  const part = document.getElementById(opens ?? closes ?? "");
  if (!part) return;
  event.preventDefault();
  show(part, Boolean(opens));
});
count();
