// Small behaviours on top of pages that work without them.
// form[data-guard]         warns before a changed form is left
// form[data-draft="key"]   keeps what was typed on this device until the server has it
// form[data-confirm]       asks the sentence before sending
// form[data-cursor]        takes the keyboard when its page opens, or with the value "refused" only after a refused save
// form[data-auto]          sends itself when a select or checkbox changes (filters)
// form[data-fills-from=id] sends what stands in that other form right now, whatever it was made with
// button[data-print]       prints the page; hidden without script
// input[data-check-all="name"]  ticks all boxes of that name
const DRAFTS = "kam-draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const reader = document.documentElement.dataset.reader || "";
const interrupted = "interrupted" in document.body.dataset;

function values(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || typeof value !== "string") continue;
    if (form.elements[name] instanceof HTMLInputElement && form.elements[name].type === "password") continue;
    (found[name] ??= []).push(value);
  }
  return found;
}

function fill(form, kept) {
  for (const control of form.elements) {
    if (!control.name || control.name === "csrfmiddlewaretoken" || ["password", "file", "submit", "button"].includes(control.type)) continue;
    const wanted = kept[control.name] || [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = wanted.includes(control.value);
    else if (control instanceof HTMLSelectElement) for (const option of control.options) option.selected = wanted.includes(option.value);
    else if (wanted.length) control.value = wanted[0];
  }
}

// A form for something new carries another token each time it is opened; a draft keeps its own (see history/once.py).
const typed = (found) => JSON.stringify({ ...found, form_token: undefined });
const same = (one, other) => typed(one) === typed(other);

const drafts = {
  key: (name) => `${DRAFTS}${reader}:${name}`,
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  write(key, draft) {
    try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* a full or closed storage keeps nothing */ }
  },
  remove(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
  keys() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(DRAFTS)); } catch { return []; }
  },
};

function forgetWhatArrived(onThisPage) {
  const saved = document.querySelector("[data-saved]") !== null;
  for (const key of drafts.keys()) {
    const draft = drafts.read(key);
    const arrived = draft?.sent && key.startsWith(drafts.key("")) && !interrupted && (saved || !onThisPage.has(key));
    if (!draft || arrived || Date.now() - draft.at > KEPT_FOR) drafts.remove(key);
  }
}

// The profile's language and zone, as everywhere on the page; the browser may know neither of them.
function inReadersWords(moment) {
  const { lang, dataset } = document.documentElement;
  const style = { dateStyle: "medium", timeStyle: "short" };
  const locale = lang === "en" ? "en-GB" : lang;
  try { return new Intl.DateTimeFormat(locale, { ...style, timeZone: dataset.zone }).format(moment); } catch { /* unknown zone */ }
  return new Intl.DateTimeFormat(locale, { ...style, timeZoneName: "short" }).format(moment);
}

function offer(form, key, draft) {
  const notice = document.getElementById("draft-offer").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-when]").textContent = inReadersWords(new Date(draft.at));
  notice.querySelector("[data-restore]").addEventListener("click", () => {
    fill(form, draft.values);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    notice.remove();
  });
  notice.querySelector("[data-discard]").addEventListener("click", () => { drafts.remove(key); notice.remove(); });
  form.prepend(notice);
}

function keepDraft(form) {
  const key = drafts.key(form.dataset.draft);
  const start = values(form);
  const draft = drafts.read(key);
  const refused = form.querySelector(".is-invalid, .conflict") !== null;
  if (draft && same(draft.values, start)) drafts.remove(key);
  else if (draft && !refused) offer(form, key, draft);
  const keep = () => drafts.write(key, { at: Date.now(), values: values(form) });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (!same(values(form), start) || refused) drafts.write(key, { at: Date.now(), values: values(form), sent: true });
  });
}

function guard(form) {
  const start = values(form);
  let sent = false;
  form.addEventListener("submit", (event) => { sent = !event.defaultPrevented; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && form.isConnected && !same(values(form), start)) event.preventDefault();
  });
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "yes";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sending; });
}

const refusedIn = (form) => form.querySelector(".conflict, .is-invalid, [aria-invalid], .alert-danger");

// To what is to be read or mended first; a page that opens stays where it is, with its heading in sight.
function placeCursor() {
  const forms = [...document.querySelectorAll("form[data-cursor]")];
  const refused = forms.find(refusedIn);
  const form = refused ?? forms.find((each) => each.dataset.cursor !== "refused");
  if (!form || document.activeElement !== document.body || document.querySelector("[autofocus], [data-focus]")) return;
  const usable = (control) => control.matches("input, select, textarea") && control.type !== "hidden" && !control.disabled && !control.readOnly;
  const fields = [...form.elements].filter((control) => usable(control) && control.checkVisibility());
  const wrong = fields.find((control) => control.matches(".is-invalid, [aria-invalid]"));
  const conflict = form.querySelector(".conflict h2");
  if (conflict) conflict.tabIndex = -1;
  const target = conflict ?? wrong ?? fields[0];
  if (refused) target?.focus();
  else if (target && !location.hash && target.getBoundingClientRect().bottom <= innerHeight) target.focus({ preventScroll: true });
}

function each(root, selector, act) {
  for (const found of root.querySelectorAll(selector)) {
    const done = (found.behaves ??= new Set());
    if (!done.has(selector)) { done.add(selector); act(found); }
  }
}

function behave(root) {
  each(root, 'form[method="post"]:not([hx-post])', sendOnce);
  each(root, "form[data-guard]", guard);
  each(root, "form[data-draft]", keepDraft);
  each(root, "form[data-fills-from]", (form) => form.addEventListener("submit", () => {
    for (const [name, value] of new FormData(document.getElementById(form.dataset.fillsFrom))) {
      const field = form.elements.namedItem(name) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value;
    }
  }, true));
  each(root, "form[data-auto]", (form) => form.addEventListener("change", () => form.requestSubmit()));
  each(root, "[data-check-all]", (box) => box.addEventListener("change", () => {
    for (const other of document.getElementsByName(box.dataset.checkAll)) if (!other.disabled) other.checked = box.checked;
  }));
  each(root, "[data-print]", (button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
  each(root, "form[data-sign-out]", (form) => form.addEventListener("submit", () => {
    for (const key of drafts.keys()) if (key.startsWith(drafts.key(""))) drafts.remove(key);
  }));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

// What an entry of a menu fetches appears elsewhere: the menu does not stand before it.
const staysOpen = (target) => (target.closest(".menu-panel [hx-get]") ? null : target.closest("details.menu"));
document.addEventListener("click", (event) => closeMenus(staysOpen(event.target)));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
});
document.addEventListener("htmx:load", (event) => behave(event.detail.elt.parentElement || document));

const shown = new Set([...document.querySelectorAll("form[data-draft]")].map((form) => drafts.key(form.dataset.draft)));
if (reader) forgetWhatArrived(shown);
for (const note of document.querySelectorAll("[data-kept]")) note.hidden = drafts.keys().length === 0;
behave(document);
placeCursor();
