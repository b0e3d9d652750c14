// form[data-download] is answered by a file, so the page stays: once it is sent, its passphrases go
// from the page and [data-on-its-way] says so.

document.querySelectorAll("form[data-download]").forEach((form) => {
  form.addEventListener("submit", () => {
    // After this task: the browser has read the fields by then.
    setTimeout(() => {
      form.querySelectorAll("input.input").forEach((field) => (field.value = ""));
      form.querySelector("[data-on-its-way]").hidden = false;
    });
  });
});
