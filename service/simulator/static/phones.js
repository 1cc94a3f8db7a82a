// Two phones, a clock and three stories. No library, no build: the browser reads these files as they are.

import { Clock } from "./clock.js";
import { ask } from "./control.js";
import { Phone } from "./phone.js";
import { Stories } from "./stories.js";

const facts = await ask("/phones.json");
const phones = {};
for (const root of document.querySelectorAll("[data-phone]")) {
  phones[root.dataset.phone] = new Phone(root, facts);
}
new Stories(facts, phones, new Clock(facts));
