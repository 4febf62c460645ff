/* The kiosk page as an app: registers its worker, and tells it what this page was made of.

   Only where the page stands by itself: inside somebody's site nothing is installed. */

(() => {
  "use strict";

  const workers = navigator.serviceWorker; // missing where the page is not secure
  if (!workers || window.top !== window) return;

  const loader = document.querySelector("script[data-mount]");
  const { domain, id, lang } = loader.dataset;
  const details = `/api/kiosks/${encodeURIComponent(domain)}/${id}?lang=${encodeURIComponent(lang)}`;
  const linked = [...document.querySelectorAll("link[href], script[src]")];
  const pages = [location.href.split("#")[0], details, ...linked.map((node) => node.href || node.src)];

  workers
    .register("/kiosk/worker.js", { scope: "/kiosk/" })
    .then(() => workers.ready)
    .then(({ active }) => active.postMessage({ pages }))
    .catch(() => {}); // a browser that keeps nothing needs the network, as before

  // What waits to be sent shall outlive a full disk. Only an installed app asks for it.
  if (matchMedia("(display-mode: fullscreen), (display-mode: standalone)").matches)
    navigator.storage?.persist?.().catch(() => {});
})();
