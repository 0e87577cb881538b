// What the server has not confirmed, kept in this browser's own storage: a copy for each window, under the name of its
// writer, course and paper, so that nobody else is ever offered it and two windows do not overwrite one another.
const WAIT = 300; // ms in which another window says that it is still open

export class Drafts {
  constructor(name) {
    this.name = name;
    this.own = `${name}:${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    this.works = true;
    this.open = new Set(); // other windows of this browser with the same form
    this.channel = new BroadcastChannel(name);
    this.channel.addEventListener("message", ({ data }) => {
      this.open.add(data.from);
      if (data.asks) this.channel.postMessage({ from: this.own });
    });
  }

  /** Keep a draft; return whether this browser could. */
  keep(draft) {
    try {
      localStorage.setItem(this.own, JSON.stringify({ ...draft, at: Date.now() }));
      this.works = true;
    } catch {
      this.works = false; // full, refused, or a private window
    }
    return this.works;
  }

  forget(key = this.own) {
    try {
      localStorage.removeItem(key);
    } catch {
      // no storage: there is nothing to forget
    }
  }

  /** Return what windows that are closed by now left behind, the newest first, each with its key. */
  async left() {
    this.channel.postMessage({ from: this.own, asks: true });
    await new Promise((resolve) => setTimeout(resolve, WAIT));
    try {
      return Object.keys(localStorage)
        .filter((key) => (key === this.name || key.startsWith(`${this.name}:`)) && key !== this.own && !this.open.has(key))
        .map((key) => ({ key, ...read(key) }))
        .filter((draft) => Array.isArray(draft.entries))
        .sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
    } catch {
      return [];
    }
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
