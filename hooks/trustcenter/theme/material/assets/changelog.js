// On /changelog/ and /changelog/<year>/: filters by policy and class, kept in the address so that a selection can be
// shared: /changelog/?policy=privacy&class=material&class=emergency.  Without this file the whole list is there.
const form = document.querySelector(".tc-filter");
const changes = [...document.querySelectorAll("article[data-class]")];

function filter() {
  const boxes = [...form.querySelectorAll("input:checked")];
  const fields = [...new Set(boxes.map((box) => box.name))];
  for (const change of changes) {
    const has = (box) => change.dataset[box.name].split(" ").includes(box.value);
    change.hidden = !fields.every((field) => boxes.some((box) => box.name === field && has(box)));
  }
  tell(boxes.length > 0);
  const address = new URLSearchParams(boxes.map((box) => [box.name, box.value]));
  history.replaceState(null, "", (address.size ? `?${address}` : location.pathname) + location.hash);
}

function tell(any) { // how many are left
  const left = changes.filter((change) => !change.hidden).length;
  const said = form.querySelector("[role=status]");
  const words = left ? said.dataset.said : said.dataset.nothing;
  said.textContent = any ? words.replace("{shown}", left).replace("{all}", changes.length) : "";
  form.querySelector("[type=reset]").hidden = !any;
  for (const part of form.querySelectorAll("details")) {
    const count = part.querySelectorAll(":checked").length;
    part.querySelector(".tc-choices__count").textContent = count ? `(${count})` : "";
  }
}

if (form) {
  const asked = new URLSearchParams(location.search);
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = asked.getAll(box.name).includes(box.value);
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  const close = (but) => { for (const part of form.querySelectorAll("details[open]")) if (part !== but) part.open = false; };
  document.addEventListener("click", ({ target }) => close(target.closest(".tc-choices")));
  form.addEventListener("keydown", ({ key }) => {
    const open = key === "Escape" && form.querySelector("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  filter();
}
