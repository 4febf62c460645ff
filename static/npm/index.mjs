/* Loads the callback library into a page: a script tag of the given server, and `init`. */

const noop = () => {};
let last = Promise.resolve(); // what is under way; one at a time, for the tags know one another

const scriptLoaded = (src, attributes = {}) =>
  new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    Object.assign(tag, { async: true, src });
    Object.assign(tag.dataset, attributes);
    tag.onload = () => {
      tag.remove(); // the page stays as it was but for the widget
      resolve();
    };
    tag.onerror = () => {
      tag.remove();
      reject(new Error(`lucep: ${src} did not load`));
    };
    document.head.append(tag);
  });

const attributesOf = ({ no_ui = true, prefill = {}, ...settings }) => {
  for (const [name, value] of Object.entries(prefill))
    settings[`prefill_${name.replace(/\W/g, "_")}`] = String(value);
  const texts = Object.entries(settings).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value),
  );
  const attributes = Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
  return no_ui ? { ...attributes, noUi: "" } : attributes;
};

const loaded = async ({ server, channel, ...settings }) => {
  const src = `${server.replace(/\/+$/, "")}/js/lucep.${channel ?? "stable"}.latest.min.js`;
  const present = window.$lucep?.widgets;
  if (present?.[settings.domain]) return present[settings.domain];
  if (present && Object.keys(present).length)
    await scriptLoaded(src, attributesOf(settings)); // a widget for one more account
  else {
    if (!present) await scriptLoaded(src);
    window.$lucep.init(settings);
  }
  return window.$lucep.widgets[settings.domain];
};

/**
 * Loads the library and starts it for an account.
 *
 * Loading an account that is on the page already gives what is there.
 *
 * @param {import("./index.d.ts").LoadOptions} options the server, and what `$lucep.init` takes
 * @returns {Promise<import("./lucep.d.ts").Lucep>} the account's library; its methods may be
 *   called at once. Rejected when an option is missing, when the script does not load, and
 *   outside a browser.
 */
export function load(options) {
  for (const name of ["server", "domain"])
    if (typeof options?.[name] !== "string" || !options[name])
      return Promise.reject(new TypeError(`lucep: ${name}: a text is needed`));
  if (typeof document === "undefined")
    return Promise.reject(new Error("lucep: load() needs a browser's document"));
  const library = last.then(() => loaded(options));
  last = library.catch(noop);
  return library;
}
