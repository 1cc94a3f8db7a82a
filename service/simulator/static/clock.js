// The demo's clock, which only moves forward.

import { clockTime, get, post } from "./control.js";

const READ_AGAIN_MS = 15000;

export class Clock {
  constructor(facts) {
    this.zone = facts.zone;
    this.ahead = 0;
    document.querySelectorAll("[data-move]").forEach((button) => {
      button.addEventListener("click", () => this.move(button.dataset.move).catch((problem) => {
        this.tell(`The clock stands where it was: ${problem.message}.`);
      }));
    });
    setInterval(() => this.draw(), 1000);
    setInterval(() => this.read().catch(() => {}), READ_AGAIN_MS);
    this.read().catch(() => {});
  }

  async read() { this.set(await get("clock")); }

  set({ now }) {
    this.ahead = Date.parse(now) - Date.now();
    this.draw();
  }

  draw() {
    const now = new Date(Date.now() + this.ahead);
    document.getElementById("now").textContent = `${clockTime(now, this.zone, true)} in Montana`;
    document.getElementById("now").dateTime = now.toISOString();
  }

  async move(to) {
    this.tell("Moving…");
    const moved = await post("clock", { to });
    this.set(moved);
    const fired = (moved.fired || []).length;
    this.tell(fired ? `${fired} thing${fired > 1 ? "s" : ""} came due.` : "Nothing came due.");
    return moved;
  }

  tell(words) { document.getElementById("fired").textContent = words; }
}
