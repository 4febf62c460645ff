// Runs tools/assets/inside_pyodide.py: `node compile.mjs <sources.zip> <bytecode.zip>`.
//
// The interpreter that will load the bytecode is the one that makes it.

import fs from "node:fs";
import path from "node:path";
import { loadPyodide } from "pyodide";

const [sources, bytecode] = process.argv.slice(2);
const python = await loadPyodide({ stdout: console.error });
python.FS.writeFile("/sources.zip", fs.readFileSync(sources));
python.runPython(fs.readFileSync(path.resolve("tools/assets/inside_pyodide.py"), "utf8"));
fs.writeFileSync(bytecode, python.FS.readFile("/bytecode.zip"));
