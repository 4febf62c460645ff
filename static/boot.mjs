// Starts PyScript inside the hidden frame that the loader made.
//
// The loader has set `window.host` (docs/architecture.md, "Loader, frame, Python"): which engine,
// where the files are, and how to tell it of a failure.

import "./host.mjs";

const { host } = window;
const TYPES = { micropython: "mpy", pyodide: "py" };
const PLUGINS = [
  "codemirror",
  "deprecations-manager",
  "donkey",
  "error",
  "py-editor",
  "py-game",
  "py-terminal",
];
const START = "import widget.browser.main";

// The frame shares the page's console, which belongs to the site.
for (const level of ["log", "info", "warn", "error"]) console[level] = console.debug;

// PyScript reads its settings the moment it is evaluated. Both kinds need them: one without would
// ask a third party for an interpreter on some error paths, and fetch every plugin.
const configure = (interpreter) => {
  for (const type of Object.values(TYPES)) {
    const config = document.createElement(`${type}-config`);
    config.setAttribute("type", "json");
    config.textContent = JSON.stringify({
      interpreter,
      plugins: PLUGINS.map((name) => `!${name}`),
    });
    document.body.append(config);
  }
};

// PyScript turns worker hooks into functions from text, which a strict content security policy
// forbids. Nothing here runs in a worker.
const clearWorkerHooks = (hooks) => {
  for (const set of Object.values(hooks.worker)) set.clear?.();
};

const boot = async () => {
  const interpreter = host.base + host.assets.interpreter;
  configure(interpreter);
  const [core] = await Promise.all([import(__CORE__), import(interpreter)]);
  clearWorkerHooks(core.hooks);
  const script = document.createElement("script");
  script.type = TYPES[host.engine];
  script.textContent = START;
  document.body.append(script);
};

boot().catch((error) => host.failed(`boot: ${error.message}`));
