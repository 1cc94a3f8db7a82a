// How many segments a text takes: the counting of service/text/segments.py, with its very table.

export class Counter {
  constructor({ basic, extended }) {
    this.basic = new Set(basic);
    this.extended = new Set(extended);
  }

  count(text) {
    const letters = [...text];
    const gsm = letters.every((one) => this.basic.has(one) || this.extended.has(one));
    const sizes = letters.map((one) => (gsm ? (this.extended.has(one) ? 2 : 1) : one.length));
    const [alone, joined] = gsm ? [160, 153] : [70, 67];
    const units = sizes.reduce((sum, size) => sum + size, 0);
    const [parts, left] = units <= alone ? [1, alone - units] : this.fill(sizes, joined);
    return { gsm, parts, left };
  }

  fill(sizes, joined) {
    let [parts, left] = [1, joined];
    for (const size of sizes) {
      if (size > left) [parts, left] = [parts + 1, joined];
      left -= size;
    }
    return [parts, left];
  }

  words(text) {
    const { gsm, parts, left } = this.count(text);
    const why = gsm ? "" : ", short because of a special letter";
    return `${left} left, ${parts} segment${parts > 1 ? "s" : ""}${why}`;
  }
}
