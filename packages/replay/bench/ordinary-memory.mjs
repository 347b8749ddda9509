/** A replay memory as it is ordinarily written: one array per field, a binary tree of sums, fresh arrays per batch. */
export class OrdinaryMemory {
  constructor(widths, capacity) {
    this.widths = widths;
    this.capacity = capacity;
    this.columns = widths.map((width) => new Float32Array(width * capacity));
    this.leaves = 1;
    while (this.leaves < capacity) this.leaves *= 2;
    this.tree = new Float64Array(2 * this.leaves);
    this.cursor = 0;
    this.size = 0;
    this.largest = 1;
  }

  add(columns, rows) {
    for (let row = 0; row < rows; row += 1) {
      for (let field = 0; field < this.widths.length; field += 1) {
        const width = this.widths[field];
        this.columns[field].set(columns[field].subarray(row * width, (row + 1) * width), this.cursor * width);
      }
      this.setWeight(this.cursor, this.largest);
      this.cursor = (this.cursor + 1) % this.capacity;
      if (this.size < this.capacity) this.size += 1;
    }
  }

  setWeight(slot, weight) {
    let node = this.leaves + slot;
    this.tree[node] = weight;
    for (node >>= 1; node >= 1; node >>= 1) this.tree[node] = this.tree[2 * node] + this.tree[2 * node + 1];
  }

  find(mass) {
    let node = 1;
    while (node < this.leaves) {
      node *= 2;
      if (mass >= this.tree[node]) {
        mass -= this.tree[node];
        node += 1;
      }
    }
    return node - this.leaves;
  }

  gather(slots) {
    return this.columns.map((column, field) => {
      const width = this.widths[field];
      const out = new Float32Array(slots.length * width);
      for (let at = 0; at < slots.length; at += 1)
        for (let k = 0; k < width; k += 1) out[at * width + k] = column[slots[at] * width + k];
      return out;
    });
  }

  sampleUniform(count) {
    const slots = new Int32Array(count);
    for (let at = 0; at < count; at += 1) slots[at] = Math.floor(Math.random() * this.size);
    return { slots, columns: this.gather(slots) };
  }

  samplePrioritized(count) {
    const slots = new Int32Array(count);
    const weights = new Float32Array(count);
    const total = this.tree[1];
    for (let at = 0; at < count; at += 1) {
      slots[at] = this.find(((at + Math.random()) / count) * total);
      weights[at] = ((this.size * this.tree[this.leaves + slots[at]]) / total) ** -0.4;
    }
    const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
    for (let at = 0; at < count; at += 1) weights[at] /= largest;
    return { slots, weights, columns: this.gather(slots) };
  }

  update(slots, priorities) {
    for (let at = 0; at < slots.length; at += 1) this.setWeight(slots[at], (priorities[at] + 1e-6) ** 0.6);
  }
}
