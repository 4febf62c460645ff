// Python for a worker of a page's own: Pyodide with our archive, and `urllib` that reaches the web.

import { loadPyodide } from "pyodide";

/**
 * Starts Python.
 *
 * @returns {Promise<object>} Pyodide; `import widget.client` works in it
 */
export const start = async () => {
  const runtime = new URL(__RUNTIME__, import.meta.url).href;
  const python = await loadPyodide({
    indexURL: runtime,
    packageBaseUrl: runtime,
    stdLibURL: new URL(__APP__, import.meta.url).href,
    lockFileContents: __LOCK__,
    enableRunUntilComplete: false,
  });
  python.runPython("import pyodide_http; pyodide_http.patch_urllib()");
  return python;
};
