// Warns before an unsaved part is left, and keeps the current node of the tree in view.
let changed = false;
addEventListener("input", (event) => { if (event.target.closest("#part-form #fields, form#part-form.head")) changed = true; });
addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
const tree = document.querySelector(".editor-tree");
const here = tree?.querySelector(".outline-tree [aria-current]");
if (here && getComputedStyle(tree).position === "sticky") tree.scrollTop = here.offsetTop - tree.clientHeight / 3;
