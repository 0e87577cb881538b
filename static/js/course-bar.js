// Keep under "More" what the course's bar has no room for; without this script it scrolls sideways.
const bar = document.querySelector(".course-bar");
const links = bar?.querySelector(".course-bar__links");
const more = bar?.querySelector(".course-bar__more");
const rest = more?.querySelector("ul");
const own = [...(links?.children ?? [])];
const isCutOff = () => links.scrollWidth > links.clientWidth;

function fit() {
  const focused = document.activeElement;
  links.append(...own);
  more.hidden = rest.children.length === 0;
  if (isCutOff()) more.hidden = false;
  while (isCutOff() && links.children.length > 1) rest.prepend(links.lastElementChild);
  if (bar.contains(focused)) focused.focus();
}

if (bar) {
  new ResizeObserver(fit).observe(bar);
  document.fonts.ready.then(fit);
}
