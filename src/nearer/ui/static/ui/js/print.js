// Printing: shows button[data-print] (hidden without this script) and prints the page.

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
