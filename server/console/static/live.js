// The page's stream of changes, and the word beside it that says whether it is open.

const PATIENCE = 1500;
const LONGEST = 30000;
const ASLEEP = 20000;

const line = document.getElementById("connection");
let source = null;
let address = "";
let seen = "";
let wait = 1000;
let retry = 0;
let warning = 0;
let hiddenSince = 0;
let receive = () => {};

function tell(state, text) {
  clearTimeout(warning);
  warning = 0;
  line.hidden = false;
  line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text;
}

// A short gap is nobody's business: a browser comes back within a second by itself.
function lost() {
  warning ||= setTimeout(() => tell("lost", "Reconnecting…"), PATIENCE);
}

async function again() {
  const { status } = await fetch("/console/").catch(() => ({ status: 0 }));
  if (status === 401) location.assign("/console/login");
  else open();
}

function open() {
  clearTimeout(retry);
  if (!address) return;
  source?.close();
  const url = new URL(address, location.href);
  if (seen) url.searchParams.set("after", seen);
  const opened = new EventSource(url);
  source = opened;
  opened.addEventListener("open", () => {
    wait = 1000;
    tell("live", "Live");
  });
  for (const kind of ["lead", "phone"]) {
    opened.addEventListener(kind, (event) => {
      seen = event.lastEventId;
      receive(JSON.parse(event.data), Number(seen));
    });
  }
  opened.addEventListener("error", () => {
    if (opened !== source) return;
    lost();
    if (opened.readyState !== EventSource.CLOSED) return;
    // The browser has given up; the server may be restarting, or the session is over.
    retry = setTimeout(again, wait);
    wait = Math.min(wait * 2, LONGEST);
  });
}

function close() {
  clearTimeout(retry);
  source?.close();
  source = null;
}

/** Opens the stream that the page names, if any, and another one when the page names another. */
export function connect(handler = receive) {
  receive = handler;
  const named = document.querySelector("[data-stream]")?.dataset.stream ?? "";
  if (named === address) return;
  address = named;
  seen = "";
  open();
}

// A list watches on in a hidden tab. A lead's page need not: a browser has only a few
// connections to a server over HTTP/1.1, and many leads may lie open.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenSince = Date.now();
    if (document.querySelector("[data-rests]")) close();
  } else if (!source || Date.now() - hiddenSince > ASLEEP) {
    open();
  }
});
addEventListener("online", () => open());
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && location.reload());
