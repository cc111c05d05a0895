// New order: after something was added, the search is ready for the next: Enter adds one more, typing starts anew.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "order-lines") return;
  const search = document.getElementById("new-find");
  if (event.detail.requestConfig?.elt.closest("#new-found") || document.activeElement === search) {
    search.focus();
    search.select();
  }
});
