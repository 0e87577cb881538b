// A cell of the gradebook adjusted in place: Enter opens its page in a dialog, Esc closes it, what was typed stays.
const table = document.querySelector("[data-cells]");
const isNow = !new URLSearchParams(location.search).has("at");
const KEPT = "gradebook-cell";
let cell;

const dialog = document.createElement("dialog");
dialog.className = "dialog";
dialog.setAttribute("aria-label", "Adjust");

const part = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-cell]");
const link = (one) => one.querySelector("a");
const addressOf = (one) => `${table.dataset.cells}${one.closest("tr").dataset.student}/${one.dataset.component}/`;

function say(words) {
  let line = dialog.querySelector("[data-said]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.said = "";
    line.setAttribute("role", "alert");
    dialog.append(line);
  }
  line.textContent = words;
}

function show(html) {
  const found = part(html);
  if (!found) return location.assign(addressOf(cell));
  const heading = found.querySelector("h1");
  const lower = document.createElement("h2");
  lower.textContent = heading.textContent;
  heading.replaceWith(lower);
  dialog.replaceChildren(document.adoptNode(found));
  if (!dialog.isConnected) document.body.append(dialog);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[aria-invalid]") || dialog.querySelector("[name=points]")).focus();
}

async function open(one) {
  cell = one;
  try {
    show(await (await fetch(addressOf(one))).text());
  } catch {
    location.assign(addressOf(one));
  }
}

async function send(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      sessionStorage.setItem(KEPT, `${cell.closest("tr").id} ${cell.dataset.component}`);
      location.reload();
    } else show(await answer.text());
  } catch {
    say("The server could not be reached. Nothing was added; your words are still here. Send them again.");
  } finally {
    button.disabled = false;
  }
}

if (table && isNow) {
  table.addEventListener("keydown", (event) => {
    const one = event.target.closest("td[data-component]");
    if (event.key !== "Enter" || !one || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(one);
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => link(cell).focus());

  const [row, component] = (sessionStorage.getItem(KEPT) || "").split(" ");
  sessionStorage.removeItem(KEPT);
  const back = row && document.getElementById(row)?.querySelector(`[data-component="${component}"]`);
  if (back) link(back).focus();
}
