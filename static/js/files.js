// Uploading on top of a form that works without it: files dropped or chosen go one after another, each with its
// progress and its own answer; what is said aloud is said once a file.
// form[data-upload]  the form; data-largest is the size of the largest file in bytes
const form = document.querySelector("form[data-upload]");
const rows = document.querySelector("[data-uploads]");
const news = document.querySelector("[data-upload-news]");
const template = document.getElementById("upload-row");
const words = Object.fromEntries(
  [...document.getElementById("upload-words").content.children].map((word) => [word.dataset.word, word.textContent]),
);
const waiting = [];
let isBusy = false;

function show(row, text, tone) {
  const said = row.querySelector("[data-said]");
  said.textContent = text;
  said.className = `small-print ${tone ?? ""}`;
}

function finish(row, name, { kept, said }) {
  row.querySelector("progress").remove();
  show(row, said, kept ? "is-kept" : "is-refused");
  news.textContent = `${name}: ${said}`;
}

function answerOf(request) {
  try {
    const [result] = JSON.parse(request.responseText).results;
    return { kept: result.is_kept, said: result.said };
  } catch { /* a page in place of an answer: signed out, refused, broken */ }
  return { kept: false, said: words.lost };
}

function send(file, row) {
  return new Promise((resolve) => {
    const progress = row.querySelector("progress");
    const request = new XMLHttpRequest();
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.set("files", file);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      progress.value = Math.round((100 * event.loaded) / event.total);
      show(row, event.loaded < event.total ? `${words.way}: ${progress.value} %` : words.check);
    });
    request.addEventListener("loadend", () => resolve(answerOf(request)));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(sent);
  });
}

async function work() {
  if (isBusy) return;
  isBusy = true;
  let changed = false;
  while (waiting.length) {
    const [file, row] = waiting.shift();
    const isLarge = file.size > Number(form.dataset.largest);
    const answer = isLarge ? { kept: false, said: words.large } : await send(file, row);
    changed ||= answer.kept;
    finish(row, file.name, answer);
  }
  isBusy = false;
  if (changed) window.htmx.ajax("GET", location.pathname, { target: "#file-list", select: "#file-list", swap: "outerHTML" });
}

function take(files) {
  for (const file of files) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    rows.append(row);
    waiting.push([file, row]);
  }
  work();
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

// A file that misses the zone is not opened in place of the page.
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => { if (carriesFiles(event)) event.preventDefault(); });
for (const kind of ["dragenter", "dragover"]) form.addEventListener(kind, (event) => form.classList.toggle("is-over", carriesFiles(event)));
form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) form.classList.remove("is-over"); });
form.addEventListener("drop", (event) => {
  form.classList.remove("is-over");
  take(event.dataTransfer.files);
});
form.elements.files.addEventListener("change", ({ target }) => {
  take([...target.files]);
  target.value = "";
});
window.addEventListener("beforeunload", (event) => { if (isBusy) event.preventDefault(); });
for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
