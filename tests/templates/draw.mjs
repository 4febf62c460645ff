// Draws templates with MicroPython: a job as JSON on stdin, what came of it as JSON on stdout.
//
// job: {files: {path: text}, contexts: […], drawings: [[package, template, context's number]…],
// timed: one of the drawings}

import fs from "node:fs";
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";

const input = fs.readFileSync(0, "utf8");
const python = await loadMicroPython({ heapsize: 8 * 1024 * 1024, pystack: 16 * 1024, stderr: console.error });
const made = new Set();
for (const [path, text] of Object.entries(JSON.parse(input).files)) {
  const folders = `/lib/${path}`.split("/").slice(1, -1);
  folders.forEach((_, depth) => {
    const folder = "/" + folders.slice(0, depth + 1).join("/");
    if (!made.has(folder) && !python.FS.analyzePath(folder).exists) python.FS.mkdir(folder);
    made.add(folder);
  });
  python.FS.writeFile(`/lib/${path}`, text);
}
python.FS.writeFile("/job.json", input);
python.runPython(fs.readFileSync(new URL("inside_micropython.py", import.meta.url), "utf8"));
process.stdout.write(python.FS.readFile("/drawn.json", { encoding: "utf8" }));
