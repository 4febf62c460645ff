// Compiles the modules of a MicroPython bundle, read from stdin, with MicroPython itself.

import fs from "node:fs";
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";

const modules = JSON.parse(fs.readFileSync(0, "utf8"));
const python = await loadMicroPython({ heapsize: 8 * 1024 * 1024, pystack: 16 * 1024 });
const refused = [];
for (const [path, source] of Object.entries(modules)) {
  python.globals.set("path", path);
  python.globals.set("source", source);
  try {
    python.runPython("compile(source, path, 'exec')");
  } catch (error) {
    refused.push(`${path}: ${error.message.trim().split("\n").slice(-2).join(" ").trim()}`);
  }
}
if (refused.length) {
  console.error(refused.join("\n"));
  process.exit(1);
}
