// The phone simulator: puts what the stream brings onto the page, speaks, counts down.

import * as ages from "./ages.js";
import * as notices from "./notices.js";

const aloud = document.getElementById("aloud");
const voice = window.speechSynthesis;
const title = document.title;
let spoken = "";
let ahead = 0;
let drawn = "";

const live = () => [...document.querySelectorAll("[data-call]")];

function speak(text, lang) {
  voice?.cancel();
  if (!voice || !aloud.checked || !text) return;
  const speech = new SpeechSynthesisUtterance(text);
  speech.lang = lang;
  voice.speak(speech);
}

// What is heard: the prompt of an answered call, once; then the thanks for a key.
function sound() {
  const call = document.querySelector('[data-call][data-status="answered"]');
  const now = call?.dataset.call ?? "";
  if (now === spoken) return;
  const before = spoken;
  spoken = now;
  if (call) {
    speak(call.querySelector("[data-prompt]").textContent, call.dataset.lang);
    return;
  }
  const thanks = document.querySelector(`[data-past="${before}"] [data-thanks]`);
  speak(thanks?.textContent, thanks?.lang);
}

function countDown() {
  for (const call of live()) {
    const left = Date.parse(call.dataset.ends) - Date.now() + ahead;
    const seconds = Math.max(0, Math.ceil(left / 1000));
    call.querySelector(".call-left").textContent = `${seconds} s`;
  }
}

function present() {
  const ringing = live().find((call) => call.dataset.status === "ringing");
  document.title = ringing ? `${ringing.dataset.says} · ${title}` : title;
  countDown();
  sound();
}

// The stream and the answer to a form bring the same. A press while it is drawn again is lost.
function isNew(html) {
  const before = drawn;
  drawn = html;
  return html !== before;
}

function show(html) {
  if (!isNew(html)) return;
  const old = document.getElementById("phone");
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  const known = new Set(live().map((call) => call.dataset.call + call.dataset.status));
  const inside = old.contains(document.activeElement);
  const focused = document.activeElement?.id;
  old.replaceWith(fresh);
  htmx.process(fresh);
  ages.refresh(fresh);
  if (inside) (focused && document.getElementById(focused) || fresh.querySelector("h2")).focus();
  const unheard = live().find((call) => !known.has(call.dataset.call + call.dataset.status));
  if (unheard) notices.say(unheard.dataset.says);
  else if (known.size && !live().length) {
    const last = fresh.querySelector("[data-past] .chip");
    if (last) notices.say(`Call over: ${last.textContent}`);
  }
  present();
}

addEventListener("phone", (event) => show(event.detail.html));
addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "phone" && !isNew(detail.serverResponse)) detail.shouldSwap = false;
});
addEventListener("htmx:afterSwap", () => {
  // Who pressed a button that is gone goes on at the head of the call.
  if (document.activeElement === document.body) {
    (document.querySelector('[data-status="answered"] h2') ?? document.querySelector("#phone h2")).focus();
  }
  present();
});
// Keys of the keyboard are keys of the phone, while a call is answered.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const call = document.querySelector('[data-call][data-status="answered"]');
  if (call && "0123456789*#".includes(event.key)) {
    document.getElementById(`key-${call.dataset.call}-${event.key}`)?.click();
  }
});
addEventListener("pagehide", () => voice?.cancel());
aloud.addEventListener("change", () => voice?.cancel());

ahead = Date.now() - Date.parse(document.querySelector("[data-now]").dataset.now);
document.querySelector(".aloud").hidden = !voice;
setInterval(countDown, 500);
present();
