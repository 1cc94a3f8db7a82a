// One simulated telephone and its calls; a mobile has a thread of texts besides.

import { element, get, pause, post } from "./control.js";
import { Thread } from "./thread.js";

const POLL_MS = 1500;
const OVER = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);
const ENDED = {
  completed: "The call has ended", busy: "Busy", failed: "The call did not go through",
  "no-answer": "Nobody answered", canceled: "The call was cancelled",
};

const played = ({ text, digits }) => {
  if (digits) return `Tones: ${digits}`;
  return { beep: "A beep.", music: "Music plays." }[text] || "A recording plays.";
};

export class Phone {
  constructor(root, facts) {
    this.root = root;
    this.facts = facts;
    this.thread = this.part("thread") && new Thread(this);
    this.sid = null;
    this.held = null; // the call that the carrier still has, even when we have lost sight of it
    this.offered = null;
    this.asking = this.joined = false;
    this.listen();
    this.watch();
  }

  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }
  get number() { return this.part("who").value; }
  get received() { return this.thread ? this.thread.received : 0; }

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
      const types = event.target.closest("form");
      if (!types && /^[0-9*#]$/.test(event.key)) this.attempt(() => this.press(event.key));
    });
    this.part("speak").addEventListener("submit", (event) => {
      event.preventDefault();
      const words = this.part("speak").words.value.trim();
      this.part("speak").reset();
      if (words) this.attempt(() => this.say(words));
    });
    // A closed page holds no phone: whoever was on the line would be kept for hours.
    window.addEventListener("pagehide", () => {
      if (this.held) navigator.sendBeacon(`/control/calls/${this.held}/hangup`);
    });
    this.show("texts");
  }

  // What goes wrong is written where one looks, and the phone stays usable.
  async attempt(deed) {
    try {
      await deed();
    } catch (problem) {
      const inCall = !this.thread || this.part("texts").hidden;
      this.write(inCall ? "spoken" : "thread", "trouble", `That did not work: ${problem.message}.`);
    }
  }

  show(view) {
    if (!this.thread) return;
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
    this.thread?.clear();
    this.toggle(false);
    this.state("Not in a call");
    this.refresh().catch(() => {});
  }

  async watch() {
    for (;;) {
      await this.refresh().catch(() => {});
      await pause(POLL_MS);
    }
  }

  send(body) { return this.thread.send(body); }

  async refresh() {
    await Promise.all([this.thread?.read(), this.readRinging()]);
  }

  async readRinging() {
    const number = this.number;
    if (this.sid) return;
    const ringing = await get("ringing", { of: number });
    if (number === this.number && !this.sid) this.ring(ringing.sid);
  }

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

  async say(words) {
    if (!this.sid) return;
    window.speechSynthesis?.cancel();
    await post(`calls/${this.sid}/speech`, { words });
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
        if (OVER.has(status)) this.held = null;
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
    this.sid = this.held = sid;
    this.asking = this.joined = false;
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
    for (const one of this.part("speak").elements) one.disabled = !inCall;
    this.root.querySelector('[data-do="hangup"]').disabled = !inCall;
  }

  state(words, live = false) {
    this.part("state").textContent = words;
    this.part("state").classList.toggle("live", live);
  }

  happen(event) {
    const draw = {
      say: () => this.speak(event),
      play: () => this.write("spoken", "quiet", played(event)),
      pause: () => {},
      gather: () => { this.asking = true; this.state("The line waits for a key", true); },
      keys: () => this.answered(event),
      record: () => { this.asking = true; this.state("The line records what you say", true); },
      recorded: () => this.inCallAgain(),
      dial: () => this.write("spoken", "quiet", `Calling ${event.to}.`),
      bridge: () => { this.joined = true; this.write("spoken", "quiet", `${event.to} is on the line.`); },
      voice: () => this.hear(event),
      error: () => this.write("spoken", "trouble", `The carrier met error ${event.text}.`),
      hangup: () => {
        window.speechSynthesis?.cancel();
        this.write("spoken", "quiet", event.by === "phone" ? "You hung up." : "The line hung up.");
      },
    };
    const other = () => this.write("spoken", "quiet", [event.event, event.to].filter(Boolean).join(" to "));
    (draw[event.event] || other)();
  }

  inCallAgain() {
    this.asking = false;
    this.state("In a call", true);
  }

  answered({ digits, text }) {
    this.inCallAgain();
    if (digits) this.write("spoken", "mine", `You pressed ${digits}`);
    else this.write("spoken", text ? "mine" : "quiet", text ? `You said: ${text}` : "Silence.");
  }

  hear({ text, by }) {
    const mine = by === "phone";
    const who = { phone: "You", tape: "The recording" }[by] || "They";
    this.write("spoken", mine ? "mine" : "theirs", `${who} said: ${text}`);
    if (!mine) this.sayAloud(text);
  }

  speak({ text, language }) {
    this.write("spoken", "", text).lang = language || "en-US";
    this.sayAloud(text, language);
  }

  sayAloud(text, language) {
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
