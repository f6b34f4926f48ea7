// Behaviours of the diary, on top of pages that work without them.
// form[data-sends-by-keys]  Ctrl+Enter (on a Mac also Command+Enter) sends the form
// [data-people]             a list of people to tick: typing narrows it, Enter ticks the first one, arrows walk through it;
//                           data-new names the field that takes somebody who is not in the list

const folded = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

function sendByKeys(form) {
  for (const hint of form.querySelectorAll(".by-keys")) hint.hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[type="submit"]'));
  });
}

function choosePeople(list) {
  const filter = list.querySelector("[data-people-filter]");
  const rows = [...list.querySelectorAll(".form-check")];
  const rest = list.querySelector("details");
  const said = list.querySelector("[data-people-said]");
  const names = rows.map((row) => folded(row.textContent));
  const box = (row) => row.querySelector("input");
  const seen = () => rows.filter((row) => !row.hidden && (!rest || rest.open || !rest.contains(row)));
  // One stop of the Tab key for the whole list; the arrows do the rest.
  const stop = () => seen().forEach((row, place) => { box(row).tabIndex = place ? -1 : 0; });
  const narrow = () => {
    const asked = folded(filter.value.trim());
    rows.forEach((row, place) => { row.hidden = asked !== "" && !names[place].includes(asked); });
    if (rest) rest.open = asked !== "";
    said.textContent = asked ? `${seen().length} / ${rows.length}` : "";
    stop();
  };
  const noteNew = (name) => {
    const field = document.getElementById(list.dataset.new || "");
    if (!field) return false;
    field.value = [field.value.trim(), name].filter(Boolean).join("\n");
    field.rows = field.value.split("\n").length;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  // Enter ticks; it never saves an entry that is not finished.
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.target.type !== "checkbox") return;
    event.preventDefault();
    event.target.click();
  });
  list.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const shown = seen();
    const place = shown.findIndex((row) => box(row) === event.target) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    if (shown[place]) { shown.forEach((row) => { box(row).tabIndex = -1; }); box(shown[place]).tabIndex = 0; box(shown[place]).focus(); }
    else if (place < 0 && filter) filter.focus();
  });
  rest?.addEventListener("toggle", stop);
  stop();
  if (!filter) return;
  filter.hidden = false;
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && filter.value) { event.preventDefault(); filter.value = ""; narrow(); }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const name = filter.value.trim();
    if (!name) return;
    const first = seen()[0];
    if (first) {
      box(first).checked = !box(first).checked;
      box(first).dispatchEvent(new Event("change", { bubbles: true }));
      // Whoever is ticked stays in sight among those met last.
      if (rest?.contains(first)) rest.before(first);
    } else if (!noteNew(name)) return;
    filter.value = "";
    narrow();
    said.textContent = first ? first.textContent.trim() : name;
  });
}

function begin(root) {
  for (const form of root.querySelectorAll("form[data-sends-by-keys]")) if (!form.byKeys) { form.byKeys = true; sendByKeys(form); }
  for (const list of root.querySelectorAll("[data-people]")) if (!list.byKeys) { list.byKeys = true; choosePeople(list); }
}

// An entry that was changed in its place keeps the keyboard: on its form, or on itself.
document.addEventListener("htmx:afterSwap", (event) => {
  const entry = document.getElementById(event.detail.target.id);
  if (!entry || entry.querySelector("[autofocus]")) return;
  entry.tabIndex = -1;
  entry.focus({ preventScroll: true });
});
document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentElement || document));
begin(document);
