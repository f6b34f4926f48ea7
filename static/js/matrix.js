// What the pointed-at or focused account of the matrix says, in words beside the picture; without script its title says it.
const name = document.querySelector("[data-matrix-name]");
const figures = document.querySelector("[data-matrix-figures]");
const picture = document.querySelector("svg.matrix");

function say(event) {
  const title = event.target.closest("a.mark")?.querySelector("title");
  if (!title) return;
  const [first, ...rest] = title.textContent.split("\n");
  name.textContent = first;
  figures.replaceChildren(...rest.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

if (name && figures && picture) {
  picture.addEventListener("pointerover", say);
  picture.addEventListener("focusin", say);
}
