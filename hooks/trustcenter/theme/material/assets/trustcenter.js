// Material takes every link[rel=alternate] for another language of the site and asks for a sitemap beside it, which
// a feed does not have.  This runs before Material's script; feed readers see the page as it was written.
for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate feed";

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
