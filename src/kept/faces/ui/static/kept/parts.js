// What the parts do when there is script. Every page works without it.

// Stepper: the number field is the truth; the buttons only change it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const input = button?.closest(".stepper")?.querySelector("input");
  if (!input) return;
  const before = input.value;
  if (button.dataset.step === "1") input.stepUp();
  else input.stepDown();
  if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
});

// Menus close when one looks elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

// Dialogs: data-opens names the dialog; data-closes and a click on the backdrop close it. Without script both are
// links, and the dialog is shown while the page's address names it (:target).
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  const opened = event.target.closest("[data-closes]")?.closest("dialog[open]");
  if (dialog) {
    event.preventDefault();
    closeMenus(null);
    dialog.showModal();
  } else if (opened) {
    event.preventDefault();
    opened.close();
  } else if (event.target.matches?.("dialog[open]")) {
    event.target.close();
  }
});

// A form is sent once, however often the thumb comes down. After five seconds it may try again: the answer may
// have been a file, or nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:afterRequest", (event) => delete event.target.closest?.("form")?.dataset.sent);

// Toasts leave by themselves; one that can be undone counts down to the moment the message goes out.
const leave = (toast) => {
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), 300);
};
const welcome = (toast) => {
  if ("leaves" in toast.dataset) setTimeout(leave, 7000, toast);
  if (!toast.dataset.seconds) return;
  const shown = toast.querySelector("[data-countdown]");
  toast.style.setProperty("--seconds", `${toast.dataset.seconds}s`);
  let left = Number(toast.dataset.seconds);
  const tick = () => {
    if (shown) shown.textContent = left;
    if (left-- > 0) setTimeout(tick, 1000);
    else leave(toast);
  };
  tick();
};
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast").remove());
for (const undo of document.querySelectorAll("form[data-seconds]")) welcome(undo);
const toasts = document.getElementById("toasts");
if (toasts?.matches(".desk .toasts")) {
  for (const toast of toasts.children) welcome(toast);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.(".toast")) welcome(node);
    }
  }).observe(toasts, { childList: true });
}

// Colours: as the device says, or as chosen. A cookie, so that the server writes it and nothing flashes.
const themeSwitch = document.querySelector("[data-theme-switch]");
if (themeSwitch) {
  const show = (theme) => {
    for (const button of themeSwitch.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeTo === theme));
    }
  };
  show(document.documentElement.dataset.theme ?? "");
  themeSwitch.addEventListener("click", (event) => {
    const theme = event.target.closest("button")?.dataset.themeTo;
    if (theme === undefined) return;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    document.cookie = `kept_theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`;
    show(theme);
  });
}
