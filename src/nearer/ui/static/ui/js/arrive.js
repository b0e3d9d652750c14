// An invitation's link is /j#CODE: the code goes into [name=code] of form[data-arrive], leaves the
// address at once, and is posted. Without this script it is typed.

function arrive() {
  const form = document.querySelector("form[data-arrive]");
  const code = location.hash.slice(1);
  // A place on this page, such as the one that "Skip to the page" leads to, is no code.
  if (!form || !code || document.getElementById(code)) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.requestSubmit();
}

// A second link in the same tab only changes the fragment.
addEventListener("hashchange", arrive);
arrive();
