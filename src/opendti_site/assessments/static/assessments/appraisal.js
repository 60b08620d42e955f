// Keys of the appraisal grid: arrows change the unit, Enter accepts, E (or S) corrects, T opens the
// documents, P and N change the criterion. Every act is a button or link that works without this.
// No key throws away what was typed: Enter saves a changed row as a correction, and leaving the page
// with a changed row asks first.
const table = document.querySelector(".gridtable tbody");
const rows = () => [...(table?.querySelectorAll("tr[id]") ?? [])];
const current = () => table?.querySelector("tr.now");

// The fields of a row beside the hidden ones that say what they showed.
const isChanged = (row) => {
  const fields = [...row.querySelectorAll(".set [name^='v:'], .set [name='applies']")];
  const shown = (field) => field.name === "applies" ? "wa" : `w:${field.name.slice(2)}`;
  return fields.some((field) => field.value.trim() !== (field.form?.elements[shown(field)]?.value ?? "").trim());
};
const saveOrAccept = (row) => row?.querySelector(`button[value="${isChanged(row) ? "corrected" : "accepted"}"]`)?.click();
const edit = (field) => {
  field?.focus();
  field?.select?.();
};

const choose = (row) => {
  if (!row) return;
  current()?.classList.remove("now");
  row.classList.add("now");
  row.scrollIntoView({ block: "nearest" });
  const link = row.querySelector("th a");
  link?.focus({ preventScroll: true });
  clearTimeout(choose.timer);
  choose.timer = setTimeout(() => link?.click(), 150);
};

const step = (by) => {
  const all = rows();
  const index = all.indexOf(current());
  choose(all[Math.min(Math.max(index + by, 0), all.length - 1)]);
};

const acts = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => saveOrAccept(current()),
  e: () => edit(current()?.querySelector(".set .form-control, .set .form-select")),
  s: () => acts.e(),
  "?": () => document.getElementById("keys")?.focus(),
  t: () => document.querySelector("#pane a")?.focus(),
  p: () => document.querySelector('[data-key="p"]')?.click(),
  n: () => document.querySelector('[data-key="n"]')?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest("input, select, textarea");
  if (field) {
    if (event.key === "Enter" && field.form?.id.startsWith("f-")) {
      event.preventDefault();
      field.closest("tr")?.querySelector('button[value="corrected"]')?.click();
    }
    if (event.key === "Escape") choose(field.closest("tr"));
    return;
  }
  if (event.key === "Enter" && event.target.closest("button, a:not(.gridtable th a)")) return;
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A row whose values are touched asks for the reason.
document.addEventListener("focusin", (event) => event.target.closest(".gridtable .set")?.closest("tr").classList.add("touched"));

// Appraising a row swaps that row alone; what else leaves the page with changed rows asks first.
addEventListener("beforeunload", (event) => {
  if (rows().some(isChanged)) event.preventDefault();
});

// Where the pane stands below the grid, a tap on a unit leads to it.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const tapped = detail.requestConfig?.triggeringEvent?.isTrusted;
  if (tapped && detail.target?.id === "pane" && matchMedia("(max-width: 991px)").matches) detail.target.scrollIntoView({ block: "start" });
});

// The row that htmx shows in the pane is the row at hand; after a verdict the next one is.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const row = detail.elt.closest?.("tr[id]");
  if (!row) return;
  current()?.classList.remove("now");
  row.classList.add("now");
});
// (Only when the swap has settled: until then htmx still writes the row's attributes.)
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const id = detail.requestConfig?.elt?.id ?? "";
  if (!id.startsWith("f-")) return;
  const row = document.getElementById(`r-${id.slice(2)}`);
  if (!row) return;
  if (row.querySelector(".fault")) {
    row.classList.add("now");
    row.querySelector(".reason")?.focus();
  } else {
    choose(row.nextElementSibling ?? row);
  }
});
