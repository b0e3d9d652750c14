// Keys 1 to 5 choose an answer: the nth radio or button inside [data-keys].

const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (!/^[1-5]$/.test(event.key) || event.target.matches(TYPING)) return;
  const answers = document.querySelectorAll("[data-keys] :is(input[type=radio], button)");
  const chosen = answers[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
});
