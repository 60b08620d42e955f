// A request of htmx that finds the server's disk full: its words are shown, what was typed stays.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status !== 507) return;
  document.querySelector("[data-server-fault]")?.remove();
  const shown = document.createRange().createContextualFragment(detail.xhr.responseText);
  document.querySelector("main")?.prepend(shown);
  document.querySelector("[data-server-fault]")?.scrollIntoView({ block: "nearest" });
});

// A later request that is answered says by itself what was stored.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) document.querySelector("[data-server-fault]")?.remove();
});
