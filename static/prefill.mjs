/* What a form begins with: what the site knows of its visitor, else what they sent last time. */

const FILLABLE = /^(name|phone_number|country|service_id|extra\..+)$/;
// What a browser would fill in is what somebody writes the same every time.
const KEPT = "[autocomplete=name], [autocomplete=tel-national], [autocomplete=tel], [autocomplete=email]";
const TAG = /^prefill(?=.)/; // data-prefill-phone_number

const plain = (name) =>
  name
    .replace(/^extra\./, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** What the site gave to `init` or wrote into its tag, by plain name. */
const wordOf = ({ prefill, ...given }) => {
  const ofTag = Object.entries(given).filter(([name]) => TAG.test(name));
  const pairs = [...ofTag.map(([name, value]) => [name.replace(TAG, ""), value]), ...Object.entries(Object(prefill))];
  return Object.fromEntries(pairs.map(([name, value]) => [plain(name), value]));
};

/** Writes a value into a control that holds nothing yet; whether it is there now. */
const write = (control, value) => {
  const { type, name } = control;
  if (/checkbox|radio/.test(type)) {
    const chosen = Array.isArray(value) ? value : String(value).split(",");
    control.checked ||= chosen.some((each) => String(each).trim() === control.value);
    return control.checked;
  }
  if (typeof value === "object" || control.matches(":focus")) return false;
  const before = control.value;
  if (type === "hidden" ? !name.startsWith("extra.") : before && name !== "country") return false;
  control.value = name === "country" ? String(value).toUpperCase() : value;
  if (!control.value) control.value = before; // a list that has no such choice
  return control.value !== before;
};

export default (host) => {
  const filled = new Set(); // the controls that hold what we wrote
  let left = false; // the visitor has left the profile that the site spoke of

  return {
    /** Fills a form in, as far as it is empty; whether the country was among what the site knew.
        `kept` is what `kept` gave, as JSON text. */
    prefill(form, kept) {
      const word = left ? {} : wordOf(host.given ?? {});
      const before = host.attempt(JSON.parse, kept).value ?? {};
      filled.clear();
      for (const control of form.elements) {
        const { name } = control;
        const value = word[plain(name)] ?? before[name] ?? null;
        if (!FILLABLE.test(name) || value === null || !write(control, value)) continue;
        filled.add(control);
        control.addEventListener("input", () => filled.delete(control), { once: true });
      }
      return "country" in word;
    },

    /** Takes what was filled in away, where the visitor left it as it was. */
    unfill() {
      left = true;
      for (const control of filled)
        if (/checkbox|radio/.test(control.type)) control.checked = false;
        else if (control.name !== "country") control.value = "";
      filled.clear();
    },

    /** What of a form is worth keeping for the next one, as JSON text. */
    kept: (form) =>
      JSON.stringify(
        Object.fromEntries(
          [...form.querySelectorAll(KEPT)].map(({ name, value }) => [name, value.trim()]),
        ),
      ),
  };
};
