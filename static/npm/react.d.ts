import type { Lucep } from "./lucep.js";
import type { LoadOptions } from "./index.mjs";

export interface CallbackWidgetProps extends LoadOptions {
  /** Gets the library as soon as its script has run. */
  onLoad?: (library: Lucep) => void;
  /** Hears why the library could not be loaded. */
  onError?: (error: Error) => void;
}

/** Shows the callback widget as long as it is mounted; `no_ui` is `false` unless given. */
export function CallbackWidget(props: CallbackWidgetProps): null;
