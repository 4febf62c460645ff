// The outbox: puts new messages above those that are there, which stay as they are.

import * as ages from "./ages.js";
import * as notices from "./notices.js";

const list = document.getElementById("mails");
const newest = () => Number(list.querySelector("[data-message]")?.dataset.message ?? 0);

async function refresh() {
  const answer = await fetch("/console/outbox/");
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = newest();
  const fresh = [...page.querySelectorAll("[data-message]")].filter(
    (message) => Number(message.dataset.message) > shown,
  );
  if (!fresh.length) return;
  list.querySelector(".empty")?.remove();
  list.prepend(...fresh);
  ages.refresh(list);
  notices.say(`New message: ${fresh[0].querySelector("h2").textContent}`);
}

addEventListener("phone", (event) => {
  if (event.detail.message > newest()) refresh();
});
