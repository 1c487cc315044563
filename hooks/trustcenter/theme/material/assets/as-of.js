// On /as-of/ and /as-of/<year>/: a field for any day.  The address can be shared and cited: /as-of/#2025-07-01 or
// /as-of/?date=2025-07-01.  It leads to the page of a day on which something changed; of any other day it says since when
// nothing had changed, with a link to that day.  Where a long list is split by year, the page of the year of a day finds
// it.  Without this file the lists are there.
const box = document.querySelector(".tc-day");
const days = [...document.querySelectorAll("a[data-day]")]; // newest first

function show(picked, go) {
  const { first, last } = box.dataset;
  const day = address(picked);
  const said = box.querySelector("[role=status]");
  const since = days.find((link) => link.href === day);
  if (picked > last) said.textContent = box.dataset.later.replace("{day}", spelled(last));
  else if (!day) said.textContent = box.dataset.earlier.replace("{day}", spelled(first));
  else if (!since || since.dataset.day === picked || !box.dataset.unchanged) go(day); // /since/ tells it on the page
  else unchanged(said, picked, since);
}

function unchanged(said, picked, since) { // "1 July 2025, unchanged since 16 June 2025"
  const link = Object.assign(document.createElement("a"), { href: since.href, textContent: since.textContent });
  const [before, after] = box.dataset.unchanged.replace("{day}", spelled(picked)).split("{since}");
  said.replaceChildren(before, link, after);
  if (location.hash !== `#${picked}`) history.replaceState(null, "", `#${picked}`);
}

function spelled(day) { // as the days in the list are written
  const [year, month, date] = day.split("-").map(Number);
  const name = (style) => new Intl.DateTimeFormat(box.dataset.lang, { month: style, timeZone: "UTC" });
  const at = new Date(Date.UTC(year, month - 1, date));
  const parts = { d: date, dd: day.slice(8), M: month, MM: day.slice(5, 7), MMM: 0, MMMM: 0, y: year, yyyy: year };
  return box.dataset.pattern.replace(/'([^']*)'|d+|M+|y+/g, (code, literal) => {
    if (literal !== undefined) return literal;
    return code === "MMMM" ? name("long").format(at) : code === "MMM" ? name("short").format(at) : parts[code] ?? day;
  });
}

function address(picked) { // of the page of a day, or of the page that knows it
  const { year, years = "", base, before } = box.dataset;
  const its = years.split(" ").find((one) => one && one <= picked.slice(0, 4)); // newest first
  if (year && its !== year) return its && `${base}${its}/#${picked}`;
  return days.find((link) => link.dataset.day <= picked)?.href ?? (year ? before : its && `${base}${its}/#${picked}`);
}

if (box) {
  const { first, last } = box.dataset;
  box.innerHTML = `<form><label for="tc-day"></label>
    <input type="date" id="tc-day" required min="${first}" max="${last}" value="${last}">
    <button class="md-button"></button></form><p role="status" dir="auto"></p>`;
  box.querySelector("label").textContent = box.dataset.pick;
  box.querySelector("button").textContent = box.dataset.show;
  box.firstChild.addEventListener("submit", (event) => {
    event.preventDefault();
    show(box.querySelector("input").value, (url) => location.assign(url));
  });
  const follow = () => {
    const asked = new URLSearchParams(location.search).get("date") ?? location.hash.slice(1);
    if (/^\d{4}-\d{2}-\d{2}$/.test(asked)) show(asked, (url) => location.replace(url));
  };
  addEventListener("hashchange", follow);
  follow();
}
