// What the pointed-at or focused account of the matrix says, in words below the picture; without script its title says it.
const about = document.querySelector("[data-matrix-about]");
const picture = document.querySelector("svg.matrix");

function say(event) {
  const title = event.target.closest("a.mark")?.querySelector("title");
  if (!title) return;
  const [name, ...figures] = title.textContent.split("\n");
  const parts = [Object.assign(document.createElement("b"), { textContent: name })];
  for (const figure of figures) parts.push(Object.assign(document.createElement("span"), { textContent: figure }));
  about.replaceChildren(...parts);
}

if (about && picture) {
  picture.addEventListener("pointerover", say);
  picture.addEventListener("focusin", say);
}
