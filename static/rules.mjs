/* What the kiosk's rules ask of the page: opening by itself, and the hour of the next call. */

const DATE_PARTS = ["weekday", "day", "month", "year", "relatedYear", "yearName", "era"];
const FIELDS = /^(INPUT|TEXTAREA|SELECT|IFRAME)$/;
const DAY = 86400000; // ms

const dayNumber = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;

/** "tomorrow at 9:00", or the day and the hour where it is later; "" when it has come. */
export const whenText = (moment, lang, now = new Date()) => {
  if (!(moment > now)) return "";
  const days = dayNumber(moment) - dayNumber(now);
  const parts = new Intl.DateTimeFormat(lang, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
  }).formatToParts(moment);
  const texts = parts.map(({ value }) => value);
  if (days < 2) {
    // Each language has its own order and its own word between day and hour: these stay.
    const dates = parts.flatMap(({ type }, at) => (DATE_PARTS.includes(type) ? [at] : []));
    const near = new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(days, "day");
    texts.splice(dates[0], dates.at(-1) + 1 - dates[0], near);
  }
  return texts.join("");
};

export default (host) => {
  let touched = false; // the visitor was in the panel
  let typed = false; // the visitor wrote on the page
  const panel = () => host.root.getElementById("lucep-panel");

  return {
    /** When the panel opens by itself: `{seconds, min_width}` from now; `null` for not at all. */
    auto_open() {
      const rule = host.root.querySelector(".lucep-root")?.dataset.autoOpen;
      if (!panel() || !rule) return "null";
      const [least, most, min_width] = rule.split(" ").map(Number);
      const due = least + Math.random() * (most - least) - host.page.performance.now() / 1000;
      touched = host.isOpen() || !!host.root.activeElement;
      host.listen(panel(), "toggle", () => (touched = true), { once: true });
      host.listen(host.page, "input", () => (typed = true), { capture: true, once: true });
      return JSON.stringify({ seconds: Math.max(0, due), min_width });
    },

    /** Whether to wait: the visitor is in a field of the page's, or on another page. */
    busy() {
      const { activeElement, hidden } = host.page.document;
      const at = activeElement ?? {};
      const writing = !!at.isContentEditable || FIELDS.test(at.tagName);
      return !touched && !typed && (hidden || writing);
    },

    /** Opens the panel without taking the focus, where it would not be in the way. */
    open_softly(min_width) {
      const { hidden } = host.root.host;
      const asked = !host.root.getElementById("lucep-form"); // and waits for an answer
      if (asked || touched || typed || hidden || host.page.innerWidth < min_width) return false;
      panel().removeAttribute("autofocus");
      host.show(true);
      panel().setAttribute("autofocus", "");
      return true;
    },

    /** The moment of the next call in the visitor's time zone; "" when it has come. */
    when: (iso, lang) => host.attempt(whenText, new Date(iso), lang).value ?? "",

    /** Says a sentence above the form's fields. */
    note(text) {
      const form = host.root.getElementById("lucep-form");
      let node = host.root.getElementById("lucep-next");
      if (!form || (!text && !node)) return;
      if (!node) {
        node = host.page.document.createElement("p");
        node.id = "lucep-next";
        form.querySelector(".lucep-field").before(node);
      }
      node.textContent = text;
      node.hidden = !text;
    },
  };
};
