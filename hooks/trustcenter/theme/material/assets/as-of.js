// On /as-of/: a field for any day, which leads to the page of the last listed day at or before it.  The address can be
// shared: /as-of/#2025-07-01 or /as-of/?date=2025-07-01.  Without this file the list is there.
const box = document.querySelector(".tc-day");
const days = [...document.querySelectorAll("a[data-day]")]; // newest first

function show(picked, go) {
  const { first, last } = box.dataset;
  const day = days.find((link) => link.dataset.day <= picked);
  const said = box.querySelector("[role=status]");
  if (picked > last) said.textContent = `This site was built for ${last} and knows no later day.`;
  else if (!day) said.textContent = `Nothing had been published before ${first}.`;
  else go(day.href);
}

if (box) {
  const { first, last } = box.dataset;
  box.innerHTML = `<form><label for="tc-day">Pick a day</label>
    <input type="date" id="tc-day" required min="${first}" max="${last}" value="${last}">
    <button class="md-button">Show that day</button></form><p role="status"></p>`;
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
