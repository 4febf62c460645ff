// PyScript's own Python modules, there for whoever imports them. PyScript imports all of them
// before our first line, which takes MicroPython a fifth of its start; only workers need that.

import { optional, stdlib as eager } from "../node_modules/@pyscript/core/src/stdlib.js";

export const stdlib = eager.replace("import pyscript as _pyscript", "_pyscript = None");
export { optional };
