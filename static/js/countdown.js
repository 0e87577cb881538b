// Say how long is left: <span data-countdown data-now="…" data-due="…">, both instants of the server's clock.
// The browser's own clock is never asked what time it is: it only counts on from what the server said. Where its two
// clocks part, the computer slept or was set anew: then, when the due time passes, and now and then, "server:ask" goes
// out on the document. A "server:time" event with {now, due} sets the countdown anew; "server:said" is to be said aloud.
const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const WARNINGS = [600, 60]; // seconds before the due time
const ASKED_EVERY = 300; // seconds
const LONGEST_DRIFT = 2; // seconds between two ticks
const AFTER_DUE = [2, 30, 60, 125, 300]; // seconds: the state may follow a little later

function words(seconds) {
  const left = Math.abs(seconds);
  for (const [unit, length] of STEPS) {
    if (left < 2 * length && unit !== "minute") continue;
    const count = Math.floor(left / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"}`;
  }
  return `${Math.floor(left)} second${Math.floor(left) === 1 ? "" : "s"}`;
}

const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

/** Return whether the computer slept, or its clock was set, since the last call. */
function sleepWatch() {
  let [wall, steady] = [Date.now(), performance.now()];
  return () => {
    const drift = Math.abs(Date.now() - wall - (performance.now() - steady)) / 1000;
    [wall, steady] = [Date.now(), performance.now()];
    return drift > LONGEST_DRIFT;
  };
}

function equip(element) {
  let [server, due, since] = [Date.parse(element.dataset.now), Date.parse(element.dataset.due), performance.now()];
  let before = null;
  const hasSlept = sleepWatch();
  const haste = Math.random() * 3; // seconds: a whole class does not ask in the same instant

  const crossed = (limit, seconds) => before !== null && before > limit && seconds <= limit;

  const announce = (seconds) => {
    for (const limit of WARNINGS) if (crossed(limit, seconds)) send("server:said", `${words(limit)} left until this review is due.`);
    if (crossed(0, seconds)) send("server:said", "The due time has passed. What you write is still kept.");
    if (AFTER_DUE.some((after) => crossed(-after - haste, seconds))) send("server:ask");
  };

  const show = () => {
    const elapsed = (performance.now() - since) / 1000;
    const seconds = (due - server) / 1000 - elapsed;
    announce(seconds);
    before = seconds;
    element.textContent = seconds > 0 ? `(in ${words(seconds)})` : `(${words(seconds)} ago)`;
    element.classList.toggle("is-soon", seconds > 0 && seconds < 600);
    element.classList.toggle("is-past", seconds <= 0);
    return elapsed;
  };

  document.addEventListener("server:time", ({ detail }) => {
    [server, due, since] = [Date.parse(detail.now), Date.parse(detail.due), performance.now()];
    show();
  });
  let asked = 0;
  setInterval(() => {
    const elapsed = show();
    asked = Math.min(asked, elapsed);
    if (!hasSlept() && elapsed - asked < ASKED_EVERY) return;
    asked = elapsed;
    send("server:ask");
  }, 1000);
  show();
}

document.querySelectorAll("[data-countdown]").forEach(equip);
