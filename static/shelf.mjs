/* The outbox's shelf: one text in an IndexedDB database of the account's own.

   Only the tab whose turn it is uses it, so nothing here waits for another tab. The database
   is made when there is something to keep and deleted when there is nothing left: to look
   whether there is one opens none. */

const STORE = "outbox";
const KEY = "entries";
const EMPTY = "[]";
const PATIENCE = 3000; // ms; some browsers' databases never answer

export default (host) => {
  const name = host.prefix + host.settings.domain;
  const factory = () => host.page.indexedDB; // the getter throws where storage is denied

  const done = (request, event = "success") =>
    new Promise((resolve, reject) => {
      setTimeout(reject, PATIENCE, new Error("time-out"));
      request[`on${event}`] = () => resolve(request.result);
      request.onerror = request.onblocked = request.onabort = () => reject(request.error);
    });

  const open = (make) => {
    const request = factory().open(name, 1);
    request.onupgradeneeded = () => {
      if (make) request.result.createObjectStore(STORE);
      else request.transaction.abort(); // leaves no database behind
    };
    return done(request);
  };

  const exists = async () => {
    const databases = factory();
    if (databases.databases) return (await databases.databases()).some((one) => one.name === name);
    return open(false).then(
      (database) => !database.close(),
      ({ name }) => {
        if (name !== "AbortError") throw new Error(name);
        return false;
      },
    );
  };

  const within = async (job) => {
    const database = await open(true);
    try {
      return await job(database);
    } finally {
      database.close();
    }
  };

  return {
    /** What was put there, "[]" when nothing; "" where there is no database to be had. */
    async shelf_load() {
      try {
        if (!(await exists())) return EMPTY;
        const read = (database) => done(database.transaction(STORE).objectStore(STORE).get(KEY));
        return (await within(read)) ?? EMPTY;
      } catch {
        return "";
      }
    },

    /** Whether it is on the disk; "[]" takes the database away. */
    async shelf_save(text) {
      try {
        if (text === EMPTY) await done(factory().deleteDatabase(name));
        else
          await within((database) => {
            const writing = database.transaction(STORE, "readwrite", { durability: "strict" });
            writing.objectStore(STORE).put(text, KEY);
            return done(writing, "complete");
          });
        return true;
      } catch {
        return false;
      }
    },
  };
};
