/* The countries' list as a visitor reads it: a native select, which phones, keyboards and screen
   readers know, with names instead of codes. */

const CODE = / \+\d+$/;

const named = (select, lang) => {
  const names = new Intl.DisplayNames([lang, "en"], { type: "region" });
  for (const option of select.options)
    if (option.value) option.text = names.of(option.value) + option.text.match(CODE)[0];
};

// The likely ones first, then a rule, then all others by name. The list keeps this order.
const sort = (select, lang, likely) => {
  const { compare } = new Intl.Collator([lang, "en"]);
  const { value } = select;
  const rank = (option) => (likely.indexOf(option.value) + 1 || Infinity) * !!option.value;
  const options = [...select.options].sort(
    (one, other) => (rank(one) === rank(other) ? compare(one.text, other.text) : rank(one) - rank(other)),
  );
  const rest = options.findIndex((option) => rank(option) === Infinity);
  const rule = select.ownerDocument.createElement("hr");
  select.replaceChildren(...options.slice(0, rest), rule, ...options.slice(rest));
  select.value = value; // a selected option that moves is selected no more
};

/**
 * Shows names while the list is in use: closed, it has room for codes only.
 *
 * @param {HTMLSelectElement} select its options are written "SG +65"
 * @param {boolean} open whether it is in use
 * @param {string[]} likely the countries to begin with, best first
 */
export const nameCountries = (select, open, likely) => {
  if (open === select.hasAttribute("data-named")) return;
  select.toggleAttribute("data-named", open);
  const lang = select.closest("[lang]")?.lang || "en";
  if (open) {
    named(select, lang);
    if (!select.querySelector("hr")) sort(select, lang, likely);
  } else
    for (const option of select.options)
      if (option.value) option.text = option.value + option.text.match(CODE)[0];
};
