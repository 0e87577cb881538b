// Drag the items of a list to another place: a press on the item's own form sends where it went.
// The form's buttons do the same by keyboard and without this script.
const list = document.querySelector("[data-reorder]");
const items = () => [...list.children];
let dragged = null;

for (const item of list ? items() : []) item.draggable = true;

list?.addEventListener("dragstart", ({ target, dataTransfer }) => {
  dragged = target.closest("[data-reorder] > *");
  dataTransfer.effectAllowed = "move";
  dragged.classList.add("is-dragged");
});

list?.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-reorder] > *");
  if (!dragged) return;
  event.preventDefault();
  if (!over || over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY > top + height / 2 ? "after" : "before"](dragged);
});

list?.addEventListener("drop", (event) => {
  event.preventDefault();
  const form = dragged.querySelector("form:has([name=to])");
  const to = document.createElement("input");
  [to.type, to.name, to.value] = ["hidden", "to", String(items().indexOf(dragged))];
  form.append(to);
  form.submit();
});

list?.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
});
