// What the page says by itself: to eyes in a notice, to ears in a live region.

const LASTS = 10000;

const notice = document.getElementById("notice");
const said = document.getElementById("said");
let timer = 0;

/** Tells those who listen to the page. */
export function say(text) {
  said.textContent = text;
}

/** Shows a notice; the next one replaces it. */
export function show(text) {
  const toast = document.getElementById("toast").content.cloneNode(true);
  toast.querySelector("p").textContent = text;
  notice.replaceChildren(toast);
}

function restart() {
  clearTimeout(timer);
  if (notice.matches(":hover, :focus-within")) timer = setTimeout(restart, LASTS);
  else notice.replaceChildren();
}

notice.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) notice.replaceChildren();
});

// The server draws notices too: each one, from wherever, goes after a while.
new MutationObserver(() => {
  clearTimeout(timer);
  if (notice.firstElementChild) timer = setTimeout(restart, LASTS);
}).observe(notice, { childList: true });
