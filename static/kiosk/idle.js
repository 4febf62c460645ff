/* A page of a shared screen on which Python does not run: untouched, it starts over for the next
   guest, by the rule of widget/core/idle.py. Where Python starts, it takes over from here. */

import begun from "../begun.mjs";

const COUNTDOWN = 10; // seconds
const REFRESHED = 20000; // ms within which a page that loads itself anew is there again
const TOUCHES = ["pointerdown", "keydown", "input", "wheel"];

const page = document.querySelector("[data-idle]");
const body = document.getElementById("lucep-body");
const countdown = document.getElementById("lucep-idle");
const seconds = Number(page.dataset.idle);
const { again } = page.dataset; // of a ticket's page: where the next guest begins
const drawn = body.cloneNode(true);
const key = `lucep-touched:${location.pathname}`;
let failed = false;
let touched = Date.now();
let timer = 0;

// A ticket's page loads itself anew, which is no touch; whoever comes back to it later is one.
const load = () => {
  try {
    const [before, seen] = JSON.parse(sessionStorage.getItem(key));
    if (Date.now() - seen < REFRESHED) touched = before;
  } catch {
    // Nothing is kept, or may be.
  }
};

const keep = () => {
  try {
    sessionStorage.setItem(key, JSON.stringify([touched, Date.now()]));
  } catch {
    // Storage is denied: then each load counts as a touch.
  }
};

const touch = () => {
  touched = Date.now();
};

const factor = () => {
  const form = document.getElementById("lucep-form");
  if (!form || form.querySelector("[aria-busy=true]")) return 1;
  return begun(form) ? 2 : 0;
};

const answers = async (address) => {
  try {
    return (await fetch(address, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
};

// Loaded anew, Python may start after all; without a server there is nothing to load.
const startOver = async () => {
  touch();
  if (again) keep();
  window.$lucep?.create_profile();
  const address = again ?? location.href;
  if ((again || failed || !window.$lucep) && (await answers(address))) location.replace(address);
  else if (!again) body.replaceChildren(...drawn.cloneNode(true).childNodes);
};

const look = () => {
  if (again) keep();
  const times = factor();
  const left = seconds * times - (Date.now() - touched) / 1000;
  countdown.hidden = !times || left > COUNTDOWN;
  countdown.querySelector("b").textContent = Math.max(0, Math.ceil(left));
  if (times && left <= 0) startOver();
};

const stop = () => {
  clearInterval(timer);
  countdown.hidden = true;
};

if (seconds) {
  if (again) load();
  for (const name of TOUCHES) addEventListener(name, touch, { passive: true });
  document.addEventListener("lucep-library-error", () => (failed = true));
  document.addEventListener("lucep-library-ready", stop);
  timer = setInterval(look, 1000);
  window.$lucep?.ready.then(stop, () => (failed = true));
}
