import type { InitParams, Lucep } from "./lucep.js";

export type * from "./lucep.js";

export interface LoadOptions extends InitParams {
  /** The origin that serves the library, such as `https://callback.example`. */
  server: string;
  /** `stable` unless given. */
  channel?: "stable" | "bleeding";
}

/**
 * Loads the library and starts it for an account.
 *
 * Loading an account that is on the page already gives what is there. The promise is rejected
 * when an option is missing, when the script does not load, and outside a browser.
 */
export function load(options: LoadOptions): Promise<Lucep>;
