// A mobile's texts: what came and went, and the one being typed.

import { clockTime, element, get, post } from "./control.js";
import { Counter } from "./segments.js";

const FAILED = new Set(["failed", "undelivered"]);

export class Thread {
  constructor(phone) {
    this.phone = phone;
    this.list = phone.part("thread");
    this.count = new Counter(phone.facts.alphabet);
    this.clear();
    this.listen();
    new ResizeObserver(() => this.showNewest()).observe(this.list);
  }

  clear() {
    this.list.replaceChildren();
    this.texts = [];
    this.bubbles = new Map();
    this.drawn = 0;
  }

  listen() {
    const [form, body] = [this.phone.part("compose"), this.phone.part("compose").body];
    const left = this.phone.part("count");
    body.addEventListener("input", () => { left.value = this.count.words(body.value); });
    body.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = body.value.trim();
      form.reset();
      left.value = this.count.words("");
      if (words) this.phone.attempt(() => this.send(words));
    });
  }

  async read() {
    const { number } = this.phone;
    const inbox = await get("inbox", { of: number, all: 1 });
    if (number === this.phone.number) this.draw(inbox.texts);
  }

  async send(body) {
    const told = await post("texts", { from: this.phone.number, to: this.phone.facts.line, body, media: 0 });
    await this.phone.refresh();
    if (told.status >= 400 || told.error) {
      this.phone.write("thread", "trouble", `The line did not take that text (${told.error || told.status}).`);
    }
  }

  // Only what is new is added, so that a screen reader reads it once; fates change in place.
  draw(texts) {
    this.texts = [...texts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    for (const text of this.texts) {
      const known = this.bubbles.get(text.sid);
      if (known) known.lastChild.textContent = this.fate(text);
      else this.list.append(this.bubble(text));
    }
    if (this.list.childElementCount > this.drawn) this.showNewest();
    this.drawn = this.list.childElementCount;
  }

  showNewest() { this.list.scrollTop = this.list.scrollHeight; }

  bubble(text) {
    const made = element("p", text.direction === "inbound" ? "mine" : "theirs", text.body);
    made.dir = "auto";
    made.append(element("small", "", this.fate(text)));
    this.bubbles.set(text.sid, made);
    return made;
  }

  // When, how it fared (only what came from the line: inbound is the carrier's word) and its size.
  fate(text) {
    const state = FAILED.has(text.status) ? "not delivered" : text.status;
    const size = text.segments > 1 ? `${text.segments} segments` : "";
    return [clockTime(text.at, this.phone.facts.zone), text.direction === "inbound" ? "" : state, size]
      .filter(Boolean).join(", ");
  }

  get received() { return this.texts.filter((text) => text.direction !== "inbound").length; }
}
