// New order: after something was added, the search is ready for the next: Enter adds one more, typing starts anew.
const form = document.getElementById("new-order");
let asking = 0;
let places = false;
let added = null;

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "order-lines") return;
  const search = document.getElementById("new-find");
  document.getElementById("new-found").replaceChildren();
  added = search.value;
  if (event.detail.requestConfig?.elt.closest("#new-found") || document.activeElement === search) {
    search.focus();
    search.select();
  }
});

// What was found comes too late for words that have been added already.
document.addEventListener("input", (event) => {
  if (event.target.id === "new-find") added = null;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "new-found" && added === document.getElementById("new-find").value) event.detail.shouldSwap = false;
});

// Ctrl+Enter places the order from any field; what is still on its way to the page comes first.
const place = () => {
  if (asking) places = true;
  else form.querySelector("[data-place]")?.click();
};
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb === "post") asking += 1;
});
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.requestConfig.verb !== "post") return;
  // Another Enter may stand in the queue behind this one.
  setTimeout(() => {
    asking -= 1;
    if (!places || asking) return;
    places = false;
    place();
  });
});
for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(failed, () => [asking, places] = [0, false]);
}

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    place();
  } else if (event.target.matches("input:not([name=find], [type=radio], [type=checkbox])")) {
    // Only the search adds. In a name or a quantity, Enter says that it is written; among people it takes the first.
    event.preventDefault();
    if (event.target.name === "who") document.querySelector("#new-people button")?.click();
    else event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
