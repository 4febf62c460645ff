// What both interpreter wrappers share: no way of not starting stays silent.
//
// Left alone, an interpreter whose file is missing or broken either prints to the site's console
// and goes on, or waits for ever, and PyScript says nothing.

const { host } = window;

/** Where the loader says our Python is. */
export const app = host.base + host.assets.app;

/** Python's own prints and tracebacks: for whoever debugs, not for the site's console. */
export const quiet = { stdout: (text) => console.debug(text), stderr: (text) => console.debug(text) };

// What the loader asked for already; a body can be read once.
const take = (url) => {
  const response = host.early?.[url];
  if (response) delete host.early[url];
  return response;
};

const nameOf = (url) => String(url).split("/").pop();

const instantiate = async (source, imports) => {
  const response = await source;
  // A server that does not know the type of .wasm files must not cost the visitor the widget.
  return response.headers.get("content-type") === "application/wasm"
    ? instantiateStreaming.call(WebAssembly, response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
const { instantiateStreaming } = WebAssembly;

/**
 * Starts an interpreter; whatever goes wrong on the way rejects, and is told to the loader.
 *
 * While it starts, the frame's `fetch` and `WebAssembly.instantiateStreaming` are ours: a failure
 * ends the start there and then, and the interpreter, which would print it and retry, never hears.
 *
 * @param {() => Promise<object>} load starts the interpreter
 * @param {(response: Response) => Promise<Response>} check looks at each file it fetches
 * @returns {Promise<object>} the interpreter
 */
export const starting = async (load, check = async (response) => response) => {
  const { fetch } = window;
  const fetched = async (url, options) => {
    try {
      const response = await (take(String(url)) ?? fetch.call(window, url, options));
      if (!response.ok) throw new Error(`answered ${response.status}`);
      return await check(response);
    } catch (error) {
      throw new Error(`${nameOf(url)}: ${error.message}`);
    }
  };
  try {
    return await new Promise((resolve, reject) => {
      const orStop = (job) => new Promise((go) => job.then(go, reject));
      window.fetch = (...args) => orStop(fetched(...args));
      WebAssembly.instantiateStreaming = (...args) => orStop(instantiate(...args));
      load().then(resolve, reject);
    }).then(reporting);
  } catch (error) {
    host.failed(`interpreter: ${error.message}`);
    throw error;
  } finally {
    window.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
};

// PyScript prints what Python raised at its top level; the loader has to know of it as well.
const reporting = (interpreter) => {
  const { runPythonAsync } = interpreter;
  interpreter.runPythonAsync = async (...args) => {
    try {
      return await runPythonAsync.apply(interpreter, args);
    } catch (error) {
      host.failed(`python: ${error.message}`);
      throw error;
    }
  };
  return interpreter;
};
