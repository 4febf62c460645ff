/**
 * Types of `window.$lucep`, the callback library.
 *
 * A page that loads the library by a script tag gets them with
 * `/// <reference path="lucep.d.ts" />` or, from the npm package,
 * `import type { Lucep } from "lucep"`. The words of each method are in docs/api.md.
 */

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** An object that JSON can hold; a property may be left undefined. */
export type JsonObject = { [name: string]: Json | undefined };

/** How far a lead is. */
export type LeadStatus = "new" | "processing" | "finished";

/** Which part of the library a report is about. */
export type Component = "init" | "shell" | "python" | "load_ui" | "storage" | (string & {});

/** What `callback` of `init` gets, once for each step of a part. */
export interface Report {
  component: Component;
  state: "start" | "ready" | "failed";
  /** Why, where the state is `failed`. */
  reason?: string;
}

/** Why the library, or a part of it, did not start. */
export interface Failure {
  component: Component;
  reason: string;
}

export interface InitParams {
  /** The account to bind all that follows to. */
  domain: string;
  /** The kiosk; 1 unless given. */
  id?: number | string;
  /** ISO 639-2 code of the language to ask for; `eng` unless given. */
  lang?: string;
  /** `false` shows the corner widget; `true` unless given. */
  no_ui?: boolean;
  /** `true` takes everything from the page's own folder, as an app does; `false` unless given. */
  mobile?: boolean;
  /** Path of a custom UI: a script, or a Python module (`.py`). */
  load_ui?: string | false;
  /** Hears how each part starts. */
  callback?: (report: Report) => void;
  /** The Python that runs: `micropython` unless given. */
  engine?: "micropython" | "pyodide";
  /** When Python starts; `idle` unless given, `intent` where the visitor saves data. */
  boot?: "eager" | "idle" | "intent";
  /** Milliseconds that Python has to start. */
  timeout?: number;
  /** The origin of the API, where it is not the script's. */
  server?: string;
  /** The id of an element that holds the form already. */
  mount?: string;
  /** Whether the console warns of what a developer should know. */
  debug?: boolean;
  /** What the form begins with, by field: `name`, `phone_number`, `country`, `service_id`, and the ids of `extra_fields`. */
  prefill?: { [field: string]: string | number | string[] };
}

/** What else the site tells its custom UI. */
export interface CustomUiParams extends InitParams {
  load_ui: string;
  [option: string]: unknown;
}

/** How far the lead is, told at every change until `false` is returned. */
export interface TicketUpdate {
  "ticket-status": LeadStatus;
  server: true;
  status?: undefined;
  msg?: undefined;
  field?: undefined;
}

/** The lead was refused. */
export interface LeadRefusal {
  "ticket-status": "no-ticket";
  server: boolean;
  status: "fail" | "error";
  /** What would be right. */
  msg: string;
  /** The parameter to blame, where one is. */
  field?: string;
}

export interface RaiseLeadParams {
  /** The number to call back, best with its country code. */
  phone_number: string;
  /** Whom to ask for. */
  name: string;
  /** The service asked for, which decides who gets the lead. */
  service_id: number | string;
  /** The service's name as the visitor read it. */
  service_name: string;
  /** More for the sales person to read, as name and value pairs. */
  additional_info?: JsonObject;
  /** Values that the site's own systems need with the lead. */
  payload?: JsonObject;
  /** ISO 3166 alpha-2 code of the number's country, where it lacks its country code. */
  country?: string;
  /** Hears each status; answer `false` to hear no more. */
  callback?: (update: TicketUpdate | LeadRefusal) => unknown;
}

/** What the server answers. */
export interface StatusResponse {
  status: "ok" | "fail" | "error";
  /** What would be right. */
  msg?: string;
}

export interface IntelligenceParams {
  /** A headline that a sales person understands. */
  event_type: string;
  /** What describes the event; nothing that identifies a person. */
  payload?: JsonObject;
  /** Hears the server's acknowledgement. */
  callback?: (answer: StatusResponse & { received?: number; field?: string }) => void;
}

/** A text, or one for each language code. */
export type Text = string | { [lang: string]: string };

export interface ExtraField {
  label: Text;
  type:
    | "text"
    | "checkbox"
    | "dropdown"
    | "email"
    | "tel"
    | "number"
    | "date"
    | "textarea"
    | "radio"
    | "hidden"
    | (string & {});
  help_txt?: Text;
  /** For a checkbox, a dropdown or radio buttons. */
  options?: { [id: string]: Text }[] | { [id: string]: Text };
  required?: boolean;
  pattern?: string;
  placeholder?: Text;
}

export interface Service {
  service_id: number;
  /** The name in each language. */
  lt: { [lang: string]: string };
  children?: Service[];
}

export interface KioskDetails {
  default_lang: string;
  kiosk_id: number;
  button_cta: string;
  color: { background: string; [name: string]: string };
  extra_fields: { [id: string]: ExtraField };
  closed_txt: string;
  open_txt: string;
  menu: {
    /** The texts of each language. */
    config: { [lang: string]: { [key: string]: string } };
    tree: { children: Service[] };
  };
  account_key: string;
  /** The language that the texts are in. */
  lang: string;
  bcp47: string;
  dir: "ltr" | "rtl";
  /** ISO 3166 alpha-2, or "". */
  country: string;
  /** Each service as id, name and depth in the menu. */
  services: [id: number, name: string, depth: number][];
  /** A kiosk has as many properties as its owner gave it. */
  [property: string]: unknown;
}

export interface TicketStatus {
  status: LeadStatus | "no-ticket";
  /** Whether this is fresh from the server; the last known state is not. */
  server: boolean;
}

/** The events of `on` and `off`, and what a listener gets. */
export interface LucepEvents {
  ready: undefined;
  error: Failure;
  open: undefined;
  close: undefined;
  status: TicketUpdate;
}

export interface Lucep {
  /** Fulfilled when Python has taken over, rejected when it cannot start. */
  readonly ready: Promise<Lucep>;
  /** The library of each account on the page. */
  readonly widgets: { readonly [domain: string]: Lucep };
  /** Starts the library with a custom UI, which gets every option; only the first call counts. */
  init(params: CustomUiParams): void;
  /** Starts the library; only the first call counts. */
  init(params: InitParams): void;
  /** Asks for a callback. */
  raise_lead(params: RaiseLeadParams): void;
  /** Tells the sales people of a significant event. */
  send_intelligence(params: IntelligenceParams): void;
  /** Stores a value in the browser, replacing what the key held. */
  put_data(params: { key: string; value?: Json }): void;
  /** Returns what is stored under the key, `null` when nothing is. */
  get_data<Value = any>(params: { key: string }): Value | null;
  /** Hands the kiosk to the callback as soon as it is there. */
  get_kiosk_details(params: { callback: (kiosk: KioskDetails) => void }): void;
  /** Hands the visitor's country, ISO 3166 alpha-2 in lower case, to the callback. */
  get_geo_data(params: { callback: (geo: { country: string }) => void }): void;
  /** Returns the last known state of the visitor's lead. */
  get_ticket_status(): TicketStatus;
  /** Forgets the visitor and begins a new profile. */
  create_profile(params?: { callback?: (answer: StatusResponse) => void }): void;
  /** Adds an element that loads a file: a script, or a link. */
  add(
    attributes: { src?: string; href?: string; [property: string]: unknown },
    callback?: (() => void) | null,
    where?: "head" | "body",
    kind?: "script" | "link",
    ignored?: number,
  ): void;
  /** Opens the corner widget. */
  open(): void;
  /** Closes the corner widget. */
  close(): void;
  /** Opens the corner widget, or closes it when it is open. */
  toggle(): void;
  /** Calls the listener at every such event. */
  on<Name extends keyof LucepEvents>(
    name: Name,
    listener: (detail: LucepEvents[Name]) => void,
  ): void;
  /** Calls the listener no more. */
  off<Name extends keyof LucepEvents>(
    name: Name,
    listener: (detail: LucepEvents[Name]) => void,
  ): void;
  /** Takes the library and the widget off the page. */
  destroy(): void;
}

/** What a script named by `load_ui` registers as `window.$lucep_ui`. */
export interface LucepUi {
  init(params: InitParams): void;
}

declare global {
  var $lucep: Lucep;
  interface Window {
    $lucep: Lucep;
    $lucep_ui?: LucepUi;
    /** The library's name in old snippets. */
    $gorilla?: InitParams;
    /** The settings in old snippets. */
    _gorilla?: InitParams;
  }
  interface DocumentEventMap {
    "lucep-library-ready": CustomEvent<null>;
    "lucep-library-error": CustomEvent<Failure>;
  }
}
