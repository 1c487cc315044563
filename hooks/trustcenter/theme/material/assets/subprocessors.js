// On /subprocessors/: search and filters over the list, kept in the address so that a selection can be shared:
// /subprocessors/?group=ai&location=US.  Without this file the whole list is there.
const form = document.querySelector(".tc-filter");
const rows = [...document.querySelectorAll("tr[data-vendor]")];

function shown(row, wanted) {
  const words = (wanted.get("q") ?? "").toLocaleLowerCase().split(/\s+/);
  return words.every((word) => row.dataset.text.includes(word))
    && ["group", "location", "product", "ai"].every((name) => {
      const value = wanted.get(name);
      return !value || row.dataset[name].split("|").includes(value);
    });
}

function filter() {
  const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  for (const row of rows) row.hidden = !shown(row, wanted);
  for (const group of document.querySelectorAll("tbody[data-vendors]")) {
    group.hidden = !group.querySelector("tr[data-vendor]:not([hidden])");
  }
  for (const part of document.querySelectorAll("section[data-vendors]")) {
    part.hidden = !part.querySelector("tr[data-vendor]:not([hidden])");
  }
  const left = rows.filter((row) => !row.hidden).length;
  const said = form.querySelector("[role=status]");
  said.textContent = left === rows.length ? "" : said.dataset.said.replace("{shown}", left).replace("{all}", rows.length);
  form.querySelector("[type=reset]").hidden = !wanted.size;
  history.replaceState(null, "", (wanted.size ? `?${wanted}` : location.pathname) + location.hash);
}

if (form) {
  const asked = new URLSearchParams(location.search);
  for (const field of form.querySelectorAll("input, select")) {
    const value = asked.get(field.name) ?? "";
    if (field.tagName === "INPUT" || [...field.options].some((option) => option.value === value)) field.value = value;
  }
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
}
