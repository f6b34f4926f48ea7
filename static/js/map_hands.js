// The picture changed by hand: a card is dragged under another, a line is drawn from its dot, by pointer or by keyboard;
// a card opens in place. The server answers each change with the picture as it is then; focus stays with the card.
// #map-here[data-hands]     the picture and what belongs to it, replaced as a whole
// a.mark                    a card: id, data-version of its post, data-actor of its person
// form[data-by-hand]        addresses, and the words of what goes on (templates/decision_map/hands.html)

const FAR = 6;
const EDGE = 40;
const TYPED_FOR = 900;
const SVG = "http://www.w3.org/2000/svg";
const here = () => document.getElementById("map-here");
const find = (selector) => here()?.querySelector(selector);
const said = () => find("form[data-by-hand]").dataset;
const cards = (kind) => [...here().querySelectorAll(kind === "line" ? "a.mark[data-actor]" : "a.mark[data-version]")];
const cardOf = (target) => target?.closest?.("[data-hands] a.mark");
const nameOf = (card) => card.querySelector("title").textContent.split("\n")[0];
const keyOf = (card) => card.id.slice("card-".length);
const seek = (card) => card.dispatchEvent(new CustomEvent("map:seek", { bubbles: true }));
const inPlace = (address, zero, key) => address.replace(`/${zero}/`, `/${key}/`);

// What is under way: {kind: "move" or "line", card, byPointer, ghost}.
let carried = null;
let pressed = null;
let wasDragged = false;
let lastChanged = "";
let typed = { text: "", at: 0 };

function say(words, card, other) {
  return words.replace("{card}", nameOf(card)).replace("{other}", other ? nameOf(other) : "");
}

function begin(kind, card, byPointer) {
  leave();
  closePanel();
  if (kind === "move" ? !card.dataset.version : !card.dataset.actor) return;
  carried = { kind, card, byPointer, ghost: null };
  card.classList.add("carried");
  find("[data-said]").textContent = say(kind === "move" ? said().sayMove : said().sayLine, card);
  find("[data-top]").hidden = kind !== "move";
  find("[data-bar]").hidden = false;
  if (!byPointer) card.focus();
}

function leave() {
  if (find("[data-bar]")) find("[data-bar]").hidden = true;
  if (!carried) return;
  carried.card.classList.remove("carried");
  carried.ghost?.remove();
  mark(null);
  carried = null;
}

function mark(card) {
  for (const other of here().querySelectorAll(".mark.target")) if (other !== card) other.classList.remove("target");
  card?.classList.add("target");
}

const fits = (card) => card && card !== carried?.card && cards(carried.kind).includes(card);

function drop(card) {
  const { kind, card: from } = carried;
  leave();
  if (kind === "move") return hang(from, card ? keyOf(card) : "", card);
  choose(from, card);
}

function hang(card, above, target) {
  const values = { version: card.dataset.version, reports_to: above };
  return send(inPlace(said().under, 0, keyOf(card)), values, [card.id, target?.id]);
}

function choose(from, to) {
  const choice = find("[data-choice]");
  choice.querySelector("[data-between]").textContent = say(said().sayBetween, from, to);
  choice.ends = [from, to];
  choice.showModal();
}

function draw(button) {
  const choice = button.closest("[data-choice]");
  const [from, to] = choice.ends;
  choice.close();
  const { kind, strength = "" } = button.dataset;
  return send(said().line, { from_actor: from.dataset.actor, to_actor: to.dataset.actor, kind, strength }, [from.id]);
}

// The picture comes back where it was looked at; the card that was changed has the focus, or the one it went under.
async function send(address, values, ids) {
  lastChanged = ids[0] || lastChanged;
  const token = find("form[data-by-hand] [name=csrfmiddlewaretoken]").value;
  const { scrollLeft, scrollTop } = find("[data-map]");
  const sent = { ...values, csrfmiddlewaretoken: token };
  try {
    await window.htmx.ajax("POST", address + location.search, { target: "#map-here", swap: "outerHTML", values: sent });
  } catch {
    fail();
    return;
  }
  settle(scrollLeft, scrollTop, ids);
}

// No longer allowed, or the portal is out of reach: nothing was written, and it is said.
function fail() {
  find("[data-said]").textContent = said().sayFailed;
  find("[data-top]").hidden = true;
  find("[data-bar]").hidden = false;
}
document.addEventListener("htmx:responseError", (event) => { if (here()?.contains(event.detail.target)) fail(); });

function settle(left, top, ids) {
  const box = find("[data-map]");
  if (!box) return;
  box.scrollTo(left, top);
  const card = ids.map((id) => id && document.getElementById(id)).find(Boolean);
  if (!card) return;
  card.focus({ preventScroll: true });
  const [at, frame] = [card.getBoundingClientRect(), box.getBoundingClientRect()];
  if (at.left < frame.left || at.right > frame.right || at.top < frame.top || at.bottom > frame.bottom) seek(card);
}

// By pointer. A finger scrolls: it opens the card, which offers the same.
function moveGhost(event) {
  const svg = carried.card.ownerSVGElement;
  const matrix = svg.getScreenCTM().inverse();
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  if (!carried.ghost) {
    carried.ghost = carried.kind === "line" ? document.createElementNS(SVG, "path") : likeness(carried.card);
    carried.ghost.classList.add(carried.kind === "line" ? "ghost-line" : "ghost");
    carried.from = new DOMPoint(pressed.x, pressed.y).matrixTransform(matrix);
    const place = carried.card.getBoundingClientRect();
    const corner = new DOMPoint(place.left, place.top).matrixTransform(matrix);
    carried.grip = { x: carried.from.x - corner.x, y: carried.from.y - corner.y };
    svg.append(carried.ghost);
  }
  if (carried.kind === "line") carried.ghost.setAttribute("d", `M${carried.from.x} ${carried.from.y}L${at.x} ${at.y}`);
  else carried.ghost.setAttribute("transform", `translate(${at.x - carried.grip.x} ${at.y - carried.grip.y})`);
}

// What is carried about is no card: nothing can be dropped on it.
function likeness(card) {
  const copy = card.cloneNode(true);
  for (const name of ["id", "href", "data-version", "data-actor"]) copy.removeAttribute(name);
  copy.classList.remove("mark", "carried");
  return copy;
}

function scrollAtEdge(event) {
  const box = find("[data-map]");
  const frame = box.getBoundingClientRect();
  const push = (at, low, high) => (at < low + EDGE ? -12 : at > high - EDGE ? 12 : 0);
  box.scrollLeft += push(event.clientX, frame.left, frame.right);
  box.scrollTop += push(event.clientY, frame.top, frame.bottom);
}

const under = (event) => document.elementFromPoint(event.clientX, event.clientY);

document.addEventListener("pointerdown", (event) => {
  wasDragged = false;
  if (event.pointerType === "touch" || event.button !== 0) return;
  const dot = event.target.closest?.("[data-hands] .dot");
  const card = dot ? dot.card : cardOf(event.target);
  if (card) pressed = { card, kind: dot ? "line" : "move", x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!pressed) return;
  if (!carried?.byPointer) {
    if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < FAR) return;
    begin(pressed.kind, pressed.card, true);
    if (!carried) { pressed = null; return; }
    wasDragged = true;
  }
  event.preventDefault();
  moveGhost(event);
  scrollAtEdge(event);
  const card = cardOf(under(event));
  mark(fits(card) ? card : null);
});

document.addEventListener("pointerup", (event) => {
  pressed = null;
  if (!carried?.byPointer) return;
  const at = under(event);
  const card = cardOf(at);
  if (carried.kind === "move" && at?.closest("[data-top]")) drop(null);
  else if (fits(card)) drop(card);
  else leave();
});
document.addEventListener("pointercancel", () => { pressed = null; leave(); });
// The browser's own dragging of links would take over.
document.addEventListener("dragstart", (event) => { if (cardOf(event.target)) event.preventDefault(); });

// One dot, at the card that is pointed at or has the focus.
function placeDot(card) {
  if (!card?.dataset.actor || carried) return;
  const group = card.parentNode;
  if (group.querySelector(".dot")) return;
  find(".dot")?.remove();
  const box = card.querySelector(".box").getBBox();
  const dot = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ class: "dot", cx: box.width, cy: box.height / 2, r: 7 })) dot.setAttribute(name, value);
  dot.card = card;
  group.append(dot);
}
document.addEventListener("pointerover", (event) => placeDot(cardOf(event.target)));
document.addEventListener("focusin", (event) => placeDot(cardOf(event.target)));

// By keyboard. The card that has the focus is the one chosen.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function neighbour(card, [dx, dy], among) {
  const middle = (each) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };
  const from = middle(card);
  let best = null;
  for (const other of among) {
    const to = middle(other);
    const [along, aside] = [(to.x - from.x) * dx + (to.y - from.y) * dy, Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx)];
    if (other === card || along < 8) continue;
    const far = along + 2 * aside;
    if (!best || far < best.far) best = { other, far };
  }
  return best?.other;
}

function go(card) {
  if (!card) return;
  card.focus({ preventScroll: true });
  seek(card);
  if (carried) mark(fits(card) ? card : null);
}

function findTyped(letter) {
  const now = Date.now();
  typed = { text: (now - typed.at < TYPED_FOR ? typed.text : "") + letter.toLowerCase(), at: now };
  const words = (card) => nameOf(card).toLowerCase().split(/[\s,]+/).map((_word, at, all) => all.slice(at).join(" "));
  go(cards(carried.kind).find((card) => card !== carried.card && words(card).some((word) => word.startsWith(typed.text))));
}

function pressWhileCarrying(event, card) {
  if (event.key === "Escape") { const back = carried.card; leave(); back.focus(); }
  else if (event.key === "Home" && carried.kind === "move") drop(null);
  else if (event.key === "Enter" && fits(card)) drop(card);
  else if (WAYS[event.key]) go(neighbour(card, WAYS[event.key], cards(carried.kind)));
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) findTyped(event.key);
  else if (event.key !== "Enter") return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  const card = cardOf(document.activeElement);
  if (carried && event.key === "Escape" && !card) leave();
  if (event.key === "Escape" && !find("#map-panel")?.hidden) closePanel();
  if (here()?.contains(document.activeElement) && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !document.activeElement.matches("input, textarea, select")) {
    event.preventDefault();
    undo(card);
    return;
  }
  if (!card) return;
  if (carried) { pressWhileCarrying(event, card); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // By the place of the key: on a Russian keyboard the same finger presses it.
  if (event.code === "KeyM" && card.dataset.version) begin("move", card, false);
  else if (event.code === "KeyL" && card.dataset.actor) begin("line", card, false);
  else if (WAYS[event.key]) go(neighbour(card, WAYS[event.key], [...here().querySelectorAll("a.mark")]));
  else return;
  event.preventDefault();
});

// The change just made, or the page that says what the last one was.
function undo(card) {
  const form = find("[data-undo]");
  if (!form) { location.assign(said().undoPage); return; }
  send(form.getAttribute("action"), { change: form.elements.change.value }, [card?.id, lastChanged]);
}

// A card opens in place; a word on it opens the little form of just that.
const TAGS = { role: "roles", symbol: "attitude", star: "trajectory" };

function tagAt(target) {
  const part = target.closest(".role, .symbol, .star, .bars");
  if (!part) return "";
  if (part.matches(".bars")) return part.querySelector(".icon-of").getAttribute("href").slice(1);
  return TAGS[part.classList[0]];
}

async function open(card, tag, word = "") {
  const panel = find("#map-panel");
  const back = encodeURIComponent(`${location.pathname}${location.search}#${card.id}`);
  const address = tag && card.dataset.actor ? said().tag.replace("/0/", `/${card.dataset.actor}/`).replace("attitude", tag) : inPlace(said().card, 0, keyOf(card));
  panel.from = card;
  panel.isWhole = !tag;
  panel.word = word;
  await window.htmx.ajax("GET", `${address}?next=${back}`, {
    target: "#map-panel", swap: "innerHTML", select: tag ? ".card-body h2, .told, form[data-guard]" : "[data-panel]",
  });
  showPanel(panel, card);
}

function showPanel(panel, card) {
  panel.hidden = false;
  const [at, frame] = [card.getBoundingClientRect(), here().getBoundingClientRect()];
  const left = Math.min(at.right + 10, document.documentElement.clientWidth - panel.offsetWidth - 12);
  panel.style.left = `${Math.max(4, left) - frame.left}px`;
  panel.style.top = `${at.top - frame.top}px`;
  panel.scrollIntoView({ block: "nearest" });
  for (const button of panel.querySelectorAll("[data-begin]")) button.hidden = false;
  const field = panel.querySelector("form input:not([type=hidden]), form select, form textarea");
  const word = [...panel.querySelectorAll("dd a")].find((link) => link.pathname === panel.word);
  (field ?? word ?? panel).focus({ preventScroll: true });
}

function closePanel() {
  const panel = find("#map-panel");
  if (!panel || panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  panel.from?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const card = cardOf(event.target);
  if (card && wasDragged) { event.preventDefault(); return; }
  if (card && carried) { event.preventDefault(); if (fits(card)) drop(card); return; }
  if (card && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(card, tagAt(event.target)); return; }
  const button = event.target.closest?.("#map-here button");
  if (button?.dataset.kind) draw(button);
  else if (button?.matches("[data-top]") && carried) drop(null);
  else if (button?.matches("[data-leave]")) { button.closest("dialog")?.close(); leave(); }
  else if (button?.dataset.begin) begin(button.dataset.begin, find("#map-panel").from, false);
  else if (event.target.closest?.("#map-panel [data-close], #map-panel .actions a")) { event.preventDefault(); closePanel(); }
});
// A form fetched in the open panel takes the keyboard; its menu stays where it is.
document.addEventListener("htmx:afterSettle", (event) => {
  const panel = find("#map-panel");
  if (panel && !panel.hidden && event.detail.target === panel) showPanel(panel, panel.from);
});
// A word saved in the panel of a card leads to the map anew: there the panel opens again, at the word. Who saved the
// little form of one word alone is back at the picture.
const OPENED = "map-card";

document.addEventListener("submit", (event) => {
  const panel = find("#map-panel");
  if (!panel?.isWhole || !panel.contains(event.target)) return;
  const word = new URL(event.target.action).pathname;
  try { sessionStorage.setItem(OPENED, JSON.stringify({ card: panel.from.id, word })); } catch { /* it stays closed */ }
});

function openAgain() {
  let opened = null;
  try {
    opened = JSON.parse(sessionStorage.getItem(OPENED));
    sessionStorage.removeItem(OPENED);
  } catch { /* nothing was kept */ }
  const card = opened && location.hash === `#${opened.card}` && document.getElementById(opened.card);
  if (card && find("#map-panel")) open(card, "", opened.word);
}
openAgain();
// The button goes the way of the key: the focus goes on at the card.
document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("#map-here [data-undo]")) return;
  event.preventDefault();
  undo(null);
});
