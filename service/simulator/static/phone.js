// One simulated telephone: its texts, if it is a mobile, and its calls.

import { clockTime, element, get, pause, post } from "./control.js";
import { Counter } from "./segments.js";

const POLL_MS = 1500;
const OVER = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);
const ENDED = {
  completed: "The call has ended", busy: "Busy", failed: "The call did not go through",
  "no-answer": "Nobody answered", canceled: "The call was cancelled",
};
const FAILED = new Set(["failed", "undelivered"]);

export class Phone {
  constructor(root, facts) {
    this.root = root;
    this.facts = facts;
    this.texts = [];
    this.bubbles = new Map();
    this.drawn = 0;
    this.sid = null;
    this.offered = null;
    this.asking = false;
    this.listen();
    this.watch();
  }

  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }
  get number() { return this.part("who").value; }
  get hasTexts() { return Boolean(this.part("thread")); }

  listen() {
    const deeds = {
      call: () => this.call(), hangup: () => this.hangUp(),
      answer: () => this.answer(), decline: () => this.decline(),
    };
    this.root.addEventListener("click", (event) => {
      const { do: deed, key, view } = event.target.closest("button")?.dataset || {};
      if (deed) this.attempt(deeds[deed]);
      if (key) this.attempt(() => this.press(key));
      if (view) this.show(view);
    });
    this.part("who").addEventListener("change", () => this.changeHands());
    this.part("pad").addEventListener("keydown", (event) => {
      if (/^[0-9*#]$/.test(event.key)) this.attempt(() => this.press(event.key));
    });
    if (this.hasTexts) this.listenToTyping();
  }

  listenToTyping() {
    const [form, body] = [this.part("compose"), this.part("compose").body];
    const count = new Counter(this.facts.alphabet);
    body.addEventListener("input", () => { this.part("count").value = count.words(body.value); });
    body.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = body.value.trim();
      form.reset();
      this.part("count").value = count.words("");
      if (words) this.attempt(() => this.send(words));
    });
    this.show("texts");
  }

  // What goes wrong is written where one looks, and the phone stays usable.
  async attempt(deed) {
    try {
      await deed();
    } catch (problem) {
      const inCall = !this.hasTexts || this.part("texts").hidden;
      this.write(inCall ? "spoken" : "thread", "trouble", `That did not work: ${problem.message}.`);
    }
  }

  show(view) {
    if (!this.hasTexts) return;
    this.part("texts").hidden = view !== "texts";
    this.part("pad").hidden = view !== "call";
    for (const one of this.root.querySelectorAll("[data-view]")) {
      one.setAttribute("aria-pressed", String(one.dataset.view === view));
    }
  }

  changeHands() {
    if (this.sid) this.attempt(() => this.hangUp());
    this.sid = this.offered = null;
    this.part("ringing").hidden = true;
    this.part("spoken").replaceChildren();
    this.part("thread")?.replaceChildren();
    this.toggle(false);
    this.state("Not in a call");
    this.texts = [];
    this.bubbles.clear();
    this.drawn = 0;
    this.refresh().catch(() => {});
  }

  async watch() {
    for (;;) {
      await this.refresh().catch(() => {});
      await pause(POLL_MS);
    }
  }

  async refresh() {
    await Promise.all([this.readTexts(), this.readRinging()]);
  }

  async readTexts() {
    const number = this.number;
    if (!this.hasTexts) return;
    const inbox = await get("inbox", { of: number, all: 1 });
    if (number === this.number) this.drawTexts(inbox.texts);
  }

  async readRinging() {
    const number = this.number;
    if (this.sid) return;
    const ringing = await get("ringing", { of: number });
    if (number === this.number && !this.sid) this.ring(ringing.sid);
  }

  // - texts -

  async send(body) {
    const told = await post("texts", { from: this.number, to: this.facts.line, body, media: 0 });
    await this.refresh();
    if (told.status >= 400 || told.error) {
      this.write("thread", "trouble", `The line did not take that text (${told.error || told.status}).`);
    }
  }

  // Only what is new is added, so that a screen reader reads it once; fates change in place.
  drawTexts(texts) {
    this.texts = [...texts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const thread = this.part("thread");
    for (const text of this.texts) {
      const known = this.bubbles.get(text.sid);
      if (known) known.lastChild.textContent = this.fate(text);
      else thread.append(this.bubble(text));
    }
    if (thread.childElementCount > this.drawn) thread.scrollTop = thread.scrollHeight;
    this.drawn = thread.childElementCount;
  }

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
    return [clockTime(text.at, this.facts.zone), text.direction === "inbound" ? "" : state, size]
      .filter(Boolean).join(", ");
  }

  get received() { return this.texts.filter((text) => text.direction !== "inbound").length; }

  // - calls -

  ring(sid) {
    this.offered = sid;
    this.part("ringing").hidden = !sid;
    const rings = document.querySelector(".ringing:not([hidden])");
    document.title = `${rings ? "Ringing" : "Two phones"} · Porchlight`;
  }

  async call() {
    this.part("spoken").replaceChildren();
    this.state("Calling the line…", true);
    const { sid } = await post("calls", { from: this.number, to: this.facts.line });
    this.follow(sid);
  }

  async answer() {
    const sid = this.offered;
    this.ring(null);
    this.show("call");
    this.part("spoken").replaceChildren();
    this.part("spoken").focus();
    await post(`calls/${sid}/answer`);
    this.follow(sid);
  }

  async decline() {
    const sid = this.offered;
    this.ring(null);
    await post(`calls/${sid}/hangup`);
  }

  async hangUp() {
    if (this.sid) await post(`calls/${this.sid}/hangup`);
  }

  async press(keys) {
    if (!this.sid) return;
    window.speechSynthesis?.cancel();
    await post(`calls/${this.sid}/keys`, { digits: keys });
  }

  // Follows one call until it is over, drawing each event once.
  async follow(sid) {
    this.inCall(sid);
    let [after, status] = [0, ""];
    while (this.sid === sid && !OVER.has(status)) {
      try {
        const told = await get(`calls/${sid}/events`, { after, wait: 10 });
        after += told.events.length;
        status = told.status;
        told.events.forEach((event) => this.happen(event));
        if (!this.asking && status === "in-progress") this.state("In a call", true);
      } catch (problem) {
        this.write("spoken", "trouble", `The call was lost: ${problem.message}.`);
        status = "failed";
      }
    }
    if (this.sid === sid) this.callOver(status);
  }

  inCall(sid) {
    this.sid = sid;
    this.asking = false;
    this.toggle(true);
  }

  callOver(status) {
    this.sid = null;
    this.asking = false;
    this.toggle(false);
    this.state(ENDED[status] || "Not in a call");
  }

  // The button in use goes dead, so the keyboard moves on to what is said, where keys are heard.
  toggle(inCall) {
    if (this.root.querySelector(".actions").contains(document.activeElement)) this.part("spoken").focus();
    this.root.querySelector('[data-do="call"]').disabled = inCall;
    this.root.querySelector('[data-do="hangup"]').disabled = !inCall;
  }

  state(words, live = false) {
    this.part("state").textContent = words;
    this.part("state").classList.toggle("live", live);
  }

  happen(event) {
    const draw = {
      say: () => this.speak(event),
      play: () => this.write("spoken", "quiet", event.digits ? `Tones: ${event.digits}` : "A recording plays."),
      pause: () => {},
      gather: () => { this.asking = true; this.state("The line waits for a key", true); },
      keys: () => this.pressed(event.digits),
      error: () => this.write("spoken", "trouble", `The carrier met error ${event.text}.`),
      hangup: () => {
        window.speechSynthesis?.cancel();
        this.write("spoken", "quiet", event.by === "phone" ? "You hung up." : "The line hung up.");
      },
    };
    const other = () => this.write("spoken", "quiet", [event.event, event.to].filter(Boolean).join(" to "));
    (draw[event.event] || other)();
  }

  pressed(digits) {
    this.asking = false;
    this.state("In a call", true);
    this.write("spoken", digits ? "mine" : "quiet", digits ? `You pressed ${digits}` : "Silence.");
  }

  speak({ text, language }) {
    this.write("spoken", "", text).lang = language || "en-US";
    if (!this.part("aloud").checked || !window.speechSynthesis) return;
    const voice = new SpeechSynthesisUtterance(text);
    voice.lang = language || "en-US";
    window.speechSynthesis.speak(voice);
  }

  write(where, looks, words) {
    const list = this.part(where);
    const line = element("p", looks, words);
    list.append(line);
    list.scrollTop = list.scrollHeight;
    return line;
  }
}
