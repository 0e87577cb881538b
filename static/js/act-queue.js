// Acts over a bad network: each waits in a queue that outlives the page, and is sent, one after the other and in
// order, until the server has answered. Its key, chosen here, lets the server apply it once.
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

export const LOGGED_OUT = "You are logged out. Log in again, then open this page: what you did is kept.";

export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class ActQueue {
  #acts;
  #isSending = false;

  // `told(waiting, trouble)` hears of every change; `answered(html)` gets what the server shows after an act.
  constructor(store, { token, told, answered }) {
    Object.assign(this, { store, token, told, answered });
    this.#acts = JSON.parse(localStorage.getItem(store) ?? "[]");
  }

  get waiting() {
    return [...this.#acts];
  }

  // Take what a form says, and what says it; send it when its turn comes.
  add(form, submitter) {
    const fields = new FormData(form, submitter);
    fields.set("act_key", newKey());
    fields.delete("csrfmiddlewaretoken");
    const says = `${form.dataset.actSays ?? ""}: ${submitter?.value || submitter?.textContent.trim() || ""}`;
    this.#acts.push({ url: form.action, body: new URLSearchParams(fields).toString(), says });
    this.#remember();
    return this.send();
  }

  async send() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let tries = 0; this.#acts.length; ) {
      try {
        if (!(await this.#sendFirst())) break;
        tries = 0;
      } catch {
        this.told(this.waiting, "No connection; trying again.");
        await pause(Math.min(10, 2 ** tries++ / 2));
      }
    }
    this.#isSending = false;
  }

  // Return whether the first act is done with: applied, or refused for good.
  async #sendFirst() {
    const { url, body } = this.#acts[0];
    const headers = { "HX-Request": "true", "X-CSRFToken": this.token() };
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams(body), headers, credentials: "same-origin" });
    if (answer.redirected || answer.status === 403) {
      this.told(this.waiting, LOGGED_OUT);
      return false;
    }
    if (answer.status >= 500) throw new Error(`The server answered ${answer.status}.`);
    const html = await answer.text();
    this.#acts.shift();
    this.#remember();
    this.told(this.waiting, answer.ok ? "" : `The server refused an act (${answer.status}).`);
    if (answer.ok) this.answered(html);
    return true;
  }

  #remember() {
    if (this.#acts.length) localStorage.setItem(this.store, JSON.stringify(this.#acts));
    else localStorage.removeItem(this.store);
    this.told(this.waiting, "");
  }
}
