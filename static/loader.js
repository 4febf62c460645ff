/* The one script that a site pastes.

   It gives the page `window.$lucep` at once, paints the launcher and the form
   that the server drew, and starts Python in a hidden frame when a visitor
   shows intent. Until then, and wherever Python cannot start, it answers and
   sends by itself: a lead is never lost, and the page never sees an error.

   Written for people; the build minifies it and fills in __ASSETS__. */

(() => {
  "use strict";

  // --- guard: pasted twice, it runs once; two accounts get a widget each ----

  const tag = document.currentScript || document.querySelector('script[src*="lucep."]');
  const asked = tag.dataset;
  const first = window.$lucep?.widgets && window.$lucep;
  if (first && (!asked.domain || first.widgets[asked.domain])) return;

  // --- settings ------------------------------------------------------------

  const PREFIX = "lucep:";
  const FIRST_PAUSE = 2000; // ms before the next try of what could not be sent; then doubled
  const LONGEST_PAUSE = 60000;
  const PAINT_PATIENCE = 2000; // ms for the launcher to be painted before Python starts without it
  const REST = 50; // ms of the page's own once it is painted: Python takes the main thread for longer
  const PATIENCE = { micropython: 30000, pyodide: 120000 }; // ms for Python to start

  let base = new URL("../", tag.src).href; // where our own files are
  let settings = null;
  let given = null; // what the site handed to init, for its own UI

  // An attribute of the tag may stand there without a value.
  const on = (value) => !/^(false|undefined|null|0)$/.test(value);
  const isPython = (path) => /\.py([?#]|$)/.test(path ?? "");
  const settingsFrom = (params) => ({
    domain: String(params.domain),
    id: Number(params.id ?? 1),
    lang: String(params.lang ?? "eng"),
    no_ui: !!params.load_ui || on(params.no_ui ?? true), // a custom UI takes the place of ours
    engine:
      params.engine === "pyodide" || isPython(params.load_ui) ? "pyodide" : "micropython",
    boot: params.boot ?? (navigator.connection?.saveData ? "intent" : "idle"),
    files: on(params.mobile) && base.slice(0, -1),
    server:
      on(params.mobile) && !params.server ? base.slice(0, -1) : new URL(params.server ?? base, base).origin,
    load_ui: params.load_ui ?? "",
    timeout: Number(params.timeout) || 0,
    mount: params.mount ?? "",
    debug: on(params.debug),
  });

  // --- helpers: nothing of the page's may throw into us --------------------

  const attempt = (job, ...args) => {
    try {
      return { ok: true, value: job(...args) };
    } catch (error) {
      return { ok: false, error: String(error) };
    }
  };
  const parsed = (text) => attempt(JSON.parse, text).value;
  const hex = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
  const heard = {}; // event name -> the site's listeners
  const tell = (name, detail) => {
    for (const listener of heard[name] ?? []) attempt(listener, detail);
  };
  const announce = (name, detail) => {
    tell(name, detail);
    if (!first) document.dispatchEvent(new CustomEvent("lucep-library-" + name, { detail }));
  };
  const gone = new AbortController(); // ends every listener of ours when the site destroys us
  const listen = (target, name, listener, options) =>
    target.addEventListener(name, listener, { signal: gone.signal, ...options });
  const ours = []; // every node that we put on the page
  const place_on = (parent, node) => {
    ours.push(node);
    parent.append(node);
  };
  const add = (attributes, callback, where = "head", kind = "script") => {
    const node = Object.assign(document.createElement(kind), attributes);
    if (callback) listen(node, "load", () => attempt(callback));
    place_on(document[where], node);
  };

  // --- storage: WebStorage, else cookies, else memory, found by trying -----

  const memory = new Map();
  const cookieName = (key) => encodeURIComponent(key);
  const cookieAttributes = () =>
    ";path=/;SameSite=Lax" + (location.protocol === "https:" ? ";Secure" : "");
  const readCookie = (key) => {
    const start = cookieName(key) + "=";
    const found = document.cookie.split("; ").find((part) => part.startsWith(start));
    return found ? decodeURIComponent(found.slice(start.length)) : null;
  };
  const stores = [
    {
      works: () => localStorage.length,
      read: (key) => localStorage.getItem(key),
      write: (key, text) => localStorage.setItem(key, text),
      remove: (key) => localStorage.removeItem(key),
    },
    {
      works() {
        this.write(PREFIX, "1");
        this.remove(PREFIX);
      },
      read: readCookie,
      write: (key, text) => {
        document.cookie =
          `${cookieName(key)}=${encodeURIComponent(text)};max-age=31536000` + cookieAttributes();
        if (readCookie(key) !== text) throw new Error("more than a cookie holds");
      },
      remove: (key) => {
        document.cookie = `${cookieName(key)}=;max-age=0` + cookieAttributes();
      },
    },
    {
      works() {},
      read: (key) => memory.get(key) ?? null,
      write: (key, text) => memory.set(key, text),
      remove: (key) => memory.delete(key),
    },
  ];
  const read = (key) => {
    for (const store of stores) {
      const found = attempt(store.read, PREFIX + key);
      if (found.ok && found.value !== null) return found.value;
    }
    return null;
  };
  const remove = (key) => stores.forEach((store) => attempt(store.remove, PREFIX + key));
  const write = (key, text, use = (store, name) => attempt(store.write, name, text).ok) => {
    const name = PREFIX + key;
    const used = stores.find((store) => use(store, name));
    // An old value in a better store would hide a new one in a worse.
    for (const store of stores) if (store !== used) attempt(store.remove, name);
  };
  // The site's own data never overflow into a store that would lose or truncate them.
  const put = ({ key, value }) => {
    const text = JSON.stringify(value);
    if (text === undefined) throw new Error("value: what JSON can hold");
    write("data:" + key, text, (store, name) => {
      if (!attempt(() => store.works()).ok) return false;
      store.write(name, text);
      return true;
    });
  };
  const own = (name) => `${settings?.domain}:${name}`;
  const recall = (name) => parsed(read(own(name)));
  const note = (name, value) => write(own(name), JSON.stringify(value));

  // --- the site's callbacks, by number -------------------------------------

  const callbacks = new Map();
  let lastCallback = 0;
  const keep = (callback) => {
    if (typeof callback !== "function") return 0;
    callbacks.set(++lastCallback, callback);
    return lastCallback;
  };
  const invoke = (number, text) => {
    const callback = callbacks.get(number);
    return JSON.stringify(callback ? attempt(callback, parsed(text)) : { ok: false }) || "{}";
  };
  const report = (component, state, reason) => {
    if (typeof settings?.callback === "function")
      attempt(settings.callback, reason ? { component, state, reason } : { component, state });
  };

  // --- sending without Python ----------------------------------------------

  const customer = () => {
    if (!recall("customer")) note("customer", hex());
    return recall("customer");
  };
  const identity = () => ({
    account_key: settings.domain,
    kiosk_id: settings.id,
    customer_id: customer(),
    langcode: settings.lang,
    page_url: location.href.split("#")[0].slice(0, 2000),
  });
  const post = async (body) => {
    const response = await fetch(settings.server + "/api/", {
      method: "POST",
      body: new URLSearchParams(body),
      keepalive: body.length < 60000,
    });
    const answer = await response.json();
    if (response.status >= 500 || response.status === 429) throw new Error(answer.msg);
    return answer;
  };
  const outbox = () => recall("outbox") || [];
  const store = (entries) =>
    entries.length ? note("outbox", entries) : remove(own("outbox"));
  const send = async (entry, unsent) => {
    store([...outbox().filter(({ id }) => id !== entry.id), entry]);
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const answer = await post(entry.body);
        store(outbox().filter(({ id }) => id !== entry.id));
        if (answer.ticket)
          note("ticket", { token: answer.ticket, status: answer["ticket-status"] });
        return answer;
      } catch {
        unsent?.();
        await new Promise((again) => setTimeout(again, pause));
        if (!outbox().some(({ id }) => id === entry.id)) return {}; // Python has sent it since
      }
    }
  };
  const kiosk = (what) =>
    `${settings.files || settings.server}/api/kiosks/${encodeURIComponent(settings.domain)}/${settings.id}${what}` +
    `?lang=${encodeURIComponent(settings.lang)}`;
  const encoded = (fields) =>
    new URLSearchParams(Object.entries(fields).filter(([, value]) => value != null)).toString();
  let details; // asked for once, so that all who ask hear in order
  const withoutPython = {
    async raise_lead(lead, call) {
      const body = encoded({ ...lead, ...identity(), action: "raise_lead" });
      const answer = await send({ id: call.id, body });
      const status = answer["ticket-status"];
      const told = status ? { "ticket-status": status } : { "ticket-status": "no-ticket", ...answer };
      invoke(call.callback, JSON.stringify({ ...told, server: true }));
    },
    async send_intelligence({ event_type, payload = "{}" }, call) {
      const events = JSON.stringify([{ id: call.id, event_type, payload: JSON.parse(payload) }]);
      const answer = await send({
        id: call.id,
        body: encoded({ ...identity(), action: "send_intelligence", events }),
      });
      invoke(call.callback, JSON.stringify(answer));
    },
    async create_profile(params, call) {
      const body = encoded({ ...identity(), action: "create_profile" });
      ["customer", "ticket"].forEach((name) => remove(own(name)));
      const answer = await send({ id: call.id, body });
      if (answer.customer_id) note("customer", answer.customer_id);
      invoke(call.callback, JSON.stringify({ status: answer.status }));
    },
    async get_kiosk_details(params, call) {
      details ??= fetch(kiosk("")).then((response) => response.text());
      details.catch(() => (details = null)); // who asks later may be luckier
      invoke(call.callback, await details);
    },
    async get_geo_data(params, call) {
      const { region } = new Intl.Locale(navigator.language).maximize();
      invoke(call.callback, JSON.stringify({ country: region.toLowerCase() }));
    },
  };

  // --- $lucep: queued until Python answers ---------------------------------

  let python = null; // Python's call(method, json, callback number) -> json
  let failed = "";
  let queue = [];

  const alone = (call) => {
    withoutPython[call.method](call.params, call).catch(() => {});
  };
  const hand = (call) =>
    attempt(python, call.method, JSON.stringify(call.params), call.callback);
  // What the site hands over is copied at once, objects as the JSON text of the wire.
  const packed = ({ callback, ...params }, id) => {
    for (const name of ["additional_info", "payload"])
      if (params[name] !== undefined) params[name] = JSON.stringify(params[name]);
    return JSON.parse(JSON.stringify({ ...params, interaction_id: id }));
  };
  const later = (method) => (params) => {
    const id = hex();
    const callback = keep(params?.callback ?? params);
    const copy = attempt(packed, params ?? {}, id);
    if (!copy.ok) {
      invoke(callback, JSON.stringify({ status: "fail", msg: `${method}: ${copy.error}` }));
      return;
    }
    const call = { method, params: copy.value, id, callback };
    if (python) hand(call);
    else if (failed && settings) alone(call);
    else {
      queue.push(call);
      if (settings) boot();
    }
  };
  const ask = (method, params, answer) => {
    if (!python) return answer();
    const said = attempt(python, method, JSON.stringify(params) ?? "{}", 0);
    return said.ok ? parsed(said.value) : answer();
  };

  let resolveReady, rejectReady;
  const ready = new Promise((resolve, reject) => {
    resolveReady = resolve;
    rejectReady = reject;
  });
  ready.catch(() => {}); // no unhandled rejection on the page

  const widgets = first?.widgets ?? {}; // account -> $lucep of each widget on the page
  const lucep = {
    ready,
    init(params) {
      if (settings) return;
      if (typeof params?.domain !== "string" || !params.domain) {
        const reason = "domain: the account's name is needed";
        settings = { callback: params?.callback };
        report("init", "failed", reason);
        settings = null;
        announce("error", { component: "init", reason });
        return;
      }
      // An app's page brings everything along, wherever this script came from.
      if (on(params.mobile)) base = new URL(".", document.baseURI).href;
      settings = settingsFrom(params);
      widgets[settings.domain] = lucep;
      settings.callback = params.callback;
      given = params;
      start();
    },
    raise_lead: later("raise_lead"),
    send_intelligence: later("send_intelligence"),
    create_profile: later("create_profile"),
    get_kiosk_details: later("get_kiosk_details"),
    get_geo_data: later("get_geo_data"),
    add,
    put_data(params) {
      const { ok, error } = attempt(put, params);
      if (!ok) announce("error", { component: "storage", reason: error });
    },
    get_data: (params) => attempt(() => parsed(read("data:" + params.key))).value ?? null,
    get_ticket_status() {
      return ask("get_ticket_status", {}, () => ({
        status: recall("ticket")?.status ?? "no-ticket",
        server: false,
      }));
    },
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!isOpen()),
    on(name, listener) {
      (heard[name] ??= new Set()).add(listener);
    },
    off: (name, listener) => heard[name]?.delete(listener),
    destroy() {
      failed = "destroyed";
      gone.abort();
      swapped.disconnect();
      clearTimeout(timer);
      for (const node of ours) node.remove();
      delete widgets[settings?.domain];
      // The last one takes the library along.
      if (!Object.keys(widgets).length) delete window.$lucep;
    },
    widgets,
  };

  // --- paint: the shell, in a shadow root ----------------------------------

  let host = null; // the element on the page that holds the shadow root
  let root = null; // where nodes are looked up: the shadow root, or the kiosk page
  let container = null; // where their events arrive
  const part = (name) => root?.getElementById("lucep-" + name);
  const popovers = "popover" in HTMLElement.prototype;
  let wanted = false; // what the site asked for before there was a panel
  const isOpen = () => {
    const panel = part("panel");
    if (!panel) return wanted;
    return popovers ? panel.matches(":popover-open") : panel.classList.contains("lucep-open");
  };
  const show = (open) => {
    if (!part("panel")) wanted = open;
    else if (isOpen() === open) return;
    else if (popovers) part("panel").togglePopover(open);
    else part("panel").classList.toggle("lucep-open", open);
  };

  const paint = async () => {
    report("shell", "start");
    const response = await fetch(kiosk("/shell"), { signal: gone.signal });
    if (!response.ok) throw new Error(`shell: ${response.status}`);
    const shell = new DOMParser().parseFromString(await response.text(), "text/html");
    const styles = shell.getElementById("lucep-styles");
    const sheet = new CSSStyleSheet();
    // Of two accounts, one stands above the other.
    const lift = 68 * Object.keys(widgets).indexOf(settings.domain);
    sheet.replaceSync(styles.content.textContent + `#lucep-launcher{margin-block:${lift}px}`);
    styles.remove();
    host = document.createElement("div");
    root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(...shell.body.childNodes);
    // They travel as "SG +65".
    for (const option of part("country")?.options ?? []) option.value = option.value.slice(0, 2);
    if (!document.body) await new Promise((go) => listen(document, "DOMContentLoaded", go));
    place(root.querySelector(".lucep-root").dataset.where);
    place_on(document.documentElement, host);
    attach(host);
    listen(part("panel"), "toggle", ({ newState }) => tell(newState === "open" ? "open" : "close"));
    show(wanted);
    report("shell", "ready");
  };

  // Where the kiosk's rule lets it be seen; a rule that cannot be read hides it.
  const place = (where) => {
    if (!where) return;
    const decide = () => {
      host.hidden = !attempt(() => new RegExp(where).test(location)).value;
    };
    decide();
    if (window.navigation?.currentEntry) listen(navigation, "currententrychange", decide);
    else {
      const polling = setInterval(decide, 1000);
      gone.signal.onabort = () => clearInterval(polling);
    }
  };

  const attach = (node) => {
    container = root === document ? node : root;
    listen(container, "submit", submit);
    for (const intent of ["pointerenter", "focusin", "touchstart"])
      listen(node, intent, boot, { once: true, passive: true });
    if (!popovers)
      listen(container, "click", ({ target }) => {
        if (target.closest("#lucep-launcher")) show(!isOpen());
        if (target.closest("#lucep-close")) show(false);
      });
    if (python) attempt(python, "attach", "{}", 0);
  };

  // A submission before, or without, Python.
  const submit = async (event) => {
    if (python || event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const fields = new URLSearchParams(new FormData(form));
    const { page_url, customer_id } = identity();
    const id = (form.dataset.interaction ||= hex());
    for (const [name, value] of Object.entries({ page_url, customer_id, interaction_id: id }))
      fields.set(name, value);
    const problem = part("problem");
    const say = (text) => {
      problem.textContent = text;
      problem.hidden = false;
    };
    const answer = await send({ id, body: fields.toString() }, () => say(problem.dataset.unsent));
    button.removeAttribute("aria-busy");
    if (answer.ticket) {
      if (python) attempt(python, "resume", "{}", 0);
      else part("body").replaceChildren(part("sent").content.cloneNode(true));
    } else if (answer.msg) {
      delete form.dataset.interaction;
      say(answer.msg);
      form.elements[answer.field]?.focus();
    }
  };

  // --- boot: Python in a hidden frame of the page's own origin -------------

  let frame = null;
  let timer = 0;

  const boot = () => {
    if (frame || failed) return;
    const assets = __ASSETS__[settings.engine];
    report("python", "start");
    frame = document.createElement("iframe");
    frame.style = "display:none!important"; // a site may well have a rule for frames
    frame.tabIndex = -1;
    frame.title = "";
    place_on(document.documentElement, frame);
    const inside = frame.contentDocument;
    inside.open();
    inside.close();
    const { contentWindow } = frame;
    // A frame that the site has swapped away has no more to say.
    const mine = frame;
    const heard = (job) => (said) => mine === frame && mine.isConnected && job(said);
    const broken = heard(fail);
    const early = {}; // what the interpreter will fetch, on its way already
    contentWindow.host = {
      engine: settings.engine,
      base,
      assets,
      early,
      settings,
      given,
      page: window,
      get root() {
        return root;
      },
      get container() {
        return container;
      },
      attempt,
      prefix: PREFIX,
      read,
      write,
      remove,
      hex,
      keep,
      invoke,
      tell,
      listen,
      forget: (number) => callbacks.delete(number),
      show,
      isOpen,
      identity: () => JSON.stringify(identity()),
      progress: report,
      failed: broken,
      ready: heard(takeOver),
    };
    // A link is only a hint; a script that does not load is the end.
    contentWindow.addEventListener(
      "error",
      ({ message, target }) => target.rel || broken(message || "a script did not load"),
      true,
    );
    contentWindow.addEventListener("unhandledrejection", (event) => broken(event.reason));
    timer = setTimeout(broken, settings.timeout || PATIENCE[settings.engine], "time-out");
    for (const [href, as] of assets.preload) {
      if (as === "fetch") {
        // Not a preload: on a slow machine the browser would complain on the site's console.
        early[base + href] = contentWindow.fetch(base + href);
        early[base + href].catch(() => {}); // whoever uses it hears of it
        continue;
      }
      const link = inside.createElement("link");
      link.rel = "modulepreload";
      link.crossOrigin = "anonymous";
      link.href = base + href;
      inside.head.append(link);
    }
    const script = inside.createElement("script");
    script.type = "module";
    script.src = base + assets.boot;
    inside.head.append(script);
  };

  const takeOver = (call) => {
    if (failed) return;
    clearTimeout(timer);
    python = call;
    for (const waiting of queue.splice(0)) hand(waiting);
    report("python", "ready");
    resolveReady(lucep);
    announce("ready");
  };

  // --- fail: say why, and go on without Python -----------------------------

  const fail = (reason) => {
    if (python || failed) return;
    failed = String(reason?.message ?? reason);
    clearTimeout(timer);
    frame?.remove();
    report("python", "failed", failed);
    announce("error", { component: "python", reason: failed });
    rejectReady(new Error(failed));
    outbox().forEach((entry) => send(entry));
    queue.splice(0).forEach(alone);
  };

  // --- start ---------------------------------------------------------------

  const start = () => {
    const mount = settings.mount && document.getElementById(settings.mount);
    if (mount) {
      root = document;
      attach(mount);
    }
    const { load_ui } = settings;
    if (load_ui && !isPython(load_ui)) {
      report("load_ui", "start");
      add({ src: load_ui, onerror: () => report("load_ui", "failed", load_ui) }, () => {
        const { ok, error } = attempt(() => window.$lucep_ui.init(given));
        report("load_ui", ok ? "ready" : "failed", error);
      });
    }
    const painted =
      !mount && !settings.no_ui
        ? paint().catch((error) => report("shell", "failed", String(error)))
        : Promise.resolve();
    if (settings.boot === "eager" || queue.length) boot();
    else if (settings.boot === "idle") {
      const idle = window.requestIdleCallback ?? ((job) => setTimeout(job, 200));
      // The launcher is seen first; a shell that does not come, or a hidden tab, ends the wait.
      const soon = () => {
        painted.then(() => requestAnimationFrame(() => setTimeout(idle, REST, boot)));
        setTimeout(idle, PAINT_PATIENCE, boot);
      };
      if (document.readyState === "complete") soon();
      else listen(window, "load", soon, { once: true });
    }
  };

  // A site that swaps its document keeps the widget; Python starts anew.
  const watch = () =>
    [document, document.documentElement].forEach((node) =>
      swapped.observe(node, { childList: true }),
    );
  const swapped = new MutationObserver(() => {
    if (!document.documentElement) return;
    watch();
    if (host && !host.isConnected) document.documentElement.append(host);
    if (frame && !frame.isConnected && !failed) {
      frame = python = null;
      boot();
    }
  });
  watch();

  // A visitor who leaves before Python is ready leaves nothing behind unsent.
  listen(window, "pagehide", () => {
    const leads = queue.filter(({ method }) => method === "raise_lead");
    queue = queue.filter(({ method }) => method !== "raise_lead");
    if (settings && !python) leads.forEach(alone);
  });

  if (!first) window.$lucep = lucep;
  const old = window.$gorilla ?? window._gorilla;
  if (asked.domain) lucep.init({ ...asked, no_ui: on(asked.noUi) });
  else if (old?.domain) lucep.init(old);
})();
