// A page for paper prints itself when asked.
document.querySelector("[data-print]").addEventListener("click", () => print());
