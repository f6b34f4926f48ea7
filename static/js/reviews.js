// Small behaviours of the reviews board and the review, on top of pages that work without them.
// button[data-counts="name"]  says how many boxes of that name are ticked, and waits for the first
// [data-focus]                where the keyboard goes on; the page stays where it is

function count(button) {
  const ticked = [...document.getElementsByName(button.dataset.counts)].filter((box) => box.checked).length;
  button.disabled = ticked === 0;
  button.querySelector("[data-count]").textContent = ticked ? ` (${ticked})` : "";
}

function countAll() {
  for (const button of document.querySelectorAll("button[data-counts]")) count(button);
}

document.addEventListener("change", countAll);
// A browser that goes back ticks what was ticked.
window.addEventListener("pageshow", countAll);
countAll();
document.querySelector("[data-focus]")?.focus({ preventScroll: true });
