"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Figures: a click enlarges; the dialog itself closes with Esc and gives the focus back.
  const dialog = document.getElementById("zoom");
  const enlarged = dialog.querySelector("img");
  for (const button of all("button.zoom")) {
    button.addEventListener("click", () => {
      const image = button.querySelector("img");
      enlarged.src = image.src;
      enlarged.alt = image.alt;
      document.getElementById("zoomed").textContent = image.alt;
      dialog.showModal();
    });
  }
  document.getElementById("unzoom").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });

  // Baseline against received.
  for (const figure of all(".compare")) {
    const slider = figure.querySelector("input");
    const cut = () => figure.querySelector(".pair").style.setProperty("--cut", slider.value + "%");
    slider.addEventListener("input", cut);
    cut();
  }

  // Heat maps.
  const color = value => {
    const along = Math.min(Math.max(value, 0), 1) * (data.colors.length - 1);
    const below = Math.min(Math.floor(along), data.colors.length - 2);
    return data.colors[below].map((from, i) => Math.round(from + (data.colors[below + 1][i] - from) * (along - below)));
  };

  // Thousandths of the lower triangle without its diagonal, two bytes each, the lower first.
  const decode = text => {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
  };

  const side = 240; // pixels of a map: two for each on most screens
  const format = (thousandths) => (thousandths / 1000).toFixed(3).replace("-", "\u2212");

  class HeatMaps {
    constructor(figure) {
      this.figure = figure;
      const run = data.runs[figure.dataset.run];
      this.run = run;
      this.measure = run.measures[Number(figure.dataset.measure)];
      this.epochs = this.measure.epochs;
      this.cells = this.measure.taps.map(tap => decode(tap.cells));
      this.panels = all(".map", figure);
      this.output = figure.querySelector("output");
      this.chosen = null;
      this.snapshot = new Int32Array(side);
      for (let pixel = 0, cell = 0; pixel < side; pixel++) {
        while (cell < this.epochs.length - 1 && this.measure.edges[cell + 1] / 1000 * side <= pixel + 0.5) cell++;
        this.snapshot[pixel] = cell;
      }
      this.pictures = this.cells.map(cells => this.paint(cells));
      this.panels.forEach((panel, tap) => this.draw(panel, tap));
      this.legend();
      const maps = figure.querySelector(".maps");
      maps.addEventListener("pointermove", event => this.point(event));
      maps.addEventListener("pointerdown", event => this.point(event));
      maps.addEventListener("keydown", event => this.key(event));
      figure.dataset.ready = "";
    }

    value(tap, i, j) {
      if (i === j) return 1000;
      const [high, low] = i > j ? [i, j] : [j, i];
      return this.cells[tap][high * (high - 1) / 2 + low];
    }

    // First epochs at the left and at the bottom, as in the figures.
    paint(cells) {
      const picture = new ImageData(side, side);
      const shades = new Map();
      for (let y = 0; y < side; y++) {
        const i = this.snapshot[side - 1 - y];
        for (let x = 0; x < side; x++) {
          const j = this.snapshot[x];
          const [high, low] = i > j ? [i, j] : [j, i];
          const value = i === j ? 1000 : cells[high * (high - 1) / 2 + low];
          if (!shades.has(value)) shades.set(value, color(value / 1000));
          const [r, g, b] = shades.get(value);
          picture.data.set([r, g, b, 255], 4 * (y * side + x));
        }
      }
      return picture;
    }

    draw(panel, tap) {
      const canvas = panel.querySelector("canvas");
      if (canvas.width !== side) canvas.width = canvas.height = side;
      const pen = canvas.getContext("2d");
      pen.putImageData(this.pictures[tap], 0, 0);
      const fit = this.run.fit === null ? -1 : this.epochs.indexOf(this.run.fit);
      if (fit >= 0) this.cross(pen, fit, fit, "#000", 1.5);
      if (this.chosen) this.frame(pen, this.chosen.i, this.chosen.j);
    }

    middle(cell) { return (this.measure.edges[cell] + this.measure.edges[cell + 1]) / 2000 * side; }

    cross(pen, i, j, ink, width) {
      for (const [style, thick] of [["#fff", width + 2], [ink, width]]) {
        pen.strokeStyle = style;
        pen.lineWidth = thick;
        pen.beginPath();
        pen.moveTo(this.middle(j), 0);
        pen.lineTo(this.middle(j), side);
        pen.moveTo(0, side - this.middle(i));
        pen.lineTo(side, side - this.middle(i));
        pen.stroke();
      }
    }

    frame(pen, i, j) {
      const [x0, x1, y0, y1] = [j, j + 1, i, i + 1].map(edge => this.measure.edges[edge] / 1000 * side);
      for (const [style, thick] of [["#000", 5], ["#fff", 2.5]]) {
        pen.strokeStyle = style;
        pen.lineWidth = thick;
        pen.strokeRect(x0 - 1, side - y1 - 1, Math.max(x1 - x0, 3) + 2, Math.max(y1 - y0, 3) + 2);
      }
    }

    legend() {
      const canvas = this.figure.querySelector(".scale canvas");
      const pen = canvas.getContext("2d");
      for (let x = 0; x < canvas.width; x++) {
        pen.fillStyle = `rgb(${color(x / (canvas.width - 1)).join(" ")})`;
        pen.fillRect(x, 0, 1, canvas.height);
      }
    }

    choose(tap, i, j) {
      this.chosen = { tap, i, j };
      this.panels.forEach((panel, other) => {
        panel.classList.toggle("chosen", other === tap);
        this.draw(panel, other);
      });
      this.output.textContent = `${this.measure.taps[tap].tap}: ${format(this.value(tap, i, j))} between epochs ${this.epochs[j]} and ${this.epochs[i]}`;
    }

    point(event) {
      const panel = event.target.closest(".map");
      if (!panel || event.target.tagName !== "CANVAS") return;
      const box = event.target.getBoundingClientRect();
      const at = place => this.snapshot[Math.min(Math.max(Math.floor(place * side), 0), side - 1)];
      this.choose(
        Number(panel.dataset.tap), at(1 - (event.clientY - box.top) / box.height), at((event.clientX - box.left) / box.width));
    }

    key(event) {
      const last = this.epochs.length - 1;
      let { tap, i, j } = this.chosen ?? { tap: 0, i: last, j: 0 };
      const moves = {
        ArrowLeft: () => j--, ArrowRight: () => j++, ArrowDown: () => i--, ArrowUp: () => i++,
        PageDown: () => tap++, PageUp: () => tap--, Home: () => [i, j] = [0, 0], End: () => [i, j] = [last, last],
      };
      if (!(event.key in moves) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      // The first key shows where one is.
      if (this.chosen) moves[event.key]();
      const within = (value, most) => Math.min(Math.max(value, 0), most);
      this.choose(within(tap, this.panels.length - 1), within(i, last), within(j, last));
    }
  }

  // Drawn when they come into view, or when the page is printed: a page of all claims has hundreds.
  const drawn = new Set();
  const draw = figure => {
    if (drawn.has(figure)) return;
    drawn.add(figure);
    new HeatMaps(figure);
  };
  const seen = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  }, { rootMargin: "300px" });
  for (const figure of all(".heat")) seen.observe(figure);

  // On paper nothing can be unfolded.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = all("details:not([open])");
    for (const fold of unfolded) fold.open = true;
    for (const figure of all(".heat")) draw(figure);
  });
  window.addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
  });

  // A link into what is folded away unfolds it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
