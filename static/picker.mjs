/* Phone numbers by the world's number plans: what widget/browser/phone_help.py asks.

   A file of its own, loaded when a visitor opens the form. Texts come curated
   (widget/core/phone.py): ASCII digits, no dashes. A country is ISO 3166
   alpha-2, or "" while none is chosen. */

import { AsYouType, isSupportedCountry, parsePhoneNumberWithError } from "libphonenumber-js/core";
import metadata from "libphonenumber-js/metadata.min.json";

// Nothing but a number: a word or an extension in it is the visitor's own, and stays.
const PLAIN = /^\+?[\d ().\/]*$/;
const LABEL = /^[^\d+(]*/; // "tel:", "Phone: "
const UNFIT = ["NOT_A_NUMBER", "INVALID_COUNTRY"]; // nothing that a number plan could judge

const region = (country) => (isSupportedCountry(country, metadata) ? country : undefined);
const codeOf = (country) => region(country) && metadata.countries[country][0];
const digits = (text) => text.replace(/[^\d+]/g, "");

// A number, or the library's word for what is wrong with it.
const read = (text, country) => {
  try {
    const options = { defaultCountry: region(country), extract: false };
    return parsePhoneNumberWithError(text, options, metadata);
  } catch (error) {
    return error.message;
  }
};

// "00" means "+" to most of the world; where it does not, a number plan that fits decides.
const international = (text) => {
  const number = text.startsWith("00") && read("+" + text.slice(2));
  return number && number.isValid?.() ? number : null;
};

// "+44 (0)20 …" is how many write it, and no plan has that zero.
const possible = (text, country) =>
  international(text) ??
  [text, text.replace("(0)", "")]
    .map((tried) => read(tried, country))
    .find((number) => number.isPossible?.());

// Many countries share a code: the one that is chosen stays, if it does; else the largest.
const home = (code, chosen, seen) =>
  codeOf(chosen) === code ? chosen : (seen ?? metadata.country_calling_codes[code]?.[0] ?? chosen);

const cleaned = (text) =>
  text.replace(LABEL, "").replace(/^\(\+/, "+").replace(";ext=", " x").replace(/;.*/, "");

/**
 * Formats what has been typed so far.
 *
 * @param {string} text a number that may go on
 * @param {string} country the one chosen
 * @returns {string[]} the text, its digits as they were, and the country that it is in
 */
export const typed = (text, country) => {
  if (!PLAIN.test(text) || text.startsWith("00")) return [text, country];
  const help = new AsYouType(region(country), metadata);
  const shown = help.input(text);
  const code = text.startsWith("+") && help.getCallingCode();
  return [
    digits(shown) === digits(text) ? shown : text,
    code ? home(code, country, help.getCountry()) : country,
  ];
};

/**
 * Reads a whole number, pasted or left, and writes it as its country does.
 *
 * @param {string} text the number
 * @param {string} country the one chosen
 * @param {boolean} pasted whether it may carry a label
 * @returns {string[]} the text and the country
 */
export const settled = (text, country, pasted) => {
  const whole = pasted ? cleaned(text) : text;
  const number = possible(whole, country);
  if (!number) return typed(whole && PLAIN.test(whole) ? whole : text, country);
  const code = number.countryCallingCode;
  const told = whole.startsWith("+") || code !== codeOf(country);
  const seen = number.isValid() ? number.country : undefined;
  const where = told ? (seen ?? home(code, country)) : country;
  const national = number.formatNational();
  const same = codeOf(where) === code && read(national, where).number === number.number;
  return [same ? national : number.formatInternational(), where];
};

/**
 * Writes a number for another country.
 *
 * @param {string} text the number
 * @param {string} country the one just chosen
 * @returns {string[]} the text and the country
 */
export const moved = (text, country) => {
  const help = new AsYouType(undefined, metadata);
  help.input(text);
  const code = help.getCallingCode();
  const other = PLAIN.test(text) && text.startsWith("+") && code && code !== codeOf(country);
  const [shown] = typed(other ? help.getNationalNumber() : text, country);
  return [shown, country];
};

/**
 * Says what the number plans say.
 *
 * @param {string} text the number
 * @param {string} country the one chosen
 * @returns {{e164: string, possible: boolean}} its E.164 form, "" for none; whether it may exist,
 *   which of what cannot be judged is taken for granted
 */
export const verdict = (text, country) => {
  const number = possible(text, country);
  if (number) return { e164: number.ext ? "" : number.number, possible: true };
  const found = PLAIN.test(text) ? read(text, country) : UNFIT[0];
  return { e164: "", possible: UNFIT.includes(found) };
};
