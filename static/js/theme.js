// Keep the choice of colours in a cookie, which the server writes into the page: no flash on the next one.
const YEAR = 365 * 24 * 60 * 60;

document.addEventListener("change", ({ target }) => {
  if (target.name !== "theme") return;
  const age = target.value === "auto" ? 0 : YEAR;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${target.value}; path=/; max-age=${age}; samesite=lax${secure}`;
});
