// Small behaviours of the reviews board, the review and the table of a map, on top of pages that work without them.
// button[data-counts="name"]  says how many boxes of that name are ticked, and waits for the first
// [data-check]                a fact of a review: arrows move, the keys named by its buttons' data-key press them
// .edit-here[data-field]      a form that was fetched in place takes the keyboard, at that field if it has it
// [data-focus]                where the keyboard goes on; the page stays where it is

function count(button) {
  const ticked = [...document.getElementsByName(button.dataset.counts)].filter((box) => box.checked).length;
  button.disabled = ticked === 0;
  button.querySelector("[data-count]").textContent = ticked ? ` (${ticked})` : "";
}

function countAll() {
  for (const button of document.querySelectorAll("button[data-counts]")) count(button);
}

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

// Only while a fact or something in it has the focus, so that no letter typed elsewhere says a verdict.
function press(event) {
  const facts = [...document.querySelectorAll("[data-check]")];
  const fact = event.target.closest?.("[data-check]");
  if (!fact && event.key === "ArrowDown" && event.target.matches?.("[data-focus]") && facts.length) {
    event.preventDefault();
    facts[0].focus();
  }
  if (!fact || typing(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = step && facts[facts.indexOf(fact) + step];
  // By the place of the key: on a Russian keyboard the same finger presses it.
  const letter = !step && event.code.startsWith("Key") && event.code.slice(3).toLowerCase();
  const button = letter && fact.querySelector(`[data-key="${letter}"]`);
  if (!next && !button) return;
  event.preventDefault();
  if (next) next.focus();
  else button.click();
}

// A checked fact comes back as a new element: the keyboard stays with it.
function keepFocus(event) {
  const { target } = event.detail;
  if (!target.matches?.("[data-check]") || !target.contains(document.activeElement)) return;
  const { id } = target;
  document.addEventListener("htmx:afterSettle", () => document.getElementById(id)?.focus(), { once: true });
}

// One form is open at a time; what was typed into another is kept as its draft (portal.js).
function takeKeyboard(place) {
  if (!place.matches?.(".edit-here")) return;
  for (const other of document.querySelectorAll(".edit-here")) if (other !== place) other.replaceChildren();
  place.scrollIntoView({ block: "nearest" });
  const field = place.dataset.field && place.querySelector(`[name="${CSS.escape(place.dataset.field)}"]`);
  (field || place.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
}

// "Cancel" leads to this very page: the form goes, the keyboard is where it came from.
function cancel(event) {
  const link = event.target.closest?.(".edit-here a[href]");
  if (!link || link.pathname + link.search !== location.pathname + location.search) return;
  event.preventDefault();
  const place = link.closest(".edit-here");
  const from = document.getElementById(link.hash.slice(1)) ?? document.querySelector(`[hx-target="#${place.id}"]`);
  place.replaceChildren();
  from?.focus();
}

// At the place the address names, where an edit leads back to; else where the page says.
function goOn() {
  const named = document.getElementById(location.hash.slice(1));
  named?.focus();
  if (!named || document.activeElement !== named) document.querySelector("[data-focus]")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", press);
document.addEventListener("htmx:beforeSwap", keepFocus);
document.addEventListener("htmx:afterSettle", (event) => takeKeyboard(event.detail.target));
document.addEventListener("click", cancel);
document.addEventListener("change", countAll);
// A browser that goes back ticks what was ticked.
window.addEventListener("pageshow", countAll);
countAll();
goOn();
