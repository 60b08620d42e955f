// The form saves a card when one of its fields is left (htmx). What is typed into another field of
// the same card while the answer is on its way must not be lost when the card is swapped.
const sent = new Map();

const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

// A browser reports no change of a value that a script has put back, so leaving the field is one.
const saveOnLeaving = (field) => {
  const reported = new AbortController();
  field.addEventListener("change", () => reported.abort(), { once: true });
  field.addEventListener("blur", () => field.value !== field.defaultValue && changed(field), { once: true, signal: reported.signal });
};

const fieldsOf = (card) => card.querySelectorAll("input.form-control, textarea.form-control");

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!detail.elt.matches?.(".crit")) return;
  sent.set(detail.elt.id, new Map([...fieldsOf(detail.elt)].map((field) => [field.id, field.value])));
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const card = detail.target;
  const before = card?.matches?.(".crit") && sent.get(card.id);
  if (!before) return;
  const later = [...fieldsOf(card)].filter((field) => before.has(field.id) && before.get(field.id) !== field.value);
  sent.set(card.id, new Map(later.map((field) => [field.id, field.value])));
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const card = document.getElementById(detail.target?.id ?? "") ?? detail.elt;
  const later = card && sent.get(card.id);
  if (!later) return;
  sent.delete(card.id);
  for (const [id, value] of later) {
    const field = document.getElementById(id);
    if (!field) continue;
    field.value = value;
    if (document.activeElement === field) saveOnLeaving(field);
    else changed(field);
  }
});

// Whoever goes on by keyboard is at a control without an id, or at one that the save takes away,
// such as a button that offers last year's value: the next one that is still there has the focus then.
const controls = "summary, a[href], button, input:not([type=hidden]), textarea";
const nameOf = (control) => control.id || [control.tagName, control.getAttribute("href"), control.name, control.value].join(" ");
const onward = new Map();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const card = detail.target?.closest?.(".crit");
  if (!card?.contains(document.activeElement)) return;
  const all = [...card.querySelectorAll(controls)];
  onward.set(card.id, all.slice(all.indexOf(document.activeElement)).map(nameOf));
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const card = document.getElementById(detail.target?.closest?.(".crit")?.id ?? "");
  const names = card && onward.get(card.id);
  if (!names) return;
  onward.delete(card.id);
  if (document.activeElement !== document.body) return;
  const left = new Map([...card.querySelectorAll(controls)].map((control) => [nameOf(control), control]));
  left.get(names.find((name) => left.has(name)))?.focus({ preventScroll: true });
});

// A save that does not reach the server is said at once; the typed values stay on the page.
const notice = (event) => {
  const { xhr } = event.detail;
  if (xhr?.status === 401 || xhr?.getResponseHeader("X-Form-Expired")) return; // session.js names the cause
  const card = event.detail.elt?.closest?.(".crit");
  if (!card) return;
  const template = document.getElementById("save-failed");
  if (template && !card.querySelector(".save-failed")) card.querySelector(".crit-body > div")?.prepend(template.content.cloneNode(true));
};
document.addEventListener("htmx:sendError", notice);
document.addEventListener("htmx:responseError", notice);

// Following the strip of criteria opens the card that it names.
const open = () => {
  const card = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (card instanceof HTMLDetailsElement) card.open = true;
};
addEventListener("hashchange", open);
open();
