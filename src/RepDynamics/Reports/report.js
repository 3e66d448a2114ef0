"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // A tab stop only where something scrolls.
  const sizes = new ResizeObserver(entries => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const element of all(".scroll, pre")) sizes.observe(element);

  // Figures: a click enlarges; the dialog itself closes with Esc and gives the focus back.
  const dialog = document.getElementById("zoom");
  const enlarged = dialog.querySelector("img");
  for (const button of all("button.zoom")) {
    button.addEventListener("click", () => {
      const image = button.querySelector("img");
      enlarged.src = image.src;
      enlarged.alt = image.alt;
      document.getElementById("zoomed").textContent = button.ariaLabel.replace("Enlarge: ", "");
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

  // Thousandths of the lower triangle without its diagonal, two bytes each, the lower first.
  const decode = text => {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
  };
  const format = thousandths => (thousandths / 1000).toFixed(3).replace("-", "\u2212");
  const within = (value, most) => Math.min(Math.max(value, 0), most);

  // Where a map lies in its drawing, as HeatMaps.cs draws it.
  const plot = { left: 30, top: 4, side: 100 };

  // Reads off the heat maps of one figure.
  class HeatMaps {
    constructor(figure) {
      this.maps = data[figure.id];
      this.epochs = this.maps.epochs;
      this.panels = all("div.map", figure);
      this.output = figure.querySelector("output");
      this.chosen = null;
      const area = figure.querySelector(".maps");
      area.addEventListener("pointermove", event => this.point(event));
      area.addEventListener("pointerdown", event => this.point(event));
      area.addEventListener("keydown", event => this.key(event));
    }

    value(tap, i, j) {
      if (i === j) return 1000;
      this.cells ??= this.maps.taps.map(tap => decode(tap.cells));
      const [high, low] = i > j ? [i, j] : [j, i];
      return this.cells[tap][high * (high - 1) / 2 + low];
    }

    // Marks the same two epochs in every map.
    frame(panel, i, j) {
      let marks = all(".cursor", panel);
      if (marks.length === 0) {
        marks = ["cursor back", "cursor"].map(kind => {
          const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
          mark.setAttribute("class", kind);
          return panel.querySelector("svg").appendChild(mark);
        });
      }
      const [x0, x1, y0, y1] = [j, j + 1, i, i + 1].map(edge => this.maps.edges[edge] / 1000 * plot.side);
      const place = { x: plot.left + x0, y: plot.top + plot.side - y1, width: x1 - x0, height: y1 - y0 };
      for (const mark of marks) for (const name in place) mark.setAttribute(name, place[name]);
    }

    choose(tap, i, j) {
      this.chosen = { tap, i, j };
      this.panels.forEach((panel, other) => {
        panel.classList.toggle("chosen", other === tap);
        this.frame(panel, i, j);
      });
      this.output.textContent =
        `${this.maps.taps[tap].tap}: ${this.maps.measure} ${format(this.value(tap, i, j))} between epochs ${this.epochs[j]} and ${this.epochs[i]}`;
    }

    // The snapshot at a place along an axis, from 0 to 1.
    at(place) {
      const edge = this.maps.edges.findIndex(edge => edge / 1000 > place);
      return edge < 0 ? this.epochs.length - 1 : edge - 1;
    }

    point(event) {
      const panel = event.target.closest("div.map");
      const drawing = event.target.closest("svg");
      if (!panel || !drawing) return;
      const box = drawing.getBoundingClientRect();
      const scale = drawing.viewBox.baseVal.width / box.width;
      const [x, y] = [(event.clientX - box.left) * scale - plot.left, (event.clientY - box.top) * scale - plot.top];
      if (x < 0 || y < 0 || x > plot.side || y > plot.side) return;
      this.choose(Number(panel.dataset.tap), this.at(1 - y / plot.side), this.at(x / plot.side));
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
      this.choose(within(tap, this.panels.length - 1), within(i, last), within(j, last));
    }
  }
  for (const figure of all(".heat")) new HeatMaps(figure);

  // A link into what is folded away unfolds it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
