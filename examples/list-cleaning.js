// The page of list-cleaning.html: takes the file, shows what the worker tells, offers the table.
const form = document.forms[0];
const status = document.getElementById("status");
const bar = document.getElementById("bar");
const rows = document.getElementById("rows");
const save = document.getElementById("save");
const drop = document.getElementById("drop");
const worker = new Worker("list-cleaning-worker.js", { type: "module" });
const lines = [];
let total = 0;

const cell = (text) => {
  const made = document.createElement("td");
  made.textContent = text;
  return made;
};

// Without this script the browser itself would send the form, the key in its address.
form.elements.go.disabled = false;
status.textContent = "Python starts …";

worker.onerror = () => {
  form.elements.go.disabled = true;
  status.textContent = "Python did not start. Reload the page.";
};
worker.onmessage = ({ data }) => {
  if (data.csv) lines.push(data.csv);
  if (data.ready) status.textContent = "Python is ready.";
  if (data.total !== undefined) bar.max = Math.max(1, (total = data.total));
  if (data.result) {
    const { line, name, phone_number, status: came, validation_id, reason } = data.result;
    const row = document.createElement("tr");
    row.dataset.status = came;
    row.append(...[line, name, phone_number, reason || `submitted as ${validation_id}`].map(cell));
    rows.append(row);
    bar.value = lines.length - 1;
    status.textContent = `${lines.length - 1} of ${total}`;
  }
  if (data.end !== undefined) {
    form.elements.go.disabled = false;
    if (data.end) status.textContent = `It stopped: ${data.end}`;
    else status.textContent = `Done: ${lines.length - 1} of ${total}.`;
    if (lines.length < 2) return;
    // The first character is the mark by which spreadsheets know UTF-8.
    save.href = URL.createObjectURL(new Blob(["\ufeff", ...lines], { type: "text/csv" }));
    save.hidden = false;
  }
};

for (const kind of ["dragover", "drop"]) drop.addEventListener(kind, (event) => event.preventDefault());
drop.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length) form.elements.file.files = event.dataTransfer.files;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { file, account, key, service, go } = form.elements;
  go.disabled = true;
  save.hidden = true;
  lines.length = 0;
  rows.replaceChildren();
  bar.value = 0;
  status.textContent = "Starting …";
  let content;
  try {
    content = await file.files[0].arrayBuffer();
  } catch {
    go.disabled = false;
    status.textContent = "The file has been changed or moved since. Choose it again.";
    return;
  }
  worker.postMessage({
    file: content,
    server: "http://127.0.0.1:8000",
    account: account.value,
    key: key.value,
    service: service.value,
  });
});
