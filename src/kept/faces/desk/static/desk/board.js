// The board lives: it looks for news every few seconds and changes under the hand without losing what is selected.

const board = document.getElementById("board");
const quiet = () => document.hidden || document.querySelector(".dragging, dialog[open]");

// Nobody looks, or somebody is just holding a card: no need to ask.
board.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === board && quiet()) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) window.htmx.trigger(board, "look");
});

// A selection outlives the swap, unless the order itself has changed: then it must be looked at again. So does how
// far each column was scrolled.
const columns = () => board.querySelectorAll("[data-column]");
let picked = [];
let scrolled = {};
board.addEventListener("htmx:beforeSwap", () => {
  picked = [...board.querySelectorAll(".pick:checked")].map((box) => box.value);
  scrolled = Object.fromEntries([...columns()].map((column) => [column.dataset.column, column.scrollTop]));
});
board.addEventListener("htmx:afterSwap", () => {
  for (const box of board.querySelectorAll(".pick")) box.checked = picked.includes(box.value);
  for (const column of columns()) column.scrollTop = scrolled[column.dataset.column] ?? 0;
});

// The strip of counts shows one column at a time without asking the server again.
document.getElementById("board-counts").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  const wanted = new URL(link.href).searchParams.get("column");
  for (const column of columns()) {
    column.classList.toggle("shown", column.dataset.column === wanted);
  }
  for (const one of link.parentElement.children) {
    if (one === link) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
});

// What goes wrong is said once, and said again only after it had gone right.
let broken = false;
const say = (text) => {
  const toast = document.createElement("div");
  toast.className = "toast toast-bad";
  toast.dataset.leaves = "";
  toast.textContent = text;
  document.getElementById("toasts").append(toast);
};
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    if (!broken) say(board.dataset.broken);
    broken = true;
  });
}
document.addEventListener("htmx:afterOnLoad", () => {
  broken = false;
});
