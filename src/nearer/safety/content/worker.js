// What works without a network: Help now. One list, KEEPS, names all that is ever kept on the device,
// and it is the same for everyone: Help now, the page that says "No network", and their files.
// Every other page goes through untouched and is never kept. KEEPS stands above this line.

const PATIENCE = 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === KEEPS.help || KEEPS.files.includes(pathname)) {
    event.respondWith(freshOrKept(pathname, event));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(noNetwork));
  }
});

// The network's answer if it comes within a second, else the kept one: help does not wait.
async function freshOrKept(path, event) {
  const fresh = ask(path);
  // A file never changes under its version's name; the numbers may.
  if (path === KEEPS.help) event.waitUntil(fresh.then((answer) => keep(path, answer.clone())).catch(() => undefined));
  const here = await kept(path);
  if (!here) return fresh;
  const patience = new Promise((done) => setTimeout(done, PATIENCE, here));
  return Promise.race([fresh, patience]).catch(() => here);
}

async function noNetwork() {
  return (await kept(KEEPS.offline)) ?? Response.error();
}

// Without cookies: what comes back, and so what is kept, cannot be about anybody.
async function ask(path, cache = "default") {
  const answer = await fetch(path, { cache, credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

async function keepAll() {
  const all = [KEEPS.help, KEEPS.offline, ...KEEPS.files];
  await Promise.all(all.map(async (path) => keep(path, await ask(path, "no-cache"))));
}

async function keep(path, answer) {
  const store = await caches.open(KEEPS.name);
  await store.put(path, answer);
}

async function kept(path) {
  const store = await caches.open(KEEPS.name);
  return store.match(path, { ignoreVary: true });
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEEPS.name).map((name) => caches.delete(name)));
}
