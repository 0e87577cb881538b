// Open, close and widen the PDF beside a page, and keep both in a cookie, which the server writes into the next one.
// A link with data-pdf-page opens that page in it; on a narrow screen, it stays a link.
const YEAR = 365 * 24 * 60 * 60;
const LEAST = 30;
const MOST = 65;
const STEP = 5; // per cent of the window
const wide = matchMedia("(min-width: 68.75rem)");
const pane = document.querySelector(".pdf-pane");
const edge = pane.querySelector(".pdf-pane__edge");
const toggles = document.querySelectorAll(".pdf-toggle");

function remember() {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const state = pane.hidden ? "closed" : "open";
  document.cookie = `pdf_pane=${state}-${pane.dataset.width}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

function say() {
  for (const toggle of toggles) toggle.setAttribute("aria-expanded", String(!pane.hidden));
}

function setOpen(isOpen) {
  pane.hidden = !isOpen;
  say();
  remember();
}

function setWidth(percent) {
  const width = Math.min(MOST, Math.max(LEAST, Math.round(percent / STEP) * STEP));
  pane.dataset.width = String(width);
  edge.setAttribute("aria-valuenow", String(width));
}

// A viewer does not follow a changed "#page" by itself, so the frame is made anew; the file comes from the cache.
function show(page) {
  const old = pane.querySelector("iframe");
  const frame = old.cloneNode();
  frame.removeAttribute("loading");
  frame.src = `${pane.dataset.address}#page=${page}&navpanes=0&view=FitH`;
  old.replaceWith(frame);
}

for (const toggle of toggles) toggle.addEventListener("click", () => setOpen(pane.hidden));

pane.querySelector(".pdf-pane__close").addEventListener("click", () => {
  setOpen(false);
  toggles[0]?.focus();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-pdf-page]");
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (pane.hidden) setOpen(true);
  show(link.dataset.pdfPage);
});

edge.addEventListener("keydown", (event) => {
  const now = Number(pane.dataset.width);
  const to = { ArrowLeft: now + STEP, ArrowRight: now - STEP, Home: LEAST, End: MOST }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  setWidth(to);
  remember();
});

edge.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  edge.focus();
  edge.setPointerCapture(event.pointerId);
  pane.classList.add("is-dragged"); // so that the frame does not swallow the pointer
});

edge.addEventListener("pointermove", (event) => {
  if (edge.hasPointerCapture(event.pointerId)) setWidth((100 * (innerWidth - event.clientX)) / innerWidth);
});

edge.addEventListener("lostpointercapture", () => {
  pane.classList.remove("is-dragged");
  remember();
});

say();
