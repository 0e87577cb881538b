// Close an open menu by Escape, which gives the focus back, or by a press elsewhere.
// And bring the current link of the course's bar into sight on a narrow screen.
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

document.querySelector(".course-bar [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
