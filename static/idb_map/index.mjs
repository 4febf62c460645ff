// Stands in for PyScript's IndexedDB maps, in memory.
//
// The originals open a database in the site's own origin when PyScript loads: nothing may be stored
// there before the visitor acts, and where storage is denied Pyodide would never start. What the
// widget stores goes through the loader instead.

/** The interface of @webreflection/idb-map: a Map whose every answer is a promise. */
export default class IDBMap extends EventTarget {
  #map = new Map();

  async close() {}

  get size() {
    return Promise.resolve(this.#map.size);
  }

  async clear() {
    this.#map.clear();
  }

  async delete(key) {
    this.#map.delete(key);
  }

  async entries() {
    return [...this.#map];
  }

  async forEach(callback, context = this) {
    for (const [key, value] of this.#map) await callback.call(context, value, key, this);
  }

  async get(key) {
    return this.#map.get(key);
  }

  async has(key) {
    return this.#map.has(key);
  }

  async keys() {
    return [...this.#map.keys()];
  }

  async set(key, value) {
    this.#map.set(key, value);
    return this;
  }

  async values() {
    return [...this.#map.values()];
  }
}
