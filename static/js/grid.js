// A grid of small answers that saves each cell as it is left. Without this module it is one form with one button.
//
// form[data-grid][data-save-url]  posts one cell; data-offline, data-lost: what a cell says when it could not be saved
// [data-cell="key"]               a cell with its fields; the answer holds it anew, and replaces it by its key
// [data-part="key"]               anything else the answer may hold anew: a count, a bar
// [data-value]                    the field of a cell that arrows and Enter move between
// [data-toggle-key="~"]           a checkbox of the cell, switched by that key
// details[data-more]              more of the cell (a note), opened by F2, closed by Escape
// [data-empties]                  a checkbox that says it all: the cell is saved at once
// [data-unsaved]                  a cell whose text the server has refused: leaving the page warns
// [data-keep], [data-take="6"]    buttons of a clash: save mine all the same, or take what is stored
// [data-with-script], [data-without-script]  shown only with or without this module

const fieldsOf = (cell) => [...cell.querySelectorAll("input[name], textarea[name]")];
const said = (field) => (field.type === "checkbox" ? field.checked : field.value);
const served = (field) => (field.type === "checkbox" ? field.defaultChecked : field.defaultValue);
const shownOf = (cell) => fieldsOf(cell).filter((field) => field.type !== "hidden");
const stateOf = (cell) => JSON.stringify(shownOf(cell).map(said));
const cellOf = (element) => element?.closest?.("[data-cell]") ?? null;

function settle(root) {
  for (const shown of root.querySelectorAll("[data-with-script]")) shown.hidden = false;
  for (const hidden of root.querySelectorAll("[data-without-script]")) hidden.hidden = true;
  for (const summary of root.querySelectorAll("[data-more] > summary")) summary.tabIndex = -1;
}

function grid(form) {
  const read = new WeakMap();
  let line = Promise.resolve();
  let waiting = 0;
  let swapping = false;
  let leaving = false;

  const cells = () => [...form.querySelectorAll("[data-cell]")];
  const isChanged = (cell) => read.get(cell) !== stateOf(cell);

  function remember(cell) {
    settle(cell);
    read.set(cell, JSON.stringify(shownOf(cell).map(served)));
  }

  function queue(cell, insisted = false) {
    waiting += 1;
    const lost = (error) => {
      console.error(error);
      fail(cell, form.dataset.lost);
    };
    line = line.then(() => send(cell, insisted)).catch(lost).finally(() => { waiting -= 1; });
  }

  function leave(cell) {
    const more = cell.querySelector("details[data-more][open]");
    if (more) more.open = false;
    if (isChanged(cell)) queue(cell);
  }

  async function send(cell, insisted) {
    if (!cell.isConnected || (!insisted && !isChanged(cell))) return;
    const sent = stateOf(cell);
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    for (const field of fieldsOf(cell)) if (field.type !== "checkbox" || field.checked) body.append(field.name, field.value);
    cell.dataset.state = "saving";
    let answer;
    try {
      const headers = { "HX-Request": "true" };
      answer = await fetch(form.dataset.saveUrl, { method: "POST", body, headers, credentials: "same-origin" });
      answer = template(await answer.text());
    } catch { fail(cell, form.dataset.offline); return; }
    const fresh = answer.querySelector(`[data-cell="${CSS.escape(cell.dataset.cell)}"]`);
    if (fresh) swap(cell, fresh, sent);
    else fail(cell, form.dataset.lost);
    for (const part of answer.querySelectorAll("[data-part]")) {
      document.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`)?.replaceWith(part);
    }
  }

  function template(text) {
    const made = document.createElement("template");
    made.innerHTML = text;
    return made.content;
  }

  // What was typed on while the save was under way stays, with the version that the save has made.
  function swap(cell, fresh, sent) {
    const typed = stateOf(cell) === sent ? null : shownOf(cell);
    const focused = cell.contains(document.activeElement) ? document.activeElement : null;
    const marked = typeof focused?.selectionStart !== "number" ? null : [focused.selectionStart, focused.selectionEnd];
    const open = cell.querySelector("details[data-more][open]") !== null;
    swapping = true;
    cell.replaceWith(fresh);
    swapping = false;
    remember(fresh);
    const named = (name) => fieldsOf(fresh).find((field) => field.name === name);
    for (const field of typed ?? []) {
      const same = named(field.name);
      if (same?.type === "checkbox") same.checked = field.checked;
      else if (same) same.value = field.value;
    }
    if (open && focused) fresh.querySelector("details[data-more]").open = true;
    const again = focused && (named(focused.name) ?? fresh.querySelector("[data-value]"));
    if (again) {
      again.focus();
      if (marked && typed) again.setSelectionRange?.(...marked);
    } else if (isChanged(fresh)) queue(fresh);
  }

  function fail(cell, sentence) {
    cell.dataset.state = "failed";
    cell.querySelector("[data-failed]")?.remove();
    const note = document.createElement("p");
    note.dataset.failed = "";
    note.className = "cell-said text-bad";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    (cell.querySelector("[data-inner]") ?? cell).append(note);
  }

  function beside(field, step) {
    const all = [...form.querySelectorAll("[data-value]")];
    return all[all.indexOf(field) + step];
  }

  function below(field, step) {
    const index = field.closest("td")?.cellIndex;
    let row = field.closest("tr");
    while (row) {
      row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
      const found = row?.cells[index]?.querySelector("[data-value]");
      if (found) return found;
    }
    return null;
  }

  function whereTo(event, field) {
    const whole = field.selectionEnd - field.selectionStart === field.value.length;
    if (event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey)) return below(field, 1);
    if (event.key === "ArrowUp" || event.key === "Enter") return below(field, -1);
    if (event.key === "ArrowRight" && (whole || field.selectionStart === field.value.length)) return beside(field, 1);
    if (event.key === "ArrowLeft" && (whole || field.selectionEnd === 0)) return beside(field, -1);
    return undefined;
  }

  function inValue(event, field) {
    const cell = cellOf(field);
    const toggled = [...cell.querySelectorAll("[data-toggle-key]")].find((box) => box.dataset.toggleKey === event.key);
    const to = whereTo(event, field);
    if (to !== undefined) {
      event.preventDefault();
      if (to) to.focus();
      else if (event.key === "Enter") leave(cell);
    } else if (toggled) {
      event.preventDefault();
      toggled.checked = !toggled.checked;
    } else if (event.key === "F2" && cell.querySelector("details[data-more]")) {
      event.preventDefault();
      const more = cell.querySelector("details[data-more]");
      more.open = true;
      (more.querySelector("textarea") ?? fieldsOf(more)[0]).focus();
    } else if (event.key === "Escape") field.value = field.defaultValue;
  }

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("[data-value]")) inValue(event, event.target);
    else if (event.key === "Escape" && event.target.closest("th")) event.target.blur();
    else if (event.target.closest("details[data-more]") && event.key === "Escape") {
      event.target.closest("details[data-more]").open = false;
      cellOf(event.target).querySelector("[data-value]").focus();
    } else if (event.key === "Enter" && event.target.closest("details[data-more]") && event.target.matches("input")) {
      event.preventDefault();
      cellOf(event.target).querySelector("[data-value]").focus();
    }
  });
  form.addEventListener("focusin", (event) => { if (event.target.matches("[data-value]")) event.target.select(); });
  form.addEventListener("focusout", (event) => {
    const cell = cellOf(event.target);
    if (cell && !swapping && !cell.contains(event.relatedTarget)) leave(cell);
  });
  form.addEventListener("change", (event) => {
    const cell = cellOf(event.target);
    if ("empties" in event.target.dataset && event.target.checked) queue(cell, true);
    // Some browsers give a clicked box no focus to lose. A text changes while its focus moves, when nothing has it.
    else if (cell && event.target.type === "checkbox" && !cell.contains(document.activeElement)) leave(cell);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep], [data-take]");
    if (!button) return;
    const cell = cellOf(button);
    const value = cell.querySelector("[data-value]");
    if (button.dataset.take !== undefined) {
      value.value = button.dataset.take;
      for (const field of fieldsOf(cell)) {
        if (field.dataset.stored !== undefined && field.type === "checkbox") field.checked = field.dataset.stored === "on";
        else if (field.dataset.stored !== undefined) field.value = field.dataset.stored;
      }
    }
    queue(cell, true);
    value.focus();
  });
  form.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
  // Whoever hands in right after the last cell hands that cell in too.
  document.addEventListener("submit", (event) => {
    if (event.target === form || !waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    line.then(() => event.target.requestSubmit(event.submitter));
  }, true);
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("online", () => { for (const cell of cells()) if (isChanged(cell)) queue(cell); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (waiting || cells().some((cell) => isChanged(cell) || "unsaved" in cell.dataset))) event.preventDefault();
  });
  settle(form);
  cells().forEach(remember);
  // What was typed before this module came, or brought back by the browser, is saved too.
  for (const cell of cells()) if (isChanged(cell) && !cell.contains(document.activeElement)) queue(cell);
}

document.querySelectorAll("form[data-grid]").forEach(grid);
