// The change panel: a found product becomes a line, and the effects are worked out with it.

const form = document.getElementById("change-form");
form.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "lines") return;
  const words = document.getElementById("add-words");
  document.getElementById("finds").replaceChildren();
  words.value = "";
  document.querySelector("#lines > li:last-child .stepper input").focus();
  window.htmx.trigger(form, "line-added");
});

// What is wrong is never folded away: the part that the sentence is about opens.
form.addEventListener("htmx:afterSwap", () => {
  const about = document.querySelector("#effects [data-about]")?.dataset.about;
  const fold = about && form.querySelector(`[name^="${CSS.escape(about)}"]`)?.closest("[data-fold]");
  if (fold) fold.open = true;
});

// Enter in the search field adds the first find instead of sending the form.
document.getElementById("add-words").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  document.querySelector("[data-adds-line]")?.click();
});

// Where every part is shown, none of them is said to be folded.
const wide = matchMedia("(min-width: 62rem)");
const unfold = () => {
  for (const fold of document.querySelectorAll("[data-fold]")) {
    if (wide.matches) fold.open = true;
    fold.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  }
};
wide.addEventListener("change", unfold);
unfold();
