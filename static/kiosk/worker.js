/* Keeps the kiosk pages working without a connection.

   The network comes first for what changes (the page, its styles, the loader, the kiosk's
   details), the cache for what lies under its content's hash. A lead is never kept here: the
   page has its own outbox.

   The build fills in __FILES__, what the engine loads, and __VERSION__, their hash. */

const FILES = `lucep-files-${__VERSION__}`;
const PAGES = "lucep-pages";
const PATIENCE = 5000; // ms for a slow network, where there is a copy

const changes = (path) => /^\/(kiosk|styles|js|api\/kiosks)\//.test(path);

const copyOf = async (request) =>
  (await caches.match(request)) ??
  // A bookmark with another query still shows the kiosk.
  (request.mode === "navigate" ? caches.match(request, { ignoreSearch: true }) : undefined);

const keep = async (name, request, response) => {
  if (response.ok) await (await caches.open(name)).put(request, response.clone());
  return response;
};

const networkFirst = async (request, event) => {
  const fresh = fetch(request).then((response) => keep(PAGES, request, response));
  event.waitUntil(fresh.catch(() => {}));
  const late = new Promise((go) => setTimeout(go, PATIENCE)).then(() => copyOf(request));
  const found = await Promise.race([fresh.catch(() => copyOf(request)), late]);
  return found ?? fresh;
};

const cacheFirst = async (request) =>
  (await caches.match(request)) ?? keep(FILES, request, await fetch(request));

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(__FILES__)));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys())
      if (name.startsWith("lucep-files-") && name !== FILES) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

// The page that registered us was loaded before we could see it.
self.addEventListener("message", (event) => {
  const pages = (event.data?.pages ?? []).filter((address) => {
    const { origin, pathname } = new URL(address, self.location.href);
    return origin === self.location.origin && changes(pathname);
  });
  const store = async () => {
    const cache = await caches.open(PAGES);
    await Promise.all(pages.map((address) => cache.add(address).catch(() => {})));
  };
  event.waitUntil(store());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/a/")) event.respondWith(cacheFirst(request));
  else if (changes(pathname)) event.respondWith(networkFirst(request, event));
});
