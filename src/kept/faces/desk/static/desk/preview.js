// The photo one has chosen, before it is sent.
document.addEventListener("change", (event) => {
  const file = event.target.matches?.("[data-previews]") && event.target.files[0];
  const shown = document.querySelector("[data-preview]");
  if (!file || !shown) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    shown.src = reader.result;
    shown.hidden = false;
    document.querySelector("[data-preview-none]")?.remove();
  });
  reader.readAsDataURL(file);
});
