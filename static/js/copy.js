// [data-copy="id"] puts the value of that field on the clipboard and says so in [data-copy-said]; hidden without script.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { if (!document.execCommand("copy")) return; }
    document.querySelector("[data-copy-said]").textContent = button.dataset.copied;
  });
}
