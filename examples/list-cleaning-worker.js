// Runs list_cleaning.py beside the page, so that the page never stands still.
import { start } from "http://127.0.0.1:8000/js/lucep.python.mjs";

const started = (async () => {
  const [python, source] = await Promise.all([
    start(),
    fetch("list_cleaning.py").then((answer) => answer.text()),
  ]);
  python.runPython(source);
  postMessage({ ready: true });
  return python;
})();

// The page hears of an error, but of no promise that fails.
started.catch(reportError);

onmessage = async ({ data }) => {
  const run = (await started).globals.get("run");
  const tell = (text) => postMessage(JSON.parse(text));
  run(new Uint8Array(data.file), data.server, data.account, data.key, data.service, tell);
};
