// The map within its box: zoom without a new page, the found card in view, moved by dragging. Without script the
// links of the sizes and the scroll bars do the same. Looked up anew each time: a change by hand brings a new picture.
// [data-map]   the box that scrolls; its svg carries the whole drawing in viewBox
// a[data-zoom] links of the sizes: ?zoom=50, fit
// map:seek     said by a card that wants to be seen (map_hands.js)
const boxOf = () => document.querySelector("[data-map]");

// All of it is seen: by its width, and by the height that the box may grow to, but never larger than it is.
function shareThatFits(box, { width, height }) {
  const most = Number.parseFloat(getComputedStyle(box).maxHeight) - (box.offsetHeight - box.clientHeight);
  return Math.min(1, box.clientWidth / width, Number.isNaN(most) ? 1 : most / height);
}

function resize(zoom) {
  const box = boxOf();
  const picture = box.querySelector("svg");
  const { width, height } = picture.viewBox.baseVal;
  const share = zoom === "fit" ? shareThatFits(box, { width, height }) : Number(zoom) / 100;
  picture.setAttribute("width", Math.floor(width * share));
  picture.setAttribute("height", Math.floor(height * share));
}

function zoomOf(link) {
  return new URL(link.href).searchParams.get("zoom") ?? "100";
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-zoom]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  resize(zoomOf(link));
  for (const other of document.querySelectorAll("a[data-zoom]")) other.toggleAttribute("aria-current", other === link);
  link.setAttribute("aria-current", "true");
  history.replaceState(history.state, "", link.href);
});

// A card lies inside the drawing: its place on the screen tells how far to go.
function bringIntoView(card) {
  const box = boxOf();
  const [at, frame] = [card.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
  box.scrollTop += at.top + at.height / 2 - frame.top - frame.height / 2;
}

document.addEventListener("map:seek", (event) => bringIntoView(event.target));

// At the card the address names, where an edit leads back to; else where the reader asked.
function begin(picture) {
  const named = location.hash.startsWith("#card-") && document.getElementById(location.hash.slice(1));
  const isNarrow = picture.querySelector(".mark.faded");
  const first = picture.querySelector(isNarrow ? ".mark:not(.faded)" : ".mark.leaving") ?? picture.querySelector(".mark");
  if (named || first) bringIntoView(named || first);
  if (named) named.focus();
}

let drag = null;
document.addEventListener("pointerdown", (event) => {
  const box = event.target.closest?.("[data-map]");
  if (!box || event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("a, .dot")) return;
  drag = { box, x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
  box.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (drag) drag.box.scrollTo(drag.x - event.clientX, drag.y - event.clientY);
});
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { drag = null; });

const picture = boxOf()?.querySelector("svg");
if (picture) begin(picture);
