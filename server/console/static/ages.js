// Keeps "2 min" true and writes moments in the reader's own time zone.
// The rule for ages is the one of server/console/words.py.

const UNITS = [[86400, "d"], [3600, "h"], [60, "min"]];
const LATE_SECONDS = 600;
const EVERY = 5000;

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const today = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(0, "day");
let ahead = 0;

function age(seconds) {
  const unit = UNITS.find(([size]) => seconds >= size);
  return unit ? `${Math.floor(seconds / unit[0])} ${unit[1]}` : "now";
}

function moment(date, now) {
  if (date.toDateString() !== new Date(now).toDateString()) return full.format(date);
  return `${today[0].toUpperCase()}${today.slice(1)}, ${time.format(date)}`;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Brings the times below a node up to date. */
export function refresh(root = document) {
  const now = Date.now() - ahead;
  for (const element of root.querySelectorAll("time.age")) {
    const seconds = (now - Date.parse(element.dateTime)) / 1000;
    write(element, age(seconds));
    const lead = element.closest("[data-lead]");
    lead?.toggleAttribute("data-late", lead.dataset.status === "new" && seconds > LATE_SECONDS);
  }
  for (const element of root.querySelectorAll("time.at")) {
    write(element, moment(new Date(element.dateTime), now));
  }
}

/** Starts the clock; the server's is the one that counts. */
export function start() {
  ahead = Date.now() - Date.parse(document.querySelector("[data-now]").dataset.now);
  refresh();
  setInterval(refresh, EVERY);
}
