// The Pyodide that PyScript loads: the published one, with our one archive as its library.

import { loadPyodide as load, version } from "pyodide";
import { app, quiet, starting } from "./starting.mjs";

const ZIP_END = 0x06054b50; // the signature of an archive's last record, which has no comment here
const ZIP_END_SIZE = 22;

// Pyodide goes on with a broken library until CPython aborts on it, minutes of guessing later.
const checked = async (response) => {
  if (response.url !== app) return response;
  const archive = await response.arrayBuffer();
  const end = archive.byteLength - ZIP_END_SIZE;
  if (end < 0 || new DataView(archive).getUint32(end, true) !== ZIP_END)
    throw new Error("not a whole archive");
  return new Response(archive);
};

export { version };

/**
 * Starts Pyodide with our Python, and no package index.
 *
 * @param {object} options what PyScript passes; its `indexURL` is a guess from this module's own
 * @returns {Promise<object>} the interpreter
 */
export const loadPyodide = (options) =>
  starting(() => {
    const runtime = new URL(__RUNTIME__, import.meta.url).href;
    return load({
      ...options,
      ...quiet,
      indexURL: runtime,
      packageBaseUrl: runtime,
      stdLibURL: app,
      lockFileContents: __LOCK__,
      enableRunUntilComplete: false, // it needs stack switching, which not every browser has
    });
  }, checked);
