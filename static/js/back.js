// Browsers keep whole pages for going back. After a log-out none of before is shown again: it is loaded anew.
const loadedAt = Date.now();
const key = "logged-out-at";

document.addEventListener("submit", ({ target }) => {
  if (!new URL(target.getAttribute("action") ?? "", location).pathname.endsWith("/accounts/logout/")) return;
  try {
    localStorage.setItem(key, Date.now());
  } catch {
    // no storage: the browser decides
  }
});

window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  try {
    if (Number(localStorage.getItem(key)) >= loadedAt) location.reload();
  } catch {
    // no storage: the browser decides
  }
});
