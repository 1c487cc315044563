// On /policies/<id>/history/: compares any two versions of a policy.  The choice stands in the address, as versions or
// as days: ?from=2024-07-08&to=2025-10-13#compare.  Both texts are fetched from their own pages, cut into passages
// (paragraphs, items of lists, rows of tables, headings), aligned, and shown with the words that changed marked.
// What is shown without the inserted words is the old text, and without the deleted ones the new text.
// Without this file each version still leads to what it changed.
const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+(?:[’'@._-][\p{L}\p{N}\p{M}]+)*|\s+|[^]/gu;
const PASSAGES = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, pre, tr, summary";
const LEFT_OUT = ".headerlink, .tc-age, .tc-sr";
const STEPS = 1500; // the most differences that two sequences are aligned by; beyond, the middle is replaced as a whole
const ALIKE = 0.45; // from which share of common words on two passages are one that was edited
const PAIRS = 100000; // above this product of their numbers, passages of a gap are not paired
const FOLDED_FROM = 4; // unchanged passages in a row

// Texts ---------------------------------------------------------------------------------------------------------------

function passages(root, address) { // in order: what each is, where it stands, and its words
  for (const extra of root.querySelectorAll(LEFT_OUT)) extra.remove();
  for (const link of root.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), address);
  const read = [];
  const blocks = [...root.querySelectorAll(PASSAGES)].filter((block) => !block.parentElement.closest("tr, pre"));
  for (const block of blocks) {
    const cells = block.localName === "tr" ? [...block.children] : [block];
    const words = cells.flatMap((cell, place) => [...(place ? [{ text: "\t", inline: [] }] : []), ...trimmed(wordsOf(cell, block))]);
    if (words.some((word) => word.text.trim())) read.push(passage(block, words));
  }
  return read;
}

function passage(block, words) {
  const item = block.localName === "li" || (block.localName === "p" && block.parentElement.localName === "li" && block.parentElement);
  const list = (item === true ? block : item || block).closest("ol, ul");
  const first = item === true || (item && item.firstElementChild === block);
  const number = item && list.localName === "ol" ? `${list.start + [...list.children].indexOf(item === true ? block : item)}.` : "•";
  const kind = item ? "li" : block.localName === "summary" ? "p" : block.localName;
  const head = Boolean(block.closest("thead"));
  return { kind, head, level: item ? depth(block) : 0, number: first ? number : "", words, text: words.map(sign).join("") };
}

function depth(block) {
  let count = 0;
  for (let at = block; (at = at.parentElement.closest("ol, ul, blockquote")); ) count += 1;
  return count;
}

function wordsOf(cell, block) { // of a block and not of a block in it
  const words = [];
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement } = texts.currentNode;
    if (cell === block && parentElement.closest(PASSAGES) !== block) continue;
    const inline = [];
    for (let at = parentElement; at !== cell; at = at.parentElement) if (/^(a|b|strong|i|em|code|del|s|sub|sup|span|kbd|q)$/.test(at.localName)) inline.unshift(at);
    const text = block.localName === "pre" ? texts.currentNode.data : texts.currentNode.data.replace(/\s+/g, " ");
    for (const word of text.match(WORD) ?? []) words.push({ text: word, inline });
  }
  return words.filter((word, place) => word.text.trim() || block.localName === "pre" || words[place - 1]?.text.trim());
}

function trimmed(words) {
  const full = words.map((word) => Boolean(word.text.trim()));
  if (!full.includes(true)) return [];
  return words.slice(full.indexOf(true), full.lastIndexOf(true) + 1);
}

const sign = (word) => word.text + word.inline.map((one) => `\u0000${one.localName}${target(one)}`).join("");

function target({ href = "" }) { // a link to another policy leads to the version of its own time, and that is no change
  return href.replace(/(\/policies\/[^/]+\/)\d{4}-\d\d-\d\d(-\d+)?\//, "$1");
}

// Aligning ------------------------------------------------------------------------------------------------------------

// The steps from one sequence of strings to another: [place in old or -1, place in new or -1].  Myers' algorithm.
function aligned(old, now) {
  let start = 0, ends = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  while (ends < old.length - start && ends < now.length - start && old[old.length - 1 - ends] === now[now.length - 1 - ends]) ends += 1;
  const steps = Array.from({ length: start }, (_, place) => [place, place]);
  const middle = shortest(old.slice(start, old.length - ends), now.slice(start, now.length - ends));
  for (const [a, b] of middle) steps.push([a < 0 ? -1 : a + start, b < 0 ? -1 : b + start]);
  for (let left = ends; left > 0; left -= 1) steps.push([old.length - left, now.length - left]);
  return steps;
}

function shortest(old, now) {
  const most = Math.min(old.length + now.length, STEPS), trace = [];
  const furthest = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(furthest.slice(most - edits, most + edits + 3));
    for (let line = -edits; line <= edits; line += 2) {
      const down = line === -edits || (line !== edits && furthest[most + line] < furthest[most + line + 2]);
      let a = down ? furthest[most + line + 2] : furthest[most + line] + 1;
      while (a < old.length && a - line < now.length && old[a] === now[a - line]) a += 1;
      furthest[most + line + 1] = a;
      if (a >= old.length && a - line >= now.length) return walkedBack(trace, old.length, now.length);
    }
  }
  return [...old.map((_, place) => [place, -1]), ...now.map((_, place) => [-1, place])];
}

function walkedBack(trace, a, b) {
  const steps = [];
  for (let edits = trace.length - 1; a > 0 || b > 0; edits -= 1) {
    const line = a - b, before = (one) => trace[edits][one + edits + 1];
    const down = line === -edits || (line !== edits && before(line - 1) < before(line + 1));
    const previous = edits ? (down ? line + 1 : line - 1) : 0;
    const reached = edits ? before(previous) : 0;
    while (a > reached && b > reached - previous) steps.push([(a -= 1), (b -= 1)]);
    if (edits && down) steps.push([-1, (b -= 1)]);
    else if (edits) steps.push([(a -= 1), -1]);
  }
  return steps.reverse();
}

function edited(old, now, steps) { // passages of a gap that are one and the same, edited
  const paired = [];
  let gone = [], come = [];
  const close = () => {
    let from = 0;
    const few = gone.length * come.length <= PAIRS;
    for (const a of gone) {
      const b = !few ? -1 : come.findIndex((one, place) => place >= from && alike(old[a], now[one]));
      for (; b >= 0 && from < b; from += 1) paired.push([-1, come[from]]);
      paired.push([a, b < 0 ? -1 : come[b]]);
      from = b < 0 ? from : b + 1;
    }
    for (const b of come.slice(from)) paired.push([-1, b]);
    gone = []; come = [];
  };
  for (const [a, b] of steps) {
    if (a >= 0 && b >= 0) { close(); paired.push([a, b]); }
    else if (a >= 0) gone.push(a);
    else come.push(b);
  }
  close();
  return paired;
}

function alike(one, other) {
  if (one.kind !== other.kind) return false;
  const [short, long] = [one, other].map((of) => of.words.filter((word) => word.text.trim()).map((word) => word.text)).sort((a, b) => a.length - b.length);
  const counts = new Map();
  for (const word of long) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of short) if (counts.get(word) > 0) { common += 1; counts.set(word, counts.get(word) - 1); }
  return common / long.length >= ALIKE;
}

// The marked words of one passage: [" ", "+" or "-", word].  What is common but no word, between changes, is changed too.
function marked(old, now) {
  const steps = aligned(old.map(sign), now.map(sign)).map(([a, b]) => (a < 0 ? ["+", now[b]] : b < 0 ? ["-", old[a]] : [" ", now[b], old[a]]));
  const grouped = [];
  for (let at = 0; at < steps.length;) {
    let end = at;
    while (end < steps.length && !isFirm(steps, end)) end += 1;
    const run = steps.slice(at, end);
    if (run.some(([mark]) => mark !== " ")) {
      for (const [mark, now_, old_] of run) if (mark !== "+") grouped.push(["-", old_ ?? now_]);
      for (const [mark, word] of run) if (mark !== "-") grouped.push(["+", word]);
    } else grouped.push(...run);
    if (end < steps.length) grouped.push(steps[end]);
    at = end + 1;
  }
  return grouped;
}

function isFirm(steps, at) { // a common word, or anything common that does not lie between two changes
  const [mark, word] = steps[at];
  if (mark !== " ") return false;
  if (/[\p{L}\p{N}]/u.test(word.text)) return true;
  const beside = (step) => { let to = at + step; while (steps[to]?.[0] === " " && !/[\p{L}\p{N}]/u.test(steps[to][1].text)) to += step; return steps[to]; };
  return (beside(-1)?.[0] ?? " ") === " " || (beside(1)?.[0] ?? " ") === " ";
}

// Showing -------------------------------------------------------------------------------------------------------------

function redlined(old, now, words) { // the whole comparison, and how many words were inserted and deleted
  const steps = edited(old, now, aligned(old.map((one) => one.kind + one.text), now.map((one) => one.kind + one.text)));
  const counts = { inserted: 0, deleted: 0 };
  const shown = steps.map(([a, b]) => {
    const of = now[b] ?? old[a];
    const marks = a < 0 ? now[b].words.map((word) => ["+", word]) : b < 0 ? old[a].words.map((word) => ["-", word])
      : old[a].text === now[b].text ? now[b].words.map((word) => [" ", word]) : marked(old[a].words, now[b].words);
    for (const [mark, word] of marks) if (/[\p{L}\p{N}]/u.test(word.text)) counts.inserted += mark === "+", counts.deleted += mark === "-";
    return { of, marks, changed: marks.some(([mark]) => mark !== " ") };
  });
  const root = document.createElement("div");
  folded(shown).forEach((part) => { if (part.length) root.append(part.folds ? fold(part, words) : built(part, words)); });
  return { root, ...counts };
}

function folded(shown) { // runs of passages; headings above a change stay in sight
  const keep = shown.map((one) => one.changed);
  const above = [];
  shown.forEach(({ of: { kind }, changed }, place) => {
    const level = /^h\d$/.test(kind) ? Number(kind[1]) : 0;
    if (level) { above.length = Math.min(above.length, level); above[level] = place; }
    if (changed) for (const heading of above) if (heading !== undefined) keep[heading] = true;
  });
  const parts = [];
  shown.forEach((one, place) => {
    if (!parts.length || parts.at(-1).keeps !== keep[place]) parts.push(Object.assign([], { keeps: keep[place] }));
    parts.at(-1).push(one);
  });
  for (const part of parts) part.folds = !part.keeps && part.length >= FOLDED_FROM;
  return parts;
}

function fold(part, words) {
  const details = element("details", { className: "tc-folded" });
  details.append(element("summary", { textContent: words.folded.replace("{count}", part.length) }), built(part, words));
  return details;
}

function built(part, words) { // one element for each passage; items and rows in lists and tables again
  const made = document.createDocumentFragment();
  for (const { of, marks } of part) {
    const own = element({ tr: "tr", li: "li", dt: "p", dd: "p" }[of.kind] ?? lowered(of.kind));
    if (of.kind === "tr") cells(own, marks, words, of.head ? "th" : "td");
    else filled(own, marks, words);
    if (of.kind === "tr") home(made, "table", { className: "tc-table" }, "tbody").append(own);
    else if (of.kind === "li") {
      own.className = `tc-level-${Math.min(of.level, 4)}`;
      if (of.number) own.prepend(element("span", { className: "tc-number", textContent: `${of.number} ` }));
      home(made, "ul", { className: "tc-items" }).append(own);
    } else made.append(own);
  }
  return made;
}

const lowered = (kind) => (/^h\d$/.test(kind) ? `h${Math.min(Number(kind[1]) + 1, 6)}` : kind); // the page has a title of its own
const element = (name, more = {}) => Object.assign(document.createElement(name), more);

function home(made, name, more, inner) { // the list or table at the end, or a new one
  if (made.lastChild?.localName !== name) {
    made.append(element(name, more));
    if (inner) made.lastChild.append(element(inner));
  }
  return inner ? made.lastChild.lastChild : made.lastChild;
}

function cells(row, marks, words, name) { // a tab that was not changed ends a cell, and so does one of the new text
  let own = [];
  const close = () => { const cell = element(name); filled(cell, own, words); row.append(cell); own = []; };
  for (const mark of marks) if (mark[1].text === "\t" && mark[0] !== "-") close(); else own.push(mark[1].text === "\t" ? [mark[0], { text: " ", inline: [] }] : mark);
  close();
}

function filled(own, marks, words) {
  for (let at = 0; at < marks.length;) {
    let end = at;
    while (end < marks.length && marks[end][0] === marks[at][0]) end += 1;
    const mark = marks[at][0], into = mark === " " ? own : element(mark === "+" ? "ins" : "del");
    if (into !== own) { own.append(into); into.append(element("span", { className: "tc-sr", textContent: `[${mark === "+" ? words.inserted : words.deleted}: ` })); }
    for (const [, { text, inline }] of marks.slice(at, end)) put(into, text, inline);
    if (into !== own) into.append(element("span", { className: "tc-sr", textContent: "]" }));
    at = end;
  }
}

function put(into, text, inline) { // in the same elements as the word before, where they are the same
  let parent = into;
  for (const one of inline) {
    if (parent.lastChild?.copyOf !== one) {
      const copy = Object.assign(one.cloneNode(false), { copyOf: one });
      copy.removeAttribute("id");
      parent.append(copy);
    }
    parent = parent.lastChild;
  }
  if (parent.lastChild?.nodeType === Node.TEXT_NODE) parent.lastChild.data += text;
  else parent.append(text);
}

// The form ------------------------------------------------------------------------------------------------------------

const form = document.querySelector(".tc-compare form");
const fetched = new Map();

async function textOf(select) {
  const address = new URL(select.selectedOptions[0].dataset.page, location.href).href;
  if (!fetched.has(address)) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    const page = await answer.text(); // without its head, whose styles the policy of this page would not allow
    const article = page.slice(page.indexOf("<article"), page.lastIndexOf("</article>"));
    fetched.set(address, new DOMParser().parseFromString(article, "text/html").querySelector(".tc-text"));
  }
  return passages(fetched.get(address).cloneNode(true), address);
}

async function compare() {
  const { from, to } = form.elements, words = form.dataset;
  const said = form.parentElement.querySelector("[role=status]"), shown = form.parentElement.querySelector(".tc-redline");
  history.replaceState(null, "", `?${new URLSearchParams({ from: from.value, to: to.value })}#compare`);
  try {
    const { root, inserted, deleted } = redlined(await textOf(from), await textOf(to), words);
    shown.replaceChildren(...(inserted || deleted || root.querySelector("ins, del") ? root.childNodes : []));
    said.textContent = shown.hasChildNodes() ? words.counts.replace("{inserted}", inserted).replace("{deleted}", deleted) : words.same;
  } catch {
    shown.replaceChildren();
    said.textContent = words.failed;
  }
}

function chosen(select, asked) { // a version by its name, or the one in force on a day
  const options = [...select.options];
  const of = options.find((one) => one.value === asked) ?? (/^\d{4}-\d\d-\d\d$/.test(asked ?? "")
    ? options.find((one) => one.dataset.first && one.dataset.first <= asked && (!one.dataset.last || asked <= one.dataset.last)) : null);
  if (of) select.value = of.value;
  return Boolean(of);
}

if (form) {
  const { from, to } = form.elements;
  to.append(...[...from.options].map((one) => one.cloneNode(true)));
  const now = [...from.options].findIndex((one) => one.dataset.now !== undefined);
  to.selectedIndex = Math.max(now, 0);
  from.selectedIndex = Math.min(to.selectedIndex + 1, from.options.length - 1);
  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); compare(); });
  const asked = new URLSearchParams(location.search);
  const both = [chosen(from, asked.get("from")), chosen(to, asked.get("to"))];
  if (both.every(Boolean)) compare();
}
