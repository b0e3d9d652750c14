// The time zone at sign-up: fills [data-zone] (select or input) when nothing is chosen yet, and
// names it in [data-zone-name]. Without this script it is chosen by hand.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.querySelector("[data-zone]");
const known = field?.options ? [...field.options].some((option) => option.value === zone) : Boolean(zone);

if (field && known && (!field.value || field.value === "UTC")) field.value = zone;
for (const name of document.querySelectorAll("[data-zone-name]")) name.textContent = field?.value || zone;
