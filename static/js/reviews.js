// Small behaviours of the reviews board, the review and the table of a map, on top of pages that work without them.
// button[data-counts="name"]  says how many boxes of that name are ticked, and waits for the first
// [data-check]                a fact of a review: arrows move, the keys named by its buttons' data-key press them
// .edit-here[data-field]      a form that was fetched in place takes the keyboard, at that field if it has it
// [data-keeps="id"]           a list that is narrowed in place keeps its open form, or has it stand at that id
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

// A list narrowed or sorted in place keeps the form that is open in it, with what was typed: in its row, or where the
// list says when the row is no longer shown.
let kept = null;

function keepForm(event) {
  const { target, shouldSwap } = event.detail;
  if (!shouldSwap || !target.matches?.("[data-keeps]")) return;
  const other = document.getElementById(target.dataset.keeps);
  const place = [...target.querySelectorAll(".edit-here"), other].find((each) => each.childElementCount);
  if (!place) return;
  kept = { home: place.dataset.home || place.id, field: place.dataset.field, nodes: [...place.childNodes], other: other.id };
  place.replaceChildren();
}

function putFormBack() {
  if (!kept) return;
  const { home, field, nodes, other } = kept;
  kept = null;
  const place = document.getElementById(home) ?? document.getElementById(other);
  place.replaceChildren(...nodes);
  place.dataset.home = home;
  if (field) place.dataset.field = field;
}

// "Cancel" leads to this very page: the form goes, the keyboard is where it came from. A form that was kept leads to
// the page as it was before.
function cancel(event) {
  const link = event.target.closest?.(".edit-here a[href]");
  if (!link || link.pathname !== location.pathname) return;
  if (link.search !== location.search && !link.closest(".edit-here").dataset.home) return;
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
document.addEventListener("htmx:beforeSwap", keepForm);
document.addEventListener("htmx:afterSwap", putFormBack);
document.addEventListener("htmx:afterSettle", (event) => takeKeyboard(event.detail.target));
document.addEventListener("click", cancel);
document.addEventListener("change", countAll);
// A browser that goes back ticks what was ticked.
window.addEventListener("pageshow", countAll);
countAll();
goOn();
