// Stories play by themselves on the phones: lists of steps from stories.json, one deed a step.

import { element, pause } from "./control.js";

const READ_MS = 1600; // after each step, so that one can follow it
const SETTLE_MS = 3000; // what has come due needs a moment to arrive

export class Stories {
  constructor(facts, phones, clock) {
    Object.assign(this, { phones, clock, playing: null });
    document.getElementById("stories").append(...facts.stories.map((story) => this.card(story)));
  }

  card(story) {
    const card = element("article", "story", "");
    const button = element("button", "", "Play");
    button.type = "button";
    button.setAttribute("aria-label", `Play: ${story.title}`);
    const steps = element("ol", "steps", "");
    steps.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => this.toggle({ story, card, button, steps }));
    card.append(element("h3", "", story.title), element("p", "", story.about), button, steps);
    return card;
  }

  toggle(told) {
    const again = this.playing && this.playing.story === told.story;
    this.playing = again ? null : told;
    if (!again) this.play(told);
  }

  async play(told) {
    const { story, card, button, steps } = told;
    document.querySelectorAll(".story .steps").forEach((list) => list.replaceChildren());
    card.classList.add("playing");
    button.textContent = "Stop";
    try {
      for (const step of story.steps) {
        if (this.playing !== told) break;
        steps.append(element("li", "", step.note));
        await this.perform(step, this.phones[step.phone]);
        await pause(READ_MS);
      }
    } catch (problem) {
      steps.append(element("li", "", `The story stops here: ${problem.message}.`));
    }
    if (this.playing === told) this.playing = null;
    card.classList.remove("playing");
    button.textContent = "Play again";
  }

  async perform(step, phone) {
    const deeds = {
      note: () => {},
      phone: () => this.hand(phone, step),
      text: () => { phone.show("texts"); return phone.send(step.body); },
      call: () => { phone.show("call"); return phone.call(); },
      key: () => phone.press(step.keys),
      answer: () => phone.answer(),
      say: () => phone.say(step.words),
      hangup: () => phone.hangUp(),
      wait: () => this.until(step, phone),
      clock: () => this.moveClock(step, phone),
    };
    await deeds[step.do]();
  }

  hand(phone, step) {
    if (step.view) phone.show(step.view);
    if (phone.number === step.as) return;
    phone.part("who").value = step.as;
    phone.changeHands();
  }

  async until(step, phone) {
    const before = phone.received;
    const come = {
      question: () => phone.asking, ring: () => phone.offered,
      joined: () => phone.joined, over: () => !phone.sid, text: () => phone.received > before,
    }[step.for];
    for (const end = Date.now() + step.seconds * 1000; !come(); await pause(200)) {
      if (Date.now() > end) throw new Error(`no ${step.for} came in ${step.seconds} seconds`);
    }
  }

  // Moves on, thing by thing, until a text has come (or once, when the step waits for nothing).
  async moveClock(step, phone) {
    const before = phone?.received;
    for (let times = 0; times < (step.most || 1); times += 1) {
      await this.clock.move(step.to);
      for (const end = Date.now() + SETTLE_MS; step.until && Date.now() < end; await pause(300)) {
        await phone.refresh();
        if (phone.received > before) return;
      }
      if (!step.until) return;
    }
    throw new Error(`no ${step.until} came`);
  }
}
