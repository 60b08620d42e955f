// A request of htmx that finds the server's disk full: its words are shown, what was typed stays.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status !== 507) return;
  document.querySelector("[data-server-fault]")?.remove();
  const shown = document.createRange().createContextualFragment(detail.xhr.responseText);
  document.querySelector("main")?.prepend(shown);
  document.querySelector("[data-server-fault]")?.scrollIntoView({ block: "nearest" });
});
