// On a page that is shown as of another time, links and searches within the course keep that time.
const at = new URL(location.href).searchParams.get("at");
const course = location.pathname.match(/^\/c\/[^/]+\//)?.[0];

function keep(address) {
  const url = new URL(address, location.href);
  const isOurs = url.origin === location.origin && course && url.pathname.startsWith(course);
  if (isOurs && !url.searchParams.has("at")) url.searchParams.set("at", at);
  return url.href;
}

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]:not([href^='#'], [data-now])");
  if (at && link) link.href = keep(link.href);
}, { capture: true });

document.addEventListener("submit", ({ target: form }) => {
  if (!at || form.method !== "get" || form.elements.at) return;
  const said = document.createElement("input");
  [said.type, said.name, said.value] = ["hidden", "at", at];
  form.append(said);
}, { capture: true });
