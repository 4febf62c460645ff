// Bundles and minifies one script with esbuild: `node bundle.mjs '<job>'` writes it to stdout.
//
// job: {entry, format, define, empty: [regular expressions of files that no page runs],
// replace: {package: file}}

import path from "node:path";
import { build } from "esbuild";

const job = JSON.parse(process.argv[2]);
const folder = path.resolve(".");

const empty = {
  name: "empty",
  setup: ({ onLoad }) => {
    for (const pattern of job.empty ?? [])
      onLoad({ filter: new RegExp(pattern) }, () => ({
        contents: "export default null; export const notOnDOM = () => {};",
      }));
  },
};

const replace = {
  name: "replace",
  setup: ({ onResolve }) => {
    for (const [name, file] of Object.entries(job.replace ?? {}))
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: path.join(folder, file) }));
  },
};

// Files that the build has already put under a hashed path are fetched, not bundled.
const placed = {
  name: "placed",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.\/[0-9a-f]{16}\// }, ({ path }) => ({ path, external: true }));
  },
};

const { outputFiles, warnings } = await build({
  entryPoints: [job.entry],
  bundle: true,
  minify: true,
  write: false,
  format: job.format,
  platform: "browser",
  target: ["chrome112", "firefox112", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "error",
  define: { process: "undefined", ...job.define },
  external: ["node:*", "path", "url", "fs"],
  plugins: [empty, replace, placed],
});
for (const { text } of warnings) console.error(text);
process.stdout.write(outputFiles[0].contents);
