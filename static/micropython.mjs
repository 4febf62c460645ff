// The MicroPython that PyScript loads: the published one, with our heap, our files, our reports.

import { loadMicroPython as load } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";
import { app, quiet, starting } from "./starting.mjs";

const HEAP = 4 * 1024 * 1024; // bytes; it grows by itself, but each growth is a pause
const STACK = 16 * 1024; // words of Python frames: nested templates are deep

// The file system would encode a text byte by byte in JavaScript, and find out slowly what exists.
const write = (FS, files) => {
  const encoder = new TextEncoder();
  const made = new Set();
  for (const [path, source] of Object.entries(files)) {
    const folders = path.split("/").slice(0, -1);
    folders.forEach((_, depth) => {
      const folder = folders.slice(0, depth + 1).join("/");
      if (!made.has(folder)) FS.mkdir(folder);
      made.add(folder);
    });
    FS.writeFile(path, encoder.encode(source));
  }
};

/**
 * Starts MicroPython with our Python on its path.
 *
 * @param {object} options what PyScript passes; its `url` is a guess from this module's own
 * @returns {Promise<object>} the interpreter
 */
export const loadMicroPython = (options) =>
  starting(async () => {
    const [interpreter, files] = await Promise.all([
      load({
        ...options,
        ...quiet,
        linebuffer: true,
        heapsize: HEAP,
        pystack: STACK,
        url: new URL(__WASM__, import.meta.url).href,
      }),
      fetch(app).then((response) => response.json()),
    ]);
    write(interpreter.FS, files);
    return interpreter;
  });
