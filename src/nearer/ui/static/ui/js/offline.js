// Without a network: shows .strip[data-offline] and tries what was not saved when asked; and
// registers the worker that keeps Help now (and nothing else) for such moments.

function show() {
  for (const strip of document.querySelectorAll("[data-offline]")) strip.hidden = navigator.onLine;
}

addEventListener("online", show);
addEventListener("offline", show);
addEventListener("click", (event) => {
  if (!event.target.closest("[data-try]")) return;
  show();
  dispatchEvent(new Event("nearer:retry"));
});
show();
navigator.serviceWorker?.register("/sw.js").catch(() => {});
