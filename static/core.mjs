// What boot.mjs needs of PyScript; the build bundles the rest of PyScript behind it.

export { hooks } from "@pyscript/core";
