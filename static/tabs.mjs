/* What the tabs of a site share: whose turn it is, and word of what another one wrote.

   Like host.mjs, nothing here throws into Python. */

const LEASE = 10000; // ms that a turn outlives the tab that had it and was killed
const RENEWED_EVERY = 3000;
const SETTLING = 50; // ms after which the last of two that wrote at once has won

export default (host) => {
  const turns = new Map();
  let lastTurn = 0;
  const sleep = (ms) => new Promise((go) => setTimeout(go, ms));

  const held = (end) => {
    turns.set(++lastTurn, end);
    return lastTurn;
  };

  // Where there are no locks: on sites without HTTPS.
  const lease = async (name) => {
    const mine = host.hex();
    const renew = () => host.write(name, `${Date.now() + LEASE} ${mine}`);
    const holder = () => (host.read(name) ?? "0 ").split(" ");
    let pause = SETTLING * 2;
    for (let [until, who] = holder(); who !== mine; [until, who] = holder()) {
      if (until > Date.now()) {
        pause = Math.min(pause * 2, RENEWED_EVERY);
        await sleep(pause);
        continue;
      }
      renew();
      await sleep(SETTLING * (1 + Math.random()));
    }
    const timer = setInterval(renew, RENEWED_EVERY);
    const end = () => {
      clearInterval(timer);
      gone.abort();
      if (holder()[1] === mine) host.remove(name);
    };
    const gone = new AbortController();
    host.page.addEventListener("pagehide", end, { signal: gone.signal });
    return end;
  };

  return {
    /** Waits until no other tab has the turn of this name; gives a number for `end_turn`. */
    async take_turn(name) {
      const { locks } = navigator;
      if (!locks) return held(await lease(name));
      return new Promise((resolve) => {
        locks
          .request(host.prefix + name, () => new Promise((end) => resolve(held(end))))
          .catch(() => resolve(0)); // no origin to have locks in: no other tabs either
      });
    },

    end_turn(number) {
      turns.get(number)?.();
      turns.delete(number);
    },

    /** Hands over each key that another tab wrote, without the prefix, and its text or "". */
    on_change(receive) {
      host.listen(host.page, "storage", ({ key, newValue }) => {
        if (key?.startsWith(host.prefix))
          host.attempt(receive, key.slice(host.prefix.length), newValue ?? "");
      });
    },

    /** What this tab alone remembers, over its reloads. */
    tab_load: (key) =>
      host.attempt(() => host.page.sessionStorage.getItem(host.prefix + key)).value ?? "",

    tab_save: (key, text) =>
      host.attempt(() =>
        text
          ? host.page.sessionStorage.setItem(host.prefix + key, text)
          : host.page.sessionStorage.removeItem(host.prefix + key),
      ).ok,
  };
};
