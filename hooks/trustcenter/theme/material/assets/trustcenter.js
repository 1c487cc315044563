// What pages gain with a script.  Without this file everything can be read and followed.
const page = document.documentElement;
page.classList.replace("no-js", "js");

// Search: Material's script is large, so a page that has it in a template fetches it when a reader first wants to
// search.  It takes every link[rel=alternate] for another language of the site and asks for a sitemap beside it, which
// a feed does not have; feed readers see the page as it was written.
for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate feed";
const scripts = document.querySelector("#__tc-scripts");
const query = document.querySelector(".md-search__input");
function fetchSearch() {
  if (!scripts?.isConnected) return; // It is fetched once.
  scripts.remove();
  for (const { src } of scripts.content.querySelectorAll("script")) {
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("load", catchUp);
    document.body.append(script);
  }
}
function catchUp() { // with what the reader did while it was on its way
  if (document.activeElement !== query) return;
  for (const name of ["focus", "keyup"]) query.dispatchEvent(new Event(name));
}
query?.addEventListener("focus", fetchSearch, { once: true });
query?.addEventListener("pointerenter", fetchSearch, { once: true });
document.querySelector("#__search")?.addEventListener("change", fetchSearch, { once: true });
if (new URLSearchParams(location.search).has("q") && !document.querySelector(".tc-filter")) fetchSearch();
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!["/", "f", "s"].includes(event.key) || !query || !scripts?.isConnected) return;
  event.preventDefault();
  query.focus();
});

// The menu closes when a link in it was followed, on Escape, and on a click beside it.
const menu = document.querySelector(".tc-menu");
document.addEventListener("click", ({ target }) => {
  if (!menu.contains(target) || target.closest("a")) menu.open = false;
});
menu.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Beside the text, the section being read is marked: the last one whose heading has passed the upper third.
const marks = [...document.querySelectorAll(".tc-toc a[href^='#']")];
const headings = marks.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
function follow() {
  const read = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < innerHeight / 3);
  for (const [place, link] of marks.entries()) {
    if (place === read) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
if (marks.length) {
  let waiting = 0;
  addEventListener("scroll", () => { waiting ||= requestAnimationFrame(() => { waiting = 0; follow(); }); }, { passive: true });
  follow();
}

// A click on the sign beside a heading copies its address.
for (const link of document.querySelectorAll(".headerlink")) {
  link.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // The address stands in the address bar all the same.
    }
    link.dataset.said = document.querySelector("[data-tc-copied]")?.dataset.tcCopied ?? "";
    link.classList.add("tc-copied");
    setTimeout(() => link.classList.remove("tc-copied"), 2000);
  });
}

// In a redline, two buttons go from change to change: a passage, an item or a row with marks is one.
const steps = document.querySelector(".tc-steps");
if (steps) {
  const blocks = "p, li, tr, dt, dd, pre, h1, h2, h3, h4, h5, h6";
  const marked = [...document.querySelectorAll(".tc-redline :is(ins, del)")].map((mark) => mark.closest("tr") ?? mark.closest(blocks) ?? mark);
  const changes = [...new Set(marked)];
  let at = -1;
  steps.hidden = changes.length < 2;
  steps.addEventListener("click", ({ target }) => {
    const step = Number(target.dataset?.step);
    if (!step) return;
    changes[at]?.classList.remove("tc-current");
    at = at < 0 && step < 0 ? changes.length - 1 : (at + step + changes.length) % changes.length;
    changes[at].classList.add("tc-current");
    changes[at].scrollIntoView({ block: "center" });
    steps.querySelector("[role=status]").textContent = steps.dataset.said.replace("{number}", at + 1).replace("{count}", changes.length);
  });
}

// On paper, folded passages are open.
addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll(".tc-folded:not([open])")) { fold.open = true; fold.dataset.printed = ""; } });
addEventListener("afterprint", () => { for (const fold of document.querySelectorAll(".tc-folded[data-printed]")) { fold.open = false; delete fold.dataset.printed; } });

for (const button of document.querySelectorAll("[data-tc-print]")) {
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => print());
}
