// Runs run_cases.py over widget/core in one of the browsers' interpreters.
//   node interpreter.mjs micropython|pyodide < {"files": {path: text}, "runner": text, "tables": text}
import { readFileSync } from "node:fs";

const packages = new URL("../../node_modules/", import.meta.url);
const started = {
  async micropython() {
    const path = "@micropython/micropython-webassembly-pyscript/micropython.mjs";
    const { loadMicroPython } = await import(new URL(path, packages));
    return loadMicroPython({ heapsize: 16 * 1024 * 1024 });
  },
  async pyodide() {
    const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", packages));
    return loadPyodide();
  },
};

const { files, runner, tables } = JSON.parse(readFileSync(0, "utf8"));
const python = await started[process.argv[2]]();
python.FS.mkdir("/product");
for (const folder of ["/product/widget", "/product/widget/core"]) python.FS.mkdir(folder);
for (const [path, text] of Object.entries(files)) python.FS.writeFile(`/product/${path}`, text);
python.FS.writeFile("/product/run_cases.py", runner);
python.FS.writeFile("/product/tables.json", tables);
python.runPython(`
import sys
sys.path.append("/product")
import run_cases
with open("/product/tables.json") as tables:
    answer = run_cases.run(tables.read())
with open("/product/answer.json", "w") as out:
    out.write(answer)
`);
process.stdout.write(python.FS.readFile("/product/answer.json", { encoding: "utf8" }), () => process.exit(0));
