// The question board: ticks survive a refresh, nothing is swapped under somebody's hand, and cards can be dragged.
// Without this script the buttons do it all.
const ticked = new Set();
let dragged = null;

const board = () => document.getElementById("board");
const boxes = () => document.querySelectorAll('input[name="card"][form="chosen"]');

function say() {
  const label = document.querySelector("[data-chosen]");
  if (label) label.textContent = ticked.size ? `${ticked.size} ticked:` : "Tick questions (X) to put them together:";
  document.getElementById("chosen")?.classList.toggle("is-ready", ticked.size > 0);
}

function isBusy() {
  return dragged || board()?.contains(document.activeElement?.closest("input[type=text], textarea")) || board()?.querySelector("#likely[open]");
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.('input[name="card"][form="chosen"]')) return;
  if (target.checked) ticked.add(target.value);
  else ticked.delete(target.value);
  say();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === board() && isBusy()) event.preventDefault();
});
let openOnes = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (new URL(detail.xhr.responseURL || location.href).pathname.startsWith("/accounts/login/")) {
    detail.shouldSwap = false;
    location.reload();
  }
  if (detail.requestConfig.elt.id === "chosen" && detail.shouldSwap) ticked.clear();
  openOnes = [...document.querySelectorAll("#board .question details[open]")].map((one) => one.closest(".question").id);
});

function begin() {
  for (const box of boxes()) box.checked = ticked.has(box.value);
  for (const id of openOnes) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
  const movable = document.querySelector('.question__acts [value="up"]');
  for (const card of document.querySelectorAll("#board [data-card]")) card.draggable = Boolean(movable);
  say();
}

// --- Dragging -----------------------------------------------------------------------------------
document.addEventListener("dragstart", ({ target, dataTransfer }) => {
  const card = target.closest?.("[data-card]");
  if (!card || window.getSelection()?.toString()) return;
  dragged = card;
  dataTransfer.effectAllowed = "move";
  card.classList.add("is-dragged");
});

function over(event) {
  const card = event.target.closest?.("[data-card]");
  if (!dragged || !card || card === dragged) return null;
  const { top, height } = card.getBoundingClientRect();
  return { card, act: event.clientY < top + height / 2 ? "up" : "down" };
}

document.addEventListener("dragover", (event) => {
  const found = over(event);
  if (!found) return;
  event.preventDefault();
  for (const one of document.querySelectorAll("[data-drop]")) delete one.dataset.drop;
  found.card.dataset.drop = found.act;
});

document.addEventListener("drop", (event) => {
  const found = over(event);
  if (!found) return;
  event.preventDefault();
  const form = dragged.querySelector(".question__acts");
  const past = document.createElement("input");
  past.type = "hidden";
  past.name = "past";
  past.value = found.card.dataset.card;
  form.append(past);
  form.querySelector(`[value="${found.act}"]`).click();
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  for (const one of document.querySelectorAll("[data-drop]")) delete one.dataset.drop;
});

document.addEventListener("htmx:load", begin);
begin();
