/// What a report does beyond being read: sorting, sliding, values under the pointer. Without it everything is there.
enum ReportScript {
  static let text = #"""
    "use strict";
    const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
    const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
    document.documentElement.classList.add("js");

    // Tables: a button in every heading; numbers by their value, nothing always last, equal rows in their old order.
    for (const table of all("table.sortable")) {
      const body = table.tBodies[0];
      const heads = all("thead th", table);
      heads.forEach((head, column) => {
        const button = make("button", { type: "button" });
        button.append(...head.childNodes);
        head.append(button);
        head.setAttribute("aria-sort", "none");
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          heads.forEach((other) => other.setAttribute("aria-sort", "none"));
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          const key = (row) => {
            const cell = row.cells[column];
            return cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.textContent;
          };
          const rank = (x) => (x === "–" ? 2 : typeof x === "string" ? 1 : 0);
          const rows = [...body.rows].map((row) => [key(row), row]);
          rows.sort(([a], [b]) => {
            if (rank(a) === 2 || rank(b) === 2) return rank(a) - rank(b);
            const order = rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
            return down ? -order : order;
          });
          body.append(...rows.map(([, row]) => row));
        });
      });
    }

    // Two pictures over each other, the edge between them moved by a range input.
    for (const slider of all(".slider")) {
      const names = all("figcaption", slider).map((caption) => caption.textContent);
      const input = make("input", { type: "range", min: 0, max: 100, value: 50 });
      input.setAttribute("aria-label", `from ${names[0]} to ${names[1]}`);
      input.addEventListener("input", () => slider.style.setProperty("--cut", `${input.value}%`));
      slider.classList.add("on");
      slider.append(input);
    }

    // Frames: the values of all maps at one point, by pointer or arrow keys; the frames by score.
    const values = new WeakMap();
    const numbers = (view) => {
      if (!values.has(view)) {
        const bytes = Uint8Array.from(atob(view.dataset.values), (sign) => sign.charCodeAt(0));
        values.set(view, new DataView(bytes.buffer));
      }
      return values.get(view);
    };
    const place = (view, x, y) => {
      const [w, h] = [Number(view.dataset.width), Number(view.dataset.height)];
      return [Math.min(Math.floor(y * h), h - 1), Math.min(Math.floor(x * w), w - 1), w, h];
    };
    const text = (view, x, y) => {
      const [row, column, w] = place(view, x, y);
      const n = numbers(view).getUint16(2 * (row * w + column), true);
      if (n === 65535) return "none";
      const value = Number(view.dataset.low) + n * Number(view.dataset.step);
      const digits = view.dataset.unit === "m" ? value.toFixed(2) : value.toPrecision(3);
      return `${digits} ${view.dataset.unit}`.trim().replace("-", "−");
    };
    for (const frame of all(".frame")) {
      const layers = frame.querySelector(".layers");
      const maps = all(".view.map", frame);
      if (!maps.length) continue;
      const readout = frame.querySelector(".readout");
      let at = [0.5, 0.5];
      const show = (x, y) => {
        at = [x, y];
        layers.classList.add("at");
        layers.style.setProperty("--x", `${100 * x}%`);
        layers.style.setProperty("--y", `${100 * y}%`);
        for (const view of maps) view.parentElement.querySelector("output").textContent = text(view, x, y);
        const [row, column, w, h] = place(maps[0], x, y);
        readout.textContent = `row ${row}, column ${column} of ${h} × ${w}`;
      };
      for (const view of all(".view", frame)) {
        view.addEventListener("pointermove", (event) => {
          const box = view.getBoundingClientRect();
          const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
          if (x >= 0 && x < 1 && y >= 0 && y < 1) show(x, y);
        });
      }
      layers.tabIndex = 0;
      layers.setAttribute("role", "group");
      layers.setAttribute("aria-label", "maps; arrow keys move the point whose values are shown");
      layers.addEventListener("keydown", (event) => {
        const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        const move = moves[event.key];
        if (!move || event.target !== layers) return;
        event.preventDefault();
        const [row, column, w, h] = place(maps[0], ...at);
        const step = event.shiftKey ? 10 : 1;
        const inside = (n, size) => (Math.min(Math.max(n, 0), size - 1) + 0.5) / size;
        show(inside(column + step * move[0], w), inside(row + step * move[1], h));
      });
    }
    for (const inspector of all(".inspector")) {
      const first = inspector.querySelector(".frame");
      const names = first ? all(".score", first).map((score) => score.dataset.name) : [];
      if (!names.length || inspector.children.length < 2) continue;
      const label = make("label", { textContent: "Frames by " });
      const select = make("select");
      select.append(make("option", { textContent: "the study's order", value: "-1" }));
      const orders = names.flatMap((name) => [[name, -1, "largest"], [name, 1, "smallest"]]);
      orders.forEach(([name, , word], k) =>
        select.append(make("option", { textContent: `${name}, ${word} first`, value: `${k}` })));
      const given = [...inspector.children];
      select.addEventListener("change", () => {
        const order = orders[Number(select.value)];
        const score = (frame) => {
          const value = Number(all(".score", frame)[Math.floor(Number(select.value) / 2)].dataset.v);
          return Number.isFinite(value) ? order[1] * value : Infinity;
        };
        inspector.append(...(order ? [...given].sort((a, b) => score(a) - score(b)) : given));
      });
      label.append(select);
      inspector.before(label);
    }
    """#
}
