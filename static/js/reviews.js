// Small behaviours of the reviews board and the review, on top of pages that work without them.
// button[data-counts="name"]  says how many boxes of that name are ticked, and waits for the first
// [data-check]                a fact of a review: arrows move, the keys named by its buttons' data-key press them
// .edit-here                  a form that was fetched in place takes the keyboard
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

document.addEventListener("keydown", press);
document.addEventListener("htmx:beforeSwap", keepFocus);
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.target.matches?.(".edit-here")) return;
  event.detail.target.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});
document.addEventListener("change", countAll);
// A browser that goes back ticks what was ticked.
window.addEventListener("pageshow", countAll);
countAll();
document.querySelector("[data-focus]")?.focus({ preventScroll: true });
