// The page of `publish preview`: the spread, the e-book, the lists. The server says what there is (state), this shows it.

const $ = (id) => document.getElementById(id);
const sheets = [document.querySelector(".verso"), document.querySelector(".recto")];
const PHASES = {
  working: "making the pages …",
  draft: "draft, not yet proved",
  "laid out": "laid out, not yet proved",
  proved: "proved: every word is in it",
  refused: "has errors: the last good pages are shown",
};
const LIGHTS = { light: ["#fff", "#111"], sepia: ["#f5ecd8", "#3b2f22"], dark: ["#16181b", "#d7d4cd"] };

let state = { pages: [], messages: [], changed: [], facts: {}, ebook: { key: 0, files: [], places: {} }, done: [0, 0] };
let at = 0; // the index of a page of the spread
let words = new Map(); // of the pages on show, by the names of their pictures
let shownFile = "";
let mark = null; // the line that was asked for: { path, line }

// --- talking to the server

async function get(address) {
  const answer = await fetch(address, { cache: "no-store" });
  return answer.ok ? answer.json() : null;
}

async function post(address, value) {
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
  return answer.ok ? answer.json() : null;
}

let isAsking = false;
let isStale = false;

async function refresh() {
  if (isAsking) {
    isStale = true;
    return;
  }
  isAsking = true;
  do {
    isStale = false;
    const next = await get("state").catch(() => null);
    if (next) await show(next);
  } while (isStale);
  isAsking = false;
}

function listen() {
  const events = new EventSource("events");
  events.onmessage = refresh;
  events.onerror = () => {
    $("phase").textContent = "the preview has ended: start it again with “publish preview”";
    $("phase").dataset.phase = "refused";
  };
}

// --- the spread

async function show(next) {
  const before = state;
  state = next;
  document.title = `${state.title || "publish"} – preview`;
  $("title").textContent = state.title || "publish";
  $("phase").dataset.phase = state.phase;
  const counted = state.done[1] ? ` ${state.done[0]} of ${state.done[1]}` : "";
  const phase = state.phase === "refused" && !state.pages.length ? "has errors: they are in the list" : PHASES[state.phase];
  $("phase").textContent = state.fault || [phase, `${state.progress}${counted}`].filter(Boolean).join(" · ");
  const [done, steps] = state.done;
  if (steps) [$("work").max, $("work").value] = [steps, done];
  else $("work").removeAttribute("value");
  $("work").hidden = state.phase === "proved" || state.phase === "refused";
  if ($("follow").checked && state.version !== before.version) isFollowing = true;
  const drafted = state.pages.findIndex((page) => page.draft);
  if (isFollowing && drafted >= 0) {
    isFollowing = false;
    isBookBehind = true;
    at = drafted;
  }
  at = Math.min(at, Math.max(0, state.pages.length - 1));
  showLists();
  await turn(at, { quiet: before.pages.length > 0 });
  showEbook();
  if (isBookBehind && state.ebook.key === state.version) syncEbook();
  if (!before.pages.length && state.pages.length) await followHash();
}
let isFollowing = false; // a version was saved whose changed pages are not on show yet
let isBookBehind = false; // the spread has turned to a change, and the e-book not

function spreadOf(index) {
  const recto = index % 2 ? index + 1 : index; // the first page is a recto
  return [recto - 1, recto];
}

async function turn(index, { quiet = false } = {}) {
  if (!state.pages.length) return;
  at = Math.max(0, Math.min(index, state.pages.length - 1));
  const pair = spreadOf(at);
  $("page").value = state.pages[at].name;
  $("of").textContent = `of ${state.pages.length}`;
  await Promise.all(pair.map((page, side) => fill(sheets[side], page)));
  showWays(pair);
  if (!quiet) syncEbook();
}

async function fill(sheet, index) {
  const page = state.pages[index];
  sheet.hidden = false;
  sheet.classList.toggle("missing", !page);
  if (!page) {
    sheet.dataset.key = "";
    return;
  }
  const [width, height] = page.size;
  sheet.style.setProperty("--width", width);
  sheet.style.setProperty("--height", height);
  sheet.classList.toggle("draft", page.draft);
  sheet.dataset.index = index;
  if (sheet.dataset.key !== page.key) {
    sheet.dataset.key = page.key;
    const picture = new Image();
    picture.alt = page.blank ? "Blank page" : `Page ${page.name}`;
    const scale = Math.max(1, ((sheet.clientHeight || 700) / height) * devicePixelRatio);
    picture.src = `page/${page.key}.png?scale=${Math.ceil(scale * 2) / 2}`;
    await picture.decode().catch(() => {});
    if (sheet.dataset.key !== page.key) return; // turned meanwhile
    sheet.replaceChildren(picture);
  }
  await showWords(sheet, index, page);
}

async function showWords(sheet, index, page) {
  const found = page.blank ? null : await get(`words/${index}`);
  if (sheet.dataset.key !== page.key || (found && found.key !== page.key)) return;
  sheet.querySelectorAll(".words, .bar-of-change, .fault, .lines, .door").forEach((old) => old.remove());
  words.set(sheet, found);
  if (!found) return;
  const [width, height] = page.size;
  const layer = element("div", { className: "words" });
  layer.addEventListener("pointermove", (event) => light(sheet, event, page));
  layer.addEventListener("pointerleave", () => sheet.querySelector(".hover")?.remove());
  layer.addEventListener("click", (event) => openWord(sheet, event, page));
  sheet.append(layer);
  for (const [top, bottom] of bars(found.words.filter((word) => word[6]))) {
    const bar = element("div", { className: "bar-of-change", title: "changed" });
    place(bar, [0, top, 0, bottom], width, height, { sides: false });
    sheet.append(bar);
  }
  for (const fault of found.faults) {
    const line = element("div", { className: "fault", textContent: fault.text });
    line.style.top = `${(fault.top / height) * 100}%`;
    sheet.append(line);
  }
  for (const door of found.doors) sheet.append(doorway(door, width, height));
  sheet.append(lineList(found));
  if (mark) {
    const marked = found.words.filter((word) => word[5] === mark.line && found.texts[word[4]].path === mark.path);
    for (const word of marked) layer.append(place(element("div", { className: "at" }), word, width, height));
  }
}

// A mark of a note and the number before it are buttons where they stand; a link, whose words open their line, is one in the margin.
function doorway(door, width, height) {
  const button = element("button", { className: `door ${door.kind}`, title: wayName(door) });
  button.setAttribute("aria-label", button.title);
  place(button, door.box, width, height, { sides: door.kind === "note" });
  if (door.kind !== "note") button.textContent = "→";
  button.addEventListener("click", () => goTo(door));
  return button;
}

function wayName({ kind, label, leads, folio, path, line }) {
  const other = folio ? `page ${folio}` : `${path}:${line}`;
  if (kind === "note") return leads ? `Note ${label}: ${other}` : `Note ${label} is called on ${other}`;
  if (kind === "index") return leads ? `“${label}” in the index: ${other}` : `“${label}”: ${other}`;
  return leads ? `Link “${label}”: ${other}` : `Link “${label}” from ${other}`;
}

function bars(changed) {
  const spans = changed.map((word) => [word[1], word[3]]).sort((one, other) => one[0] - other[0]);
  const joined = [];
  for (const [top, bottom] of spans) {
    const last = joined.at(-1);
    if (last && top <= last[1] + 6) last[1] = Math.max(last[1], bottom);
    else joined.push([top, bottom]);
  }
  return joined;
}

function lineList(found) {
  const list = element("ul", { className: "lines" });
  const seen = new Set();
  for (const word of found.words) {
    const text = found.texts[word[4]];
    const name = `${text.path}:${word[5]}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const button = element("button", { textContent: text.note ? `${name}, note ${text.note}` : name });
    button.addEventListener("click", () => openLine(text.path, word[5]));
    const item = element("li");
    item.append(button);
    list.append(item);
  }
  return list;
}

function place(box, [left, top, right, bottom], width, height, { sides = true } = {}) {
  box.style.top = `${(top / height) * 100}%`;
  box.style.height = `${((bottom - top) / height) * 100}%`;
  if (sides) {
    box.style.left = `${(left / width) * 100}%`;
    box.style.width = `${((right - left) / width) * 100}%`;
  }
  return box;
}

function wordAt(sheet, event, page) {
  const found = words.get(sheet);
  if (!found) return null;
  const frame = sheet.getBoundingClientRect();
  const x = ((event.clientX - frame.left) / frame.width) * page.size[0];
  const y = ((event.clientY - frame.top) / frame.height) * page.size[1];
  let nearest = null;
  let least = 12; // points
  for (const word of found.words) {
    const away = Math.max(word[0] - x, x - word[2], 0) + 2 * Math.max(word[1] - y, y - word[3], 0);
    if (away < least) [nearest, least] = [word, away];
  }
  return nearest && { word: nearest, ...found.texts[nearest[4]], line: nearest[5] };
}

function light(sheet, event, page) {
  if (!event.movementX && !event.movementY) return; // the page moved under the pointer: what was gone to stays named
  sheet.querySelector(".hover")?.remove();
  const found = wordAt(sheet, event, page);
  if (!found) return;
  sheet.querySelector(".words").append(place(element("div", { className: "hover" }), found.word, ...page.size));
  $("place").textContent = placeName(found);
}

function placeName({ path, line, note }) {
  return note ? `${path}:${line}, note ${note}` : `${path}:${line}`;
}

function openWord(sheet, event, page) {
  const found = wordAt(sheet, event, page);
  if (found) openLine(found.path, found.line);
}

async function openLine(path, line) {
  mark = { path, line };
  history.replaceState(null, "", `#${path}:${line}`);
  turn(at, { quiet: true }); // the words of that line are marked
  const answer = await post("open", { path, line });
  if (answer?.command) $("place").replaceChildren(`${path}:${line} – to open it: `, element("code", { textContent: answer.command }));
  else $("place").textContent = answer ? `${path}:${line} is open in your editor` : `${path}:${line}`;
}

// --- the e-book

function showEbook() {
  const { key, files } = state.ebook;
  $("ebook").classList.toggle("missing", !key);
  if (!key) return;
  const list = $("files");
  if (list.dataset.files !== files.join("\n")) {
    list.dataset.files = files.join("\n");
    list.replaceChildren(...files.map((file) => element("option", { value: file, textContent: file.split("/").at(-1).replace(/\.xhtml$/, "") })));
  }
  if (!shownFile || !files.includes(shownFile)) shownFile = files[0];
  if ($("frame").dataset.key !== `${key}`) load(shownFile, "", { keep: true });
}

function load(file, fragment, { keep = false } = {}) {
  const frame = $("frame");
  const top = keep ? frame.contentWindow?.scrollY || 0 : 0;
  shownFile = file;
  $("files").value = file;
  frame.dataset.key = `${state.ebook.key}`;
  frame.dataset.ready = "";
  frame.onload = () => {
    dress();
    const page = frame.contentDocument;
    if (!page) return;
    page.addEventListener("click", clickInBook);
    const target = fragment && page.getElementById(fragment);
    if (target) target.scrollIntoView({ block: "start" });
    else frame.contentWindow.scrollTo(0, top);
    frame.dataset.ready = file;
  };
  const address = `book/${state.ebook.key}/${file.split("/").map(encodeURIComponent).join("/")}`;
  if (frame.contentWindow && frame.src) frame.contentWindow.location.replace(new URL(address, location.href));
  else frame.src = address;
}

function syncEbook() {
  isBookBehind = !state.ebook.key;
  if (isBookBehind) return;
  const folios = spreadOf(at).map((index) => state.pages[index]?.folio);
  const address = state.ebook.places[state.pages[at]?.folio] || folios.map((folio) => state.ebook.places[folio]).find(Boolean) || sectionFile();
  if (!address) return;
  const [file, fragment = ""] = address.split("#");
  if (!fragment && file === shownFile) return;
  const target = file === shownFile && $("frame").contentDocument?.getElementById(fragment);
  if (target) target.scrollIntoView({ block: "start" });
  else load(file, fragment);
}

function sectionFile() {
  const pages = spreadOf(at).map((index) => state.pages[index]).filter(Boolean);
  return pages.map((page) => state.ebook.sections[sectionOf(page)]).find(Boolean);
}

function dress() {
  const page = $("frame").contentDocument;
  if (!page?.documentElement) return;
  const [paper, ink] = LIGHTS[$("light").value];
  const scheme = $("light").value === "dark" ? "dark" : "light"; // of the bar by which it is scrolled
  const rules = [`html { color-scheme: ${scheme}; background: ${paper} !important; font-size: ${$("size").value}% !important }`];
  rules.push(`body { padding: 1.2em !important; background: ${paper} !important }`);
  if ($("light").value !== "light") rules.push(`body, body :not(img) { color: ${ink} !important } body :not(img) { background-color: transparent !important }`);
  if (!$("faces").checked) rules.push(":not(code, pre) { font-family: sans-serif !important }");
  $("frame").style.background = paper;
  const sheet = new page.defaultView.CSSStyleSheet();
  sheet.replaceSync(rules.join("\n"));
  page.adoptedStyleSheets = [sheet];
}

function clickInBook(event) {
  const link = event.target.closest?.("a[href]");
  if (link) {
    event.preventDefault();
    followLink(link);
    return;
  }
  $("note").hidden = true;
  askForWord(event);
}

async function followLink(link) {
  const address = new URL(link.getAttribute("href"), link.baseURI);
  const inside = new URL(`book/${state.ebook.key}/`, location.href).href;
  if (!address.href.startsWith(inside)) {
    $("place").textContent = `This link leads out of the book: ${address.href}`;
    return;
  }
  const file = decodeURIComponent(address.href.slice(inside.length).split("#")[0]);
  const fragment = decodeURIComponent(address.hash.slice(1));
  const isNote = (link.getAttributeNS("http://www.idpf.org/2007/ops", "type") || "").split(" ").includes("noteref");
  if (!isNote) {
    load(file, fragment);
    return;
  }
  const page = file === shownFile ? $("frame").contentDocument : new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const note = page.getElementById(fragment);
  if (!note) return;
  $("note").lastElementChild.textContent = note.textContent.trim();
  $("note").hidden = false;
  $("close-note").focus();
}

async function askForWord(event) {
  const page = $("frame").contentDocument;
  const spot = page.caretPositionFromPoint?.(event.clientX, event.clientY);
  const range = spot ? null : page.caretRangeFromPoint?.(event.clientX, event.clientY);
  const [node, offset] = spot ? [spot.offsetNode, spot.offset] : range ? [range.startContainer, range.startOffset] : [];
  const block = node?.parentElement?.closest("p, li, h1, h2, h3, h4, h5, h6, td, th, dd, dt, figcaption, pre, blockquote, div");
  if (!block) return;
  const before = page.createRange();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  const all = block.textContent.split(/\s+/).filter(Boolean);
  const index = Math.max(0, before.toString().split(/\s+/).filter(Boolean).length - (/\s$/.test(before.toString()) ? 0 : 1));
  const first = Math.max(0, index - 6);
  const asked = new URLSearchParams({ file: shownFile, words: all.slice(first, index + 7).join(" "), at: `${index - first}` });
  const [found] = (await get(`find?${asked}`)) || [];
  if (!found) return;
  mark = { path: found.path, line: found.line };
  if (found.page !== null) await turn(found.page, { quiet: true });
  openLine(found.path, found.line);
}

// --- the lists

function showLists() {
  const errors = state.messages.filter((message) => message.severity === "error").length;
  $("count").textContent = state.messages.length ? `(${errors ? `${errors} ! ` : ""}${state.messages.length})` : "";
  fillList("messages", state.messages.map(messageEntry), state.phase === "proved" ? "Nothing to say: no fault was found." : "No messages yet.");
  const changes = state.changed.map((index) => pageEntry(index));
  fillList("changes", changes, `No page has changed since ${state.pinned || "the preview began"}.`);
  const pin = element("button", { textContent: "Mark changes from now on" });
  pin.addEventListener("click", () => post("pin", {}));
  const since = element("p", { textContent: state.pinned ? `Changed since ${state.pinned}:` : "" });
  $("changes").prepend(since);
  $("changes").append(pin);
  showSections();
}

function fillList(id, entries, empty) {
  const list = element("ul");
  list.append(...entries.map((entry) => wrap("li", entry)));
  $(id).replaceChildren(entries.length ? list : element("p", { textContent: empty }));
}

function messageEntry(message) {
  const entry = element("button", { className: "entry" });
  const where = message.path ? `${message.path}${message.line ? `:${message.line}` : ""}` : "";
  const page = message.page !== null && state.pages[message.page] ? ` · page ${state.pages[message.page].name}` : "";
  entry.append(
    element("b", { className: message.severity, textContent: `${message.severity} ${message.code}` }),
    ` ${message.message}`,
    element("small", { textContent: `${where}${page}` }),
    element("small", { textContent: message.help }),
  );
  entry.addEventListener("click", () => {
    if (message.page !== null) turn(message.page);
    if (message.path) openLine(message.path, message.line || 1);
  });
  return entry;
}

function pageEntry(index) {
  const entry = element("button", { className: "entry", textContent: `Page ${state.pages[index]?.name}` });
  entry.addEventListener("click", () => turn(index));
  return entry;
}

function showSections() {
  const { sections, total, spines, leaves, signatures } = state.facts;
  if (!sections) {
    $("sections").replaceChildren(element("p", { textContent: "Not counted yet." }));
    return;
  }
  const names = ["words", "notes", "pages"];
  const table = element("table");
  table.append(wrap("thead", row("th", ["section", ...names])));
  const body = element("tbody");
  for (const section of sections) {
    const line = row("td", [section.path || section.title, ...names.map((name) => number(section[name]))], "th");
    const first = state.pages.findIndex((page) => page.section && sectionOf(page) === section.path);
    if (first >= 0) {
      const link = element("button", { className: "entry", textContent: section.title });
      link.title = section.path;
      link.addEventListener("click", () => turn(first));
      line.firstChild.replaceChildren(link);
    }
    body.append(line);
  }
  table.append(body, wrap("tfoot", row("td", ["in all", ...names.map((name) => number(total[name]))], "th")));
  const facts = [`${leaves} leaves of paper, ${signatures} sheets of 16 pages`];
  for (const [printer, width] of Object.entries(spines || {})) facts.push(`spine for ${printer}: ${width}`);
  $("sections").replaceChildren(table, ...facts.map((fact) => element("p", { textContent: fact })));
}

async function showWays(pair) {
  const pages = pair.filter((index) => state.pages[index] && !state.pages[index].blank);
  const found = (await Promise.all(pages.map((index) => get(`ways/${index}`)))).flat().filter(Boolean);
  if (pair.join() !== spreadOf(at).join()) return; // turned meanwhile
  const entries = found.map((way) => {
    const entry = element("button", { className: "entry", textContent: wayName(way) });
    entry.append(element("small", { textContent: placeName(way) }));
    entry.addEventListener("click", () => goTo(way));
    return entry;
  });
  fillList("ways", entries, "No note, link or index term leads from these pages or to them.");
}

function sectionOf(page) {
  return state.facts.paths?.[page.section];
}

function number(value) {
  return value ? value.toLocaleString("en") : "";
}

function row(kind, cells, first = kind) {
  const line = element("tr");
  line.append(...cells.map((cell, place) => element(place ? kind : first, { textContent: cell })));
  return line;
}

async function seek(question) {
  const found = (await get(`find?${new URLSearchParams({ place: question })}`)) || [];
  const entries = found.map((passage) => {
    const entry = element("button", { className: "entry" });
    const page = passage.folio ? `page ${passage.folio} · ` : "";
    entry.append(passage.words || `${passage.path}:${passage.line}`, element("small", { textContent: `${page}${placeName(passage)}` }));
    entry.addEventListener("click", () => goTo(passage));
    return entry;
  });
  fillList("found", entries, `“${question}” is not in this book.`);
  choose($("tab-found"));
  if (found.length) await goTo(found[0]);
}

async function goTo(passage) {
  mark = { path: passage.path, line: passage.line };
  $("place").textContent = placeName(passage);
  history.replaceState(null, "", `#${passage.path}:${passage.line}`);
  if (passage.page !== null) await turn(passage.page);
}

async function followHash() {
  const asked = decodeURIComponent(location.hash.slice(1));
  if (!asked) return;
  const [found] = (await get(`find?${new URLSearchParams({ place: asked })}`)) || [];
  if (found) await goTo(found);
}

// --- small things

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

function wrap(name, child) {
  const around = element(name);
  around.append(child);
  return around;
}

function choose(tab) {
  for (const other of document.querySelectorAll("[role=tab]")) {
    const isChosen = other === tab;
    other.setAttribute("aria-selected", isChosen);
    other.tabIndex = isChosen ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !isChosen;
  }
}

function turnBy(spreads) {
  turn(spreadOf(at)[1] + 2 * spreads);
}

$("first").onclick = () => turn(0);
$("last").onclick = () => turn(state.pages.length - 1);
$("back").onclick = () => turnBy(-1);
$("on").onclick = () => turnBy(1);
$("go").onsubmit = (event) => {
  event.preventDefault();
  const name = $("page").value.trim().toLowerCase();
  const index = state.pages.findIndex((page) => page.name.toLowerCase() === name || page.folio === name);
  if (index >= 0) turn(index);
  else $("place").textContent = `There is no page ${name}.`;
};
$("seek").onsubmit = (event) => {
  event.preventDefault();
  if ($("words").value.trim()) seek($("words").value.trim());
};
$("panel-button").onclick = () => {
  const isOpen = !document.body.classList.toggle("no-panel");
  $("panel-button").setAttribute("aria-expanded", isOpen);
};
$("close-note").onclick = () => ($("note").hidden = true);
$("files").onchange = () => load($("files").value, "");
$("file-back").onclick = () => load(state.ebook.files[Math.max(0, state.ebook.files.indexOf(shownFile) - 1)] || shownFile, "");
$("file-on").onclick = () => load(state.ebook.files[state.ebook.files.indexOf(shownFile) + 1] || shownFile, "");
$("device").onchange = () => (document.querySelector(".device").className = `device ${$("device").value}`);
for (const id of ["light", "size", "faces"]) $(id).oninput = dress;
for (const choice of document.querySelectorAll("[name=view]")) choice.onchange = () => (document.body.dataset.view = choice.value);
for (const tab of document.querySelectorAll("[role=tab]")) tab.onclick = () => choose(tab);
document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.stopPropagation();
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  choose(next);
  next.focus();
});
const KEYS = {
  ArrowLeft: () => turnBy(-1),
  ArrowRight: () => turnBy(1),
  PageUp: () => turnBy(-1),
  PageDown: () => turnBy(1),
  Home: () => turn(0),
  End: () => turn(state.pages.length - 1),
  "/": () => $("words").focus(),
  g: () => $("page").select(),
  Escape: () => ($("note").hidden = true),
};
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea");
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== "Escape")) return;
  event.preventDefault();
  act();
});
addEventListener("hashchange", followHash);

listen();
