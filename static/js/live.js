// Follow what changes on a page's server: by its stream of events, or, where there is none, by asking again and again.
// Nothing but "something changed" is on the stream; the page then asks for its fragment. docs/developer.md, "Live pages".
const SILENCE = 25_000; // milliseconds without a word, though the server speaks every ten seconds
const ASK = 800; // milliseconds between two questions where there is no stream

// `look(known)` asks for the fragment and resolves when it has been shown; it rejects when the server cannot be reached.
export function follow(stream, look, { lost, back }) {
  let heardAt = Date.now();
  let isLost = false;
  let isLooking = false;
  let again = false;
  let polling = 0;

  function hear() {
    heardAt = Date.now();
    if (isLost) {
      isLost = false;
      back();
    }
  }

  function lose() {
    if (!isLost) {
      isLost = true;
      lost(new Date(heardAt));
    }
  }

  // One look at a time; what changes meanwhile is looked at afterwards.
  async function change() {
    if (isLooking) {
      again = true;
      return;
    }
    isLooking = true;
    try {
      do {
        again = false;
        await look();
        hear();
      } while (again);
    } catch {
      lose();
    }
    isLooking = false;
  }

  function poll() {
    if (polling) return;
    polling = setInterval(() => {
      if (!document.hidden) change();
    }, ASK + Math.random() * 100);
  }

  function listen() {
    const source = new EventSource(stream);
    source.onmessage = () => {
      hear();
      change();
    };
    source.addEventListener("ping", hear);
    source.onerror = () => {
      // The browser connects again by itself, unless the server has said that there is no stream.
      if (source.readyState === EventSource.CLOSED) poll();
      else lose();
    };
    return source;
  }

  let source = listen();
  setInterval(() => {
    if (polling || Date.now() - heardAt < SILENCE) return;
    lose();
    source.close();
    source = listen();
  }, 5_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) change();
  });
  window.addEventListener("online", change);
  return change;
}

// Count down to the instants in data-until, by the server's clock, whatever this computer's says.
export function tick(root) {
  let ahead = 0;
  const read = () => {
    const now = root.querySelector("[data-now]")?.dataset.now;
    if (now) ahead = Date.parse(now) - Date.now();
  };
  const show = () => {
    for (const clock of root.querySelectorAll("[data-until]")) {
      if (!clock.dataset.until) continue;
      const left = Math.ceil((Date.parse(clock.dataset.until) - Date.now() - ahead) / 1000);
      const shown = Math.abs(left);
      clock.textContent = `${left < 0 ? "+" : ""}${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
      clock.classList.toggle("is-over", left <= 0);
    }
  };
  read();
  show();
  setInterval(show, 250);
  return () => {
    read();
    show();
  };
}

// Say that what is seen may be old, or that it is fresh again.
export function contact() {
  const line = document.querySelector("[data-contact]");
  return {
    lost: (since) => {
      line.hidden = false;
      line.textContent = `No contact with the server since ${since.toLocaleTimeString()}. What you see may be old; trying again.`;
    },
    back: () => {
      line.hidden = true;
    },
  };
}
