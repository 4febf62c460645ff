// Writes a module to stdout in CommonJS: `node common.mjs <path>`.

import fs from "node:fs";
import { transform } from "esbuild";

const source = fs.readFileSync(process.argv[2], "utf8");
const { code } = await transform(source, { format: "cjs", charset: "utf8" });
process.stdout.write(code);
