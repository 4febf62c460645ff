// An application of somebody else's, in strict mode. The test drives it through `window.app`.

import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { CallbackWidget } from "lucep/react";

const told = [];
let root = null;

window.app = {
  told,
  mount(props) {
    root ??= createRoot(document.getElementById("app"));
    const widget = createElement(CallbackWidget, {
      ...props,
      onLoad: (library) => told.push(typeof library.raise_lead),
      onError: (error) => told.push(error.message),
      callback: ({ component, state }) => told.push(`${component} ${state}`),
    });
    root.render(createElement(StrictMode, null, widget));
  },
  unmount() {
    root.unmount();
    root = null;
  },
};
