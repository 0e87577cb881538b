// Close an open menu by Escape, which gives the focus back, or by a press elsewhere.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", ({ target }) => {
  for (const menu of open()) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("focusin", ({ target }) => {
  for (const menu of open()) {
    if (!menu.contains(target)) menu.open = false;
  }
});
