// Say how long is left: <span data-countdown data-now="…" data-due="…">, both instants of the server's clock.
// The browser's own clock is never asked what time it is: it only counts on from what the server said.
// A "server:time" event on the document, with {now, due}, sets it anew.
const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
let ticking = null;

function words(seconds) {
  const left = Math.abs(seconds);
  for (const [unit, length] of STEPS) {
    if (left < 2 * length && unit !== "minute") continue;
    const count = Math.floor(left / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"}`;
  }
  return `${Math.floor(left)} second${Math.floor(left) === 1 ? "" : "s"}`;
}

function equip(element) {
  let [server, due, since] = [Date.parse(element.dataset.now), Date.parse(element.dataset.due), performance.now()];

  const show = () => {
    const seconds = (due - server - (performance.now() - since)) / 1000;
    element.textContent = seconds > 0 ? `(in ${words(seconds)})` : `(${words(seconds)} ago)`;
    element.classList.toggle("is-soon", seconds > 0 && seconds < 600);
    element.classList.toggle("is-past", seconds <= 0);
  };

  document.addEventListener("server:time", ({ detail }) => {
    [server, due, since] = [Date.parse(detail.now), Date.parse(detail.due), performance.now()];
    show();
  });
  show();
  return show;
}

const shown = [...document.querySelectorAll("[data-countdown]")].map(equip);
ticking ??= setInterval(() => shown.forEach((show) => show()), 1000);
