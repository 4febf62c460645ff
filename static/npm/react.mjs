/* The widget as a React component. */

import { useEffect, useRef } from "react";
import { load } from "./index.mjs";

const noop = () => {};
const mounted = new Map(); // account -> {key, users, library}

const end = (domain, widget) => {
  if (mounted.get(domain) === widget) mounted.delete(domain);
  widget.library.then((library) => library.destroy(), noop);
};

const begin = (options, key) => {
  const { domain } = options;
  const old = mounted.get(domain);
  if (old?.key === key) return old;
  if (old) end(domain, old); // other options: the old widget goes before the new one comes
  const widget = { key, users: 0, library: load(options) };
  mounted.set(domain, widget);
  return widget;
};

/**
 * Shows the callback widget as long as it is mounted.
 *
 * @param {import("./react.d.ts").CallbackWidgetProps} props the server, what `$lucep.init` takes,
 *   and `onLoad` and `onError`
 * @returns {null} nothing: the widget stands beside the application, in a shadow root
 */
export function CallbackWidget({ onLoad, onError, callback, ...settings }) {
  const latest = useRef({});
  latest.current = { onLoad, onError, callback };
  const key = JSON.stringify(settings);
  useEffect(() => {
    const options = { no_ui: false, ...settings };
    options.callback = (report) =>
      mounted.get(settings.domain)?.users && latest.current.callback?.(report);
    const widget = begin(options, key);
    let here = true;
    widget.users += 1;
    widget.library.then(
      (library) => here && latest.current.onLoad?.(library),
      (error) => here && latest.current.onError?.(error),
    );
    return () => {
      here = false;
      widget.users -= 1;
      // Strict mode takes every component off once and puts it back at once.
      setTimeout(() => {
        if (!widget.users && mounted.get(settings.domain) === widget) end(settings.domain, widget);
      });
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the settings
  }, [key]);
  return null;
}
