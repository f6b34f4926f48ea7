// The map within its box: zoom without a new page, the found card in view, moved by dragging. Without script the
// links of the sizes and the scroll bars do the same.
// [data-map]   the box that scrolls; its svg carries the whole drawing in viewBox
// a[data-zoom] links of the sizes: ?zoom=50, fit
const box = document.querySelector("[data-map]");
const picture = box?.querySelector("svg");
const links = [...document.querySelectorAll("a[data-zoom]")];

function resize(zoom) {
  const { width, height } = picture.viewBox.baseVal;
  const share = zoom === "fit" ? Math.min(1, box.clientWidth / width) : Number(zoom) / 100;
  picture.setAttribute("width", Math.floor(width * share));
  picture.setAttribute("height", Math.floor(height * share));
}

function zoomOf(link) {
  return new URL(link.href).searchParams.get("zoom") ?? "100";
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    resize(zoomOf(link));
    for (const other of links) other.toggleAttribute("aria-current", other === link);
    link.setAttribute("aria-current", "true");
    history.replaceState(history.state, "", link.href);
  });
}

// A card lies inside the drawing: its place on the screen tells how far to go.
function bringIntoView(card) {
  const [at, frame] = [card.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
  box.scrollTop += at.top + at.height / 2 - frame.top - frame.height / 2;
}

if (picture) {
  const isNarrow = picture.querySelector(".mark.faded");
  const first = picture.querySelector(isNarrow ? ".mark:not(.faded)" : ".mark.leaving") ?? picture.querySelector(".mark");
  if (first) bringIntoView(first);
  let drag = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("a")) return;
    drag = { x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (drag) box.scrollTo(drag.x - event.clientX, drag.y - event.clientY);
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { drag = null; });
}
