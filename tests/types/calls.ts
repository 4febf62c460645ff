// What the declarations allow, and what they must refuse: the compiler complains about a
// "@ts-expect-error" that no error follows.

import type { KioskDetails, Lucep, TicketStatus } from "../../static/types/lucep";

$lucep.init({ domain: "demo" });
$lucep.init({ domain: "demo", id: 1, lang: "eng", no_ui: true, mobile: false, load_ui: false });
$lucep.init({ domain: "demo", load_ui: "ui.py", engine: "pyodide", boot: "eager", timeout: 9 });
$lucep.init({ domain: "demo", load_ui: "ui.js", greeting: "Hello" });
$lucep.init({ domain: "demo", callback: ({ component, state, reason }) => [component, state, reason] });
// @ts-expect-error: the account is required
$lucep.init({ id: 1 });
// @ts-expect-error: a flag, not a word
$lucep.init({ domain: "demo", no_ui: "yes" });
// @ts-expect-error: not an interpreter
$lucep.init({ domain: "demo", engine: "ruby" });
// @ts-expect-error: a misspelt parameter
$lucep.init({ domain: "demo", langcode: "eng" });

const lead = { name: "Ada", phone_number: "+65 6123 4567", service_id: 1, service_name: "Sales" };
$lucep.raise_lead(lead);
$lucep.raise_lead({
  ...lead,
  additional_info: { plate: "SGX 1", seats: 4, extras: ["child seat"] },
  payload: { car: { id: 7 } },
  callback(update) {
    if (update["ticket-status"] === "no-ticket") return update.msg.length;
    const fresh: true = update.server;
    return fresh && update["ticket-status"] !== "finished";
  },
});
// @ts-expect-error: whom to ask for
$lucep.raise_lead({ phone_number: "+65 6123 4567", service_id: 1, service_name: "Sales" });
// @ts-expect-error: a function is no JSON
$lucep.raise_lead({ ...lead, additional_info: { when: () => 1 } });
$lucep.raise_lead({
  ...lead,
  // @ts-expect-error: there is no such status
  callback: (update) => update["ticket-status"] === "done",
});

$lucep.send_intelligence({ event_type: "Saw a car", payload: { car: "Estate" } });
$lucep.send_intelligence({ event_type: "Saw", callback: (answer) => answer.status === "ok" });
// @ts-expect-error: the headline is required
$lucep.send_intelligence({ payload: { car: "Estate" } });

$lucep.put_data({ key: "seen", value: Date.now() });
$lucep.put_data({ key: "seen", value: { cars: ["Estate", null, true] } });
const seen: number | null = $lucep.get_data<number>({ key: "seen" });
// @ts-expect-error: nothing may be stored under the key
const sure: number = $lucep.get_data<number>({ key: "seen" });
// @ts-expect-error: a symbol is no JSON
$lucep.put_data({ key: "seen", value: Symbol() });
// @ts-expect-error: the key is required
$lucep.get_data({});

$lucep.get_kiosk_details({
  callback(kiosk: KioskDetails) {
    const texts: string[] = [kiosk.button_cta, kiosk.closed_txt, kiosk.open_txt];
    const background: string = kiosk.color.background;
    for (const [id, field] of Object.entries(kiosk.extra_fields)) texts.push(id, field.type);
    const first = kiosk.menu.tree.children[0]?.lt.eng;
    // @ts-expect-error: what a kiosk's owner added must be checked first
    const own: string = kiosk.own_property;
    return [texts, background, first, own];
  },
});
// @ts-expect-error: the callback is required
$lucep.get_kiosk_details({});

const { status, server }: TicketStatus = $lucep.get_ticket_status();
if (status === "no-ticket") console.assert(server === false);
// @ts-expect-error: it answers at once
$lucep.get_ticket_status().then;

$lucep.create_profile({ callback: (answer) => answer.status });
$lucep.create_profile();
$lucep.get_geo_data({ callback: ({ country }) => country.toUpperCase() });
$lucep.add({ src: "more.js" }, () => {}, "head", "script", 0);
// @ts-expect-error: neither a script nor a link
$lucep.add({ src: "more.js" }, null, "head", "iframe");

$lucep.open();
$lucep.close();
$lucep.toggle();
$lucep.on("error", ({ component, reason }) => [component, reason]);
$lucep.on("ready", () => {});
$lucep.on("status", (update) => update["ticket-status"] === "finished");
$lucep.off("ready", () => {});
// @ts-expect-error: there is no such event
$lucep.on("opened", () => {});
const ready: Promise<Lucep> = $lucep.ready;
const other: Lucep | undefined = $lucep.widgets["charlies"];
$lucep.destroy();

document.addEventListener("lucep-library-ready", () => {});
document.addEventListener("lucep-library-error", ({ detail }) => detail.reason.length);
// @ts-expect-error: there is no such property
document.addEventListener("lucep-library-error", ({ detail }) => detail.message);
window._gorilla = { domain: "demo" };
window.$lucep_ui = { init: (options) => options.domain };

export { other, ready, seen, sure };
