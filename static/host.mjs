/* What Python in the frame asks of JavaScript: calls that may throw, and values
   that do not cross the bridge whole. Every one answers with JSON text or a
   number and never throws, for on MicroPython a JavaScript exception escapes
   `try` and leaks the interpreter's stack.

   The loader put `host` on the frame's window; this adds to it. */

import begun from "./begun.mjs";
import { nameCountries } from "./countries.mjs";
import prefill from "./prefill.mjs";
import rules from "./rules.mjs";
import shelf from "./shelf.mjs";
import tabs from "./tabs.mjs";

const host = window.host;
const REQUEST_PATIENCE = 20000; // ms
const streams = new Map();
let lastStream = 0;
let picker = null; // static/picker.mjs, once the form was opened
const wakers = new Set();

const wake = () => {
  for (const go of wakers) go();
};
host.listen(host.page, "online", wake);
host.listen(host.page.document, "visibilitychange", () => host.page.document.hidden || wake());

// For the site's developer who asked for it; everybody else's console stays empty.
const warn = (text) => {
  if (host.settings.debug) host.page.console.warn(`$lucep: ${text}`);
};
host.listen(host.page.document, "lucep-library-error", ({ detail }) =>
  warn(`${detail.component}: ${detail.reason}`),
);

// In seconds or as a date; 0 when the server names none.
const retryAfter = (response) => {
  const asked = response.headers.get("Retry-After") ?? "";
  return Number(asked) || Math.max(0, (Date.parse(asked) - Date.now()) / 1000) || 0;
};

Object.assign(host, shelf(host), tabs(host), rules(host), prefill(host), {
  warn,

  wake,

  /** Tells the site's listeners of `on` what the JSON text says. */
  tell_text: (name, text) => host.tell(name, JSON.parse(text)),

  /** `$lucep.put_data` and `get_data`, for a user interface written in Python. */
  put_data: (text) => host.page.$lucep.put_data(JSON.parse(text)),
  get_data: (text) => JSON.stringify(host.page.$lucep.get_data(JSON.parse(text))),

  settings_text: () => JSON.stringify(host.settings),

  /** What the site handed to `init`, as far as it is JSON. */
  given_text: () => host.attempt(JSON.stringify, host.given).value ?? "{}",

  load: (key) => host.read(key) ?? "",

  /** Reads a file of the site's, relative to its page. */
  async page_text(path) {
    try {
      const response = await fetch(new URL(path, host.page.document.baseURI));
      return JSON.stringify({ status: response.status, body: await response.text() });
    } catch (error) {
      return JSON.stringify({ status: 0, body: String(error) });
    }
  },

  /** POSTs `body`, or GETs when it is empty; `{status: 0}` when there was no answer.
      `wait` is how many seconds the server asks to be left alone. */
  async request(path, body) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_PATIENCE);
    try {
      const { files, server } = host.settings;
      const from = path.startsWith("/api/kiosks/") ? files || server : server;
      const response = await fetch(from + path, {
        method: body ? "POST" : "GET",
        body: body ? new URLSearchParams(body) : undefined,
        keepalive: body.length < 60000,
        signal: abort.signal,
      });
      const { status } = response;
      return JSON.stringify({ status, body: await response.text(), wait: retryAfter(response) });
    } catch (error) {
      return JSON.stringify({ status: 0, body: String(error), wait: 0 });
    } finally {
      clearTimeout(timer);
    }
  },

  /** Resolves after `ms`, or as soon as the browser is online again or the page is seen. */
  pause: (ms) =>
    new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        wakers.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      wakers.add(go);
    }),

  /** Hands each event's data to `receive`; an empty text says that the stream is over. */
  stream(path, name, receive) {
    const made = host.attempt(() => new EventSource(host.settings.server + path));
    if (!made.ok) return 0;
    const source = made.value;
    streams.set(++lastStream, source);
    source.addEventListener(name, (event) => host.attempt(receive, event.data));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) host.attempt(receive, "");
    });
    return lastStream;
  },

  unstream(number) {
    streams.get(number)?.close();
    streams.delete(number);
  },

  /** The country of the browser's own language, in lower case. */
  locale_region() {
    const made = host.attempt(() => new Intl.Locale(navigator.language).maximize().region);
    return (made.value ?? "").toLowerCase();
  },

  focus_inside: () => {
    const { activeElement } = host.root;
    return host.container.contains(activeElement) && activeElement !== host.root.body;
  },

  /** What a form would send, in order: `[[name, value], …]`. */
  values: (form) => JSON.stringify([...new FormData(form)]),

  begun,

  /** What is typed here is nobody else's: sites have keys of their own on their documents, and
      cannot see that a visitor is in a field of ours. */
  keep_keys() {
    if (host.container !== host.root) return;
    for (const name of ["keydown", "keypress", "keyup", "paste"])
      host.listen(host.root, name, (event) => event.stopPropagation());
  },

  /** Leaves nothing of a form in the browser's memory of what people typed. */
  keep_to_itself(form) {
    for (const control of form.elements) control.autocomplete = "off";
  },

  name_countries(select, open, likely) {
    host.attempt(() => nameCountries(select, open, JSON.parse(likely)));
  },

  /** Loads the help with phone numbers; whether it is there. */
  async open_picker() {
    try {
      picker = await import(__PICKER__);
      return true;
    } catch {
      return false;
    }
  },

  /** Asks a function of it; `null` where it has failed. */
  picker: (job, args) =>
    host.attempt(() => JSON.stringify(picker[job](...JSON.parse(args)))).value ?? "null",

  /** Writes into a field; whoever is in it finds the caret behind `caret` characters. */
  write_field(field, text, caret) {
    const inside = host.root.activeElement === field;
    field.value = text;
    if (inside) field.setSelectionRange(caret, caret);
  },

  /** Replaces what is in `node` by the nodes of `html`. */
  draw(node, html) {
    const drawn = new DOMParser().parseFromString(html, "text/html");
    node.replaceChildren(...drawn.body.childNodes);
  },
});
