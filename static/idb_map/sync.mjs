// As index.mjs: PyScript's synchronous map, in memory.

/** The interface of @webreflection/idb-map/sync: a Map that can be told to save. */
export default class IDBMapSync extends Map {
  constructor() {
    super(); // the name it is called with is no content
  }

  async close() {}

  async sync() {}
}
