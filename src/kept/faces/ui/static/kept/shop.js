// Small kindnesses. Nothing here is needed to buy.

// A form that says data-refreshes comes back as the server draws it when a field with data-updates changes:
// the address fields of another country, the total of another way. What was typed comes back with it, and
// what is typed meanwhile. Nothing moves away under a finger that is down. What changes while one is on its way
// to the server goes after it: two could overtake each other, and the earlier would stay.
const sameIn = (form, { name, type, value }) =>
  [...form.elements].find((one) => one.name === name && (!["radio", "submit"].includes(type) || one.value === value));
let lifted = Promise.resolve();
addEventListener("pointerdown", () => {
  lifted = new Promise((done) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
  });
}, true);
let latest = null;
const refresh = async (form, changed) => {
  const underWay = latest;
  latest = { changed };
  if (underWay) return;
  form.dataset.refreshing = "";
  try {
    let mine, body, answer, page;
    do {
      mine = latest;
      body = new URLSearchParams(new FormData(form));
      body.set("do", "update");
      answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      await lifted;
      if (form.dataset.sent) return;
    } while (mine !== latest);
    redraw(form, body, page, mine.changed);
  } catch {
    delete form.dataset.refreshing;
  } finally {
    latest = null;
  }
};
const redraw = (form, sent, page, changed) => {
  const drawn = page.querySelector("form[data-refreshes]");
  if (!drawn) return form.submit();
  const at = form.contains(document.activeElement) ? document.activeElement : changed;
  for (const [name, value] of new FormData(form)) {
    if (value !== sent.get(name) && drawn.elements[name]) drawn.elements[name].value = value;
  }
  form.replaceWith(drawn);
  document.querySelector(".shop-nav")?.replaceWith(page.querySelector(".shop-nav"));
  const again = sameIn(drawn, at.closest(".stepper")?.querySelector("input") ?? at);
  const step = again?.closest(".stepper")?.querySelector(`[data-step="${at.dataset.step}"]`);
  (step ?? again)?.focus({ preventScroll: true });
};
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-refreshes]");
  if (form && event.target.matches("[data-updates]")) refresh(form, event.target);
});

// A product's price follows what is chosen: the variant's own, and what each answer adds. The basket works it out anew.
const price = document.querySelector("[data-sum]");
const addUp = () => {
  const chosen = [...document.querySelectorAll("input[data-price]:checked")].map((one) => Number(one.dataset.price));
  const sum = chosen.reduce((all, one) => all + one, Number(price.dataset.base));
  if (sum === Number(price.dataset.sum)) return;
  const { currency, digits, locale } = price.dataset;
  const shown = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  price.textContent = new Intl.NumberFormat(locale, shown).format(sum / 10 ** digits);
  price.dataset.sum = sum;
};
if (price) {
  document.addEventListener("change", addUp);
  addEventListener("pageshow", addUp);
}

// An order page that is looked at asks now and then whether something has happened.
const EVERY = 20_000;
let notBefore = 0;
const look = async () => {
  const shown = document.querySelector("[data-live]");
  if (!shown || document.hidden || Date.now() < notBefore) return;
  const answer = await fetch(shown.dataset.live, { credentials: "same-origin" }).catch(() => null);
  // Another link took this one's place: nothing will ever come of asking, and each time counts as a wrong link.
  if (answer?.status === 404) notBefore = Infinity;
  if (answer?.status === 429) notBefore = Date.now() + 1000 * (Number(answer.headers.get("Retry-After")) || 60);
  if (answer?.status !== 200) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (drawn && !shown.contains(document.activeElement)) shown.replaceWith(drawn);
};
if (document.querySelector("[data-live]")) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) print();
});
