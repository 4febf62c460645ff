// Puts what the stream brings where it belongs: a row into the list, a lead onto its page.

import * as ages from "./ages.js";
import * as live from "./live.js";
import * as notices from "./notices.js";

const SETTLING = 400;
// What a list says aloud: a lead that is being qualified is no new one yet.
const TOLD = new Set(["lead_raised", "lead_taken", "lead_finished"]);

let pressed = false;
let waiting = [];
let settled = 0;
let busy = 0;

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function count(counts) {
  for (const element of document.querySelectorAll("[data-count]")) {
    const number = counts[element.dataset.count];
    (element.querySelector("b") ?? element).textContent = number;
    element.hidden = !number;
  }
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = counts.new ? `(${counts.new}) ${title}` : title;
}

// Ids grow with time, so the newest lead is the one with the largest.
function place(list, row) {
  const older = [...list.children].find((other) => +other.dataset.lead < +row.dataset.lead);
  list.insertBefore(row, older ?? null);
  row.classList.add("is-fresh");
  // A tap that was meant for the row that was here a moment ago must not take another.
  list.classList.add("is-settling");
  clearTimeout(settled);
  settled = setTimeout(() => list.classList.remove("is-settling"), SETTLING);
}

function replace(old, row) {
  const focused = document.activeElement?.id;
  const inside = old.contains(document.activeElement);
  old.replaceWith(row);
  if (inside) (focused && document.getElementById(focused) || row.querySelector("a")).focus();
}

function list(change) {
  const leads = document.getElementById("leads");
  const old = document.getElementById(`lead-${change.lead}`);
  if (!old && !change.fits) return;
  const row = parsed(change.html);
  if (old) replace(old, row);
  else place(leads, row);
  htmx.process(row);
  ages.refresh(leads);
}

function isStarted(form) {
  return form && (form.elements.note.value.trim() || form.querySelector(":checked"));
}

function page(change, event) {
  const shown = document.getElementById("lead");
  if (Number(shown.dataset.event) >= event) return;
  const fresh = parsed(change.html);
  if (isStarted(document.getElementById("finish")) && !fresh.querySelector("#finish")) {
    notices.show(`${change.says}. What you wrote is still here.`);
    return;
  }
  htmx.swap(shown, change.html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
}

function show([change, event]) {
  count(change.counts);
  if ("phone" in change) {
    dispatchEvent(new CustomEvent("phone", { detail: change }));
  } else if (!("html" in change)) {
    if (change.kind === "lead_raised") notices.say(change.says);
  } else if ("fits" in change) {
    list(change);
    const fits = change.kind !== "lead_raised" || change.fits;
    if (TOLD.has(change.kind) && fits) notices.say(change.says);
  } else {
    page(change, event);
  }
}

// Nothing moves under a finger, and a page does not change while its own form is on the way.
function flush() {
  if (pressed || busy) return;
  const changes = waiting;
  waiting = [];
  changes.forEach(show);
}

function release() {
  pressed = false;
  setTimeout(flush);
}

addEventListener("pointerdown", (event) => {
  pressed = Boolean(event.target.closest?.("#leads"));
});
addEventListener("pointerup", release);
addEventListener("pointercancel", release);

addEventListener("htmx:beforeRequest", () => (busy += 1));
addEventListener("htmx:afterRequest", () => {
  busy = Math.max(0, busy - 1);
  setTimeout(flush);
});
addEventListener("htmx:sendError", () => notices.show("No connection. Please try again."));
addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.assign("/console/login");
  else notices.show("That did not work. Reload the page and try again.");
});
addEventListener("htmx:afterSwap", () => {
  ages.refresh();
  live.connect();
  // Who pressed a button that is gone goes on at the top of what came instead.
  if (document.activeElement === document.body) {
    document.querySelector("#lead h1")?.focus({ preventScroll: true });
  }
});

ages.start();
// By then every script of the page listens: what the stream begins with is told once.
addEventListener("DOMContentLoaded", () => {
  live.connect((change, event) => {
    waiting.push([change, event]);
    flush();
  });
});
