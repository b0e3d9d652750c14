// An invitation's link is /j#CODE: the code goes into [name=code] of form[data-arrive], leaves the
// address at once, and is posted. Without this script it is typed.

const form = document.querySelector("form[data-arrive]");
const code = location.hash.slice(1);

if (code) history.replaceState(null, "", location.pathname);
if (form && code) {
  form.elements.code.value = code;
  form.requestSubmit();
}
