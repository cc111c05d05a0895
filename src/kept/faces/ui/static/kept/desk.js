// The desk by keyboard: search, go, move, select, advance, undo, help, and a palette of everything.
// What a page offers is read from the page: data-keys, data-item, data-advance, data-command, data-opens.

const SEQUENCE_MS = 1200;
const byId = (id) => document.getElementById(id);
const shown = (element) => element.checkVisibility?.() ?? true;

// Single keys can be switched off (WCAG 2.1.4); the choice stays on this device.
const switchBox = document.querySelector("[data-single-keys]");
const singleKeys = () => localStorage.getItem("kept_single_keys") !== "off";
if (switchBox) {
  switchBox.checked = singleKeys();
  switchBox.addEventListener("change", () => {
    localStorage.setItem("kept_single_keys", switchBox.checked ? "on" : "off");
  });
}

// Items: orders on the board, rows of a list. The one with the focus is the one the keys mean.
const items = () => [...document.querySelectorAll("[data-item]")].filter(shown);
const currentItem = () => document.activeElement?.closest("[data-item]");
const focusItem = (item) => {
  item?.querySelector("a, button")?.focus();
  item?.scrollIntoView({ block: "nearest", inline: "nearest" });
};
const move = (by) => {
  const all = items();
  const at = all.indexOf(currentItem());
  focusItem(at < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + by))]);
};
const moveColumn = (by) => {
  const columns = [...document.querySelectorAll("[data-column]")].filter((one) => shown(one) && one.querySelector("[data-item]"));
  const here = currentItem()?.closest("[data-column]");
  focusItem(columns[columns.indexOf(here) + by]?.querySelector("[data-item]"));
};

// A strip that is wider than the screen opens where one is.
for (const here of document.querySelectorAll(":is(.settings-nav, .filters, .views .tabs) [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}

// On the current item, or on the page where there are no items.
const act = (name) => (currentItem() ?? document.querySelector("main")).querySelector(name);

const keys = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => byId("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  h: () => moveColumn(-1),
  l: () => moveColumn(1),
  x: () => currentItem()?.querySelector(".pick")?.click(),
  // What was changed meanwhile is looked at first: the key leads there, and accepts nothing by itself.
  e: () => (act("[data-advance]") ? act("[data-advance]").click() : act("[data-accept]")?.focus()),
  a: () => act("[data-accept]")?.click(),
  z: () => [...document.querySelectorAll("[data-seconds] button")].at(-1)?.click(),
};

let begun = "";
let begunAt = 0;
const pressed = (key, now) => {
  const sequence = begun && now - begunAt < SEQUENCE_MS ? `${begun} ${key}` : key;
  const place = document.querySelector(`[data-keys="${CSS.escape(sequence)}"]`);
  const first = [...document.querySelectorAll("[data-keys]")].some((one) => one.dataset.keys.startsWith(`${key} `));
  begun = "";
  if (place) place.click();
  else if (sequence === key && first) [begun, begunAt] = [key, now];
  else if (sequence === key && keys[key]) keys[key]();
  else return false;
  return true;
};

const typing = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  if (!singleKeys() || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (pressed(event.key, event.timeStamp)) event.preventDefault();
});

// A finger that comes down twice means what stood there first, not what its first tap has put under it: the next card,
// the next step. So the place of a tap that sent something rests until the answer stands there, and for a moment after, on
// the same page or a new one. Keys are not held back: they name what they mean, and the board keeps the focus on it.
const REST_MS = 1000;
const FINGER_PX = 48;
const ANSWER_MS = 10_000; // what comes later answers something else
let resting = { until: 0 };
let sending = null; // the tap whose request has no answer yet

const sends = (button) => button?.type === "submit" && (button.formMethod || button.form?.method) === "post";
const rest = () => {
  const tap = JSON.parse(sessionStorage.getItem("kept_tap"));
  sessionStorage.removeItem("kept_tap");
  if (tap && Date.now() - tap.at < ANSWER_MS) resting = { ...tap, until: performance.now() + REST_MS };
};
document.addEventListener("click", (event) => {
  if (event.detail === 0) return; // a key, or a script on its behalf
  const { clientX: x, clientY: y } = event;
  const near = (tap) => Math.hypot(x - tap.x, y - tap.y) < FINGER_PX;
  if ((sending && near(sending)) || (performance.now() < resting.until && near(resting))) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (sends(event.target.closest("button"))) {
    sessionStorage.setItem("kept_tap", JSON.stringify({ x, y, at: Date.now() }));
  }
}, { capture: true });
const posts = (event) => event.detail.requestConfig.verb === "post";
document.addEventListener("htmx:beforeRequest", (event) => {
  if (posts(event)) sending = JSON.parse(sessionStorage.getItem("kept_tap"));
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (posts(event)) rest();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (posts(event)) sending = null;
});
rest();

// The palette lists what this page can do: its places and everything that names itself with data-command.
const palette = byId("palette");
const paletteInput = palette?.querySelector("input");
const paletteList = byId("palette-list");
let commands = [];

const readCommands = () =>
  [...document.querySelectorAll("[data-command], nav.desk-nav a, [data-opens]")].filter((one) => !one.closest("dialog")).map((element) => ({
    element,
    label: element.dataset.command || element.getAttribute("aria-label") || element.textContent.trim(),
    keys: element.dataset.keys ?? "",
  }));

// Every word must begin some word of the command: "ne or" finds "New order".
const fits = (label, wanted) => {
  const words = label.toLowerCase().split(/\s+/);
  return wanted.every((part) => words.some((word) => word.startsWith(part)));
};

const choose = (option) => {
  for (const one of paletteList.children) one.setAttribute("aria-selected", String(one === option));
  if (option) paletteInput.setAttribute("aria-activedescendant", option.id);
  else paletteInput.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
};
const chosen = () => paletteList.querySelector('[aria-selected="true"]');

const option = (command, number) => {
  const row = document.createElement("li");
  row.id = `palette-${number}`;
  row.role = "option";
  row.dataset.number = number;
  row.append(command.label);
  if (command.keys) {
    const keysShown = document.createElement("kbd");
    keysShown.textContent = command.keys;
    row.append(keysShown);
  }
  return row;
};

const fillPalette = () => {
  const wanted = paletteInput.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = commands.flatMap((command, number) => (fits(command.label, wanted) ? [option(command, number)] : []));
  paletteList.replaceChildren(...rows);
  paletteList.hidden = rows.length === 0;
  palette.querySelector("[data-palette-none]").hidden = rows.length > 0;
  choose(rows[0]);
};

const openPalette = () => {
  if (!palette || palette.open) return;
  commands = readCommands();
  paletteInput.value = "";
  fillPalette();
  palette.showModal();
};

const runChosen = () => {
  const command = commands[chosen()?.dataset.number];
  const words = paletteInput.value;
  palette.close();
  if (command) {
    command.element.click();
    return;
  }
  const search = document.querySelector("[data-search]");
  if (!search || !words) return;
  search.value = words;
  search.form.requestSubmit();
};

paletteInput?.addEventListener("input", fillPalette);
paletteInput?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter") runChosen();
  else if (event.key === "Escape") palette.close(); // a search field would keep the first Escape for itself
  else if (step) {
    const rows = [...paletteList.children];
    choose(rows.at((rows.indexOf(chosen()) + step) % rows.length));
  } else return;
  event.preventDefault();
});
paletteList?.addEventListener("click", (event) => {
  const row = event.target.closest("[role=option]");
  if (!row) return;
  choose(row);
  runChosen();
});

// Drag a card to a column it may go to. The card says where it may go (data-may) and where to post (data-move);
// hx-target and hx-swap are inherited from the board.
let dragged = null;
const target = (event) => {
  const column = event.target.closest?.("[data-column]");
  return dragged && column && dragged.dataset.may.split(" ").includes(column.dataset.column) ? column : null;
};
const unmark = () => {
  for (const column of document.querySelectorAll(".drop-here")) column.classList.remove("drop-here");
};
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-move]") ?? null;
  dragged?.classList.add("dragging");
});
document.addEventListener("dragover", (event) => {
  const column = target(event);
  unmark();
  if (!column) return;
  event.preventDefault();
  column.classList.add("drop-here");
});
document.addEventListener("drop", (event) => {
  const column = target(event);
  if (!column) return;
  event.preventDefault();
  window.htmx?.ajax("POST", dragged.dataset.move, {
    source: dragged,
    values: { to: column.dataset.column, seen: dragged.dataset.seen },
  });
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  dragged = null;
  unmark();
});
