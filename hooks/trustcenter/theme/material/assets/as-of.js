// On /as-of/ and /as-of/<year>/: a field for any day, which leads to the page of the last day of the center at or before
// it.  The address can be shared: /as-of/#2025-07-01 or /as-of/?date=2025-07-01.  Where a long list is split by year,
// the page of the year of a day finds it.  Without this file the lists are there.
const box = document.querySelector(".tc-day");
const days = [...document.querySelectorAll("a[data-day]")]; // newest first

function show(picked, go) {
  const { first, last } = box.dataset;
  const day = address(picked);
  const said = box.querySelector("[role=status]");
  if (picked > last) said.textContent = box.dataset.later.replace("{day}", last);
  else if (!day) said.textContent = box.dataset.earlier.replace("{day}", first);
  else go(day);
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
    <button class="md-button"></button></form><p role="status"></p>`;
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
