// Small kindnesses in the shop. Nothing here is needed to buy.

// A form that says data-sends-itself is sent a moment after its last change; its own button steps back.
for (const form of document.querySelectorAll("form[data-sends-itself]")) {
  let waiting = 0;
  form.querySelector("[data-sender]")?.classList.add("hear");
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(), 500);
  });
}

// Further photos of a product: a small one takes the place of the large one.
document.addEventListener("click", (event) => {
  const small = event.target.closest("[data-shows]");
  const large = small && document.getElementById(small.dataset.shows);
  if (!large) return;
  event.preventDefault();
  const image = small.querySelector("img");
  large.src = image.dataset.large ?? image.src;
  large.alt = image.alt;
});
