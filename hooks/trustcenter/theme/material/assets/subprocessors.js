// On /subprocessors/: search and filters over the list, kept in the address so that a selection can be shared:
// /subprocessors/?q=SCC&location=EEA&location=US.  Without this file the whole list is there.
//
// A word of the search is the beginning of a word of the line.  A name of a country, a region or a mechanism (`names`,
// made by vendor_search.py) stands for its code; if its value begins with `=` it is nothing else: "US" is no "usage".
const form = document.querySelector(".tc-filter");
const rows = [...document.querySelectorAll("tr[data-vendor]")];
const names = JSON.parse(form?.dataset.names ?? "{}");
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i" };
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ßæœøđłı]/g, (sign) => LETTERS[sign]);

function split(text) {
  const whole = text.replace(/(?<![\p{L}\p{N}])(?:\p{L}\.)+\p{L}?(?![\p{L}\p{N}])/gu, (dotted) => dotted.replaceAll(".", ""));
  return whole.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);
}

function terms(query) { // of the longest names first; each has what was typed, and how a row is asked
  const typed = split(query), found = [];
  for (let at = 0; at < typed.length;) {
    const lengths = [5, 4, 3, 2, 1].filter((length) => at + length <= typed.length);
    const length = lengths.find((one) => names[fold(typed.slice(at, at + one).join(" "))]) ?? 1;
    const said = typed.slice(at, at + length);
    found.push({ said: said.join(" "), ...asked(said, names[said.map(fold).join(" ")]) });
    at += length;
  }
  return found;
}

function asked(said, name) {
  const text = said.map(fold);
  const begins = (row) => text.every((word) => row.words.some((own) => own.startsWith(word) || (WITHOUT_SPACES.test(word) && own.includes(word))));
  if (!name) return { test: isCode(said[0]) ? (row) => row.words.includes(text[0]) || has(row, "location", said[0]) : begins };
  const [field, code] = name.replace("=", "").split(":");
  const exact = name.startsWith("=");
  return { code: `${field}:${code}`, test: (row) => has(row, field, code) || (!exact && begins(row)) };
}

function isCode(word) { // of a country that no vendor is in: in capitals it is meant as such, and not as a beginning
  return /^[A-Z]{2}$/.test(word) && new Intl.DisplayNames(["en"], { type: "region" }).of(word) !== word;
}

const has = ({ row }, field, value) => row.dataset[field].split("|").includes(value);
const labelOf = (box) => box.parentElement.textContent.trim();

function filter() {
  const wanted = [...new FormData(form)].filter(([, value]) => value.trim());
  const query = terms(wanted.find(([name]) => name === "q")?.[1] ?? "");
  const boxes = [...form.querySelectorAll("input:checked")];
  const fields = [...new Set(boxes.map((box) => box.name))];
  for (const row of rows) {
    const known = { row, words: row.dataset.text.split(" ") };
    row.hidden = !(query.every(({ test }) => test(known))
      && fields.every((field) => boxes.some((box) => box.name === field && has(known, field, box.value))));
  }
  for (const part of document.querySelectorAll("[data-vendors]")) {
    part.hidden = !part.querySelector("tr[data-vendor]:not([hidden])");
  }
  tell(query, fields, boxes, wanted.length > 0);
  const address = new URLSearchParams(wanted);
  history.replaceState(null, "", (address.size ? `?${address}` : location.pathname) + location.hash);
}

function tell(query, fields, boxes, any) { // how many are left, or what was tried
  const left = rows.filter((row) => !row.hidden).length;
  const said = form.querySelector("[role=status]");
  const { said: some, nothing, word, name, choice } = said.dataset;
  const tried = query.map((term) => (term.code && labelFor(term.code) ? name.replace("{name}", () => labelFor(term.code)) : word).replace("{word}", () => term.said));
  const chosen = fields.map((field) => boxes.filter((box) => box.name === field)).map((own) => choice
    .replace("{label}", () => own[0].closest("details").querySelector("legend").textContent).replace("{chosen}", () => own.map(labelOf).join(", ")));
  if (!any) said.textContent = "";
  else if (left) said.textContent = some.replace("{shown}", left).replace("{all}", rows.length);
  else said.textContent = nothing.replace("{tried}", () => [...tried, ...chosen].join(" · "));
  const [all, back] = form.querySelectorAll("[type=reset]");
  all.hidden = !any || !left;
  back.hidden = left > 0;
  for (const part of form.querySelectorAll("details")) {
    const count = part.querySelectorAll(":checked").length;
    part.querySelector(".tc-choices__count").textContent = count ? `(${count})` : "";
  }
}

function labelFor(code) { // in the words of the filter, where it offers the code
  const [field, value] = code.split(":");
  const box = [...form.elements].find((one) => one.name === field && one.value === value);
  return box ? labelOf(box) : "";
}

if (form) {
  const asked = new URLSearchParams(location.search);
  form.elements.q.value = asked.get("q") ?? "";
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
