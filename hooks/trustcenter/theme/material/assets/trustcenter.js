// The menu of small screens closes when a link in it was followed, on Escape, and on a click beside it.
// Without this file it still opens and closes by its button.
const menu = document.querySelector(".tc-menu");
document.addEventListener("click", ({ target }) => {
  if (!menu.contains(target) || target.closest("a")) menu.open = false;
});
menu.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
