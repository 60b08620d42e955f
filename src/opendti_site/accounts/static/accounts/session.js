// A session that ends while a page is open, or a token of the sign-in before. What was typed stays on
// the page; once the person has signed in, in another tab, the same requests are sent again.
const box = document.getElementById("session-ended");
const waiting = new Map(); // element -> the event that sent its request
const replayed = new WeakSet(); // events that were sent again already

const freshToken = async () => {
  const answer = await fetch(box.dataset.tokenUrl, { headers: { Accept: "application/json" } });
  const { token, signed_in: signedIn } = await answer.json();
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  if (document.body.hasAttribute("hx-headers")) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }
  return signedIn;
};

const sendAgain = ([element, event]) => {
  const source = event?.target?.isConnected ? event.target : element;
  if (!source.isConnected) return;
  if (event?.type === "submit" && source instanceof HTMLFormElement) {
    source.requestSubmit(event.submitter?.isConnected ? event.submitter : undefined);
    return;
  }
  const again = new Event(event?.type ?? "change", { bubbles: true, cancelable: true });
  replayed.add(again);
  source.dispatchEvent(again);
};

const recover = async () => {
  if (!(await freshToken())) return false;
  const again = [...waiting];
  waiting.clear();
  box.replaceChildren();
  again.forEach(sendAgain);
  return true;
};

document.addEventListener("htmx:responseError", ({ detail }) => {
  const event = detail.requestConfig.triggeringEvent;
  const isStale = detail.xhr.status === 403 && detail.xhr.getResponseHeader("X-Form-Expired");
  if (detail.xhr.status !== 401 && !isStale) return;
  waiting.set(detail.elt, event);
  const tell = () => box.replaceChildren(document.createRange().createContextualFragment(detail.xhr.responseText));
  if (isStale && !replayed.has(event)) recover().then((isBack) => isBack || tell());
  else tell();
});

document.addEventListener("click", (event) => event.target.closest("[data-session-retry]") && recover());
addEventListener("focus", () => {
  if (waiting.size) recover();
  else if (box && document.querySelector("#session-ended form")) freshToken();
});
