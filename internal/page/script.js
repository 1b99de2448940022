"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = id => document.getElementById(id);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const page = { overview: byId("overview"), finding: byId("finding"), main: byId("detail"), shown: byId("shown") };
  const filters = { level: byId("by-level"), check: byId("by-check"), driver: byId("by-driver"), state: byId("by-state") };
  const search = byId("search");
  const rows = all("#list li").map(li => ({ li, link: li.firstElementChild, index: +li.dataset.i, section: li.closest("section") }));
  const sections = all("#list section");
  const rowOf = new Map(rows.map(row => [row.index, row]));
  let current = null, step = 0;

  // make builds an element. Text is only ever set as text: nothing of the data is markup.
  function make(name, attributes = {}, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") e.addEventListener("click", value);
      else if (value === true) e.setAttribute(key, "");
      else if (value !== false && value != null) e.setAttribute(key, value);
    }
    e.append(...children.flat(9).filter(c => c != null && c !== ""));
    return e;
  }

  // words makes the parts between backticks code.
  function words(message) {
    const parts = message.split("`");
    return parts.map((part, i) => i % 2 && i < parts.length - 1 ? make("code", {}, part) : i % 2 ? "`" + part : part);
  }

  // ---- the list and its filters

  const haystack = data.findings.map(f => [f.message, f.place, f.check, f.driver || "", f.fp || "", ...f.steps.map(s => (s.fn || "") + " " + s.p)].join("\n").toLowerCase());

  function wanted(i) {
    const f = data.findings[i], state = filters.state ? filters.state.value : "";
    if (filters.level.value && f.level !== filters.level.value) return false;
    if (filters.check.value && f.check !== filters.check.value) return false;
    if (filters.driver.value && f.driver !== filters.driver.value) return false;
    if (state && f.state !== state && !(state === "unchanged" && f.state === "updated")) return false;
    return search.value.toLowerCase().split(/\s+/).every(word => haystack[i].includes(word));
  }

  function filter() {
    let n = 0;
    const left = new Map(sections.map(s => [s, 0]));
    for (const row of rows) {
      row.visible = wanted(row.index);
      row.li.hidden = !row.visible;
      if (row.visible) { n++; left.set(row.section, left.get(row.section) + 1); }
    }
    for (const [section, count] of left) section.hidden = count === 0;
    const whole = n === rows.length;
    page.shown.textContent = whole ? count(n, "finding") : n + " of " + count(rows.length, "finding");
    byId("reset").hidden = whole;
  }

  const count = (n, thing) => n.toLocaleString("en") + " " + thing + (n === 1 ? "" : "s");

  // ---- one finding

  function place(s) { return make("span", { class: "at" }, s.fn ? [make("code", {}, s.fn), " · "] : [], s.p); }

  // chips tell what holds at a step; what the step before did not have yet is fresh.
  function chips(s, before) {
    const chip = (fresh, ...text) => make("span", { class: fresh ? "chip fresh" : "chip" }, text);
    const held = (s.held || []).map(lock => chip(!(before.held || []).includes(lock), "holds ", make("code", {}, lock)));
    const gone = (before.held || []).filter(lock => !(s.held || []).includes(lock)).map(lock => chip(true, "gave up ", make("code", {}, lock)));
    return [held, gone, s.lv ? chip(s.lv !== before.lv, s.lv) : [], s.cx ? chip(s.cx !== before.cx, words(s.cx)) : []].flat();
  }

  function stepList(f, choose) {
    return make("ol", { class: "steps", "aria-label": "Path" }, f.steps.map((s, i) =>
      make("li", {}, make("button", { type: "button", on: () => choose(i) },
        make("span", { class: i === f.steps.length - 1 ? "number last" : "number" }, String(i + 1)),
        make("span", { class: "does" }, words(s.m), place(s)),
        make("span", { class: "holds" }, chips(s, i ? f.steps[i - 1] : {}))))));
  }

  // chain is the strip of functions that the path passes.
  function chain(f, choose) {
    const list = [];
    f.steps.forEach((s, i) => { if (s.fn && (!list.length || list.at(-1).fn !== s.fn)) list.push({ fn: s.fn, file: s.f, i }); });
    if (list.length < 2) return null;
    return make("ol", { class: "chain", "aria-label": "Functions that the path passes" }, list.map(c =>
      make("li", {}, make("button", { type: "button", "data-step": c.i, on: () => choose(c.i) }, make("b", {}, c.fn), make("small", {}, base(data.files[c.file].name))))));
  }

  const base = name => name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);

  function pane(f, p, choose) {
    const file = data.files[p.f], here = f.steps.map((s, i) => ({ ...s, i })).filter(s => s.f === p.f);
    const figure = make("figure", { class: "pane" }, make("figcaption", {}, file.name));
    if (!p.r.length) {
      figure.append(make("p", { class: "missing" }, "The source is not at hand, or is not what it was."));
      return figure;
    }
    const table = make("div", { class: "rows" });
    p.r.forEach(([from, to], part) => {
      if (part) table.append(make("div", { class: "ln cut" }, make("span", { class: "gut" }, make("i"), make("b", {}, "⋯")), make("span", { class: "src" }, "")));
      for (let n = from; n <= to; n++) table.append(line(f, file.lines[n], n, here.filter(s => Math.max(s.l, 1) === n), choose));
    });
    figure.append(make("div", { class: "code", tabindex: 0, role: "region", "aria-label": "Source of " + file.name }, table));
    return figure;
  }

  function line(f, shown, number, steps, choose) {
    const marks = steps.map(s => make("button", {
      type: "button", class: s.i === f.steps.length - 1 ? "number last" : "number", "data-mark": s.i, "aria-label": "Step " + (s.i + 1) + ": " + s.m, title: s.m, on: () => choose(s.i),
    }, String(s.i + 1)));
    const e = make("div", { class: steps.length ? "ln hit" : "ln" }, make("span", { class: "gut" }, make("i", {}, marks), make("b", {}, String(number))));
    e.append(make("span", { class: "src" }, pieces(shown || [""], steps, f.steps.length - 1)));
    return e;
  }

  // pieces cuts a line where a colour or the place of a step begins or ends.
  function pieces(shown, steps, last) {
    const text = shown[0], colors = [], cuts = new Set([0, text.length]);
    for (let i = 1, at = 0; i < shown.length; i += 2) {
      colors.push([at, at += shown[i], shown[i + 1]]);
      cuts.add(Math.min(at, text.length));
    }
    for (const s of steps) { cuts.add(Math.min(s.a, text.length)); cuts.add(Math.min(s.b, text.length)); }
    const at = [...cuts].sort((a, b) => a - b), out = [];
    for (let i = 0, k = 0; i + 1 < at.length; i++) {
      while (k < colors.length && colors[k][1] <= at[i]) k++;
      const inside = steps.filter(s => s.a <= at[i] && at[i + 1] <= s.b);
      const names = [colors[k] && colors[k][2] ? "tok" + colors[k][2] : "", inside.length ? "hot" : "", inside.some(s => s.i === last) ? "end" : ""].filter(Boolean);
      const part = text.slice(at[i], at[i + 1]);
      out.push(names.length ? make("span", { class: names.join(" ") }, part) : part);
    }
    return out;
  }

  const levelOf = f => make("span", { class: "level " + f.level }, f.level);
  const stateOf = f => f.state ? make("span", { class: "state " + f.state }, f.state === "absent" ? "gone" : f.state) : null;

  function article(f, choose) {
    const drawing = make("div", { class: "drawing" }, make("div", { class: "panes" }, f.panes.map(p => pane(f, p, choose))));
    return [
      make("p", { class: "about" }, levelOf(f), make("span", { class: "name" }, f.check), stateOf(f), make("span", {}, f.place), f.driver ? make("span", {}, "driver ", f.driver) : null),
      make("h2", { class: "say", id: "say", tabindex: -1 }, words(f.message)),
      f.suppressed != null ? make("p", { class: "hint" }, f.suppressed ? "Suppressed: " + f.suppressed : "Suppressed.") : null,
      explanation(f), chain(f, choose), stepList(f, choose), drawing,
      (f.fixes || []).map(fix => make("p", { class: "fixes" }, "Fix: ", words(fix), make("span", { class: "hint" }, " (drvlint --diff shows it, --fix makes it)"))),
      make("p", { class: "link" }, "Link that survives a new run: ", make("a", { href: "#" + encodeURIComponent(f.id) }, f.id)),
    ].flat().filter(Boolean);
  }

  function explanation(f) {
    const why = f.why >= 0 ? byId("why-" + f.why) : null;
    if (!why) return null;
    const text = make("div", { class: "text" });
    const e = make("details", { class: "why" }, make("summary", {}, "Why and how to fix it: " + why.dataset.title), text);
    e.addEventListener("toggle", () => { // filled when it is first asked for
      if (text.firstChild) return;
      text.append(why.content.cloneNode(true));
      if (why.dataset.url) text.append(make("p", {}, make("a", { href: why.dataset.url, rel: "noreferrer" }, why.dataset.url)));
      all("pre", text).forEach(pre => pre.setAttribute("tabindex", 0));
      all("a", text).forEach(a => a.setAttribute("rel", "noreferrer"));
    });
    return e;
  }

  // ---- arrows

  const svg = (name, attributes) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    return e;
  };

  // draw puts an arrow from each step to the next: in the lane beside the numbers within a
  // column, and from the end of the line to the number across columns.
  function draw() {
    const drawing = page.finding.querySelector(".drawing");
    if (!drawing) return;
    drawing.querySelector(".arrows")?.remove();
    const f = data.findings[current], layer = svg("svg", { class: "arrows", "aria-hidden": "true" }), zero = drawing.getBoundingClientRect();
    const marks = f.steps.map((_, i) => drawing.querySelector(`[data-mark="${i}"]`));
    for (let i = 0; i + 1 < marks.length; i++) {
      if (!marks[i] || !marks[i + 1] || f.steps[i].f === f.steps[i + 1].f && f.steps[i].l === f.steps[i + 1].l) continue;
      layer.append(...arrow(end(marks[i], zero), end(marks[i + 1], zero), i, i + 1 === step));
    }
    drawing.append(layer);
  }

  function end(mark, zero) {
    const m = mark.getBoundingClientRect(), p = mark.closest(".pane").getBoundingClientRect();
    return { x: m.left - zero.left, y: m.top + m.height / 2 - zero.top, left: p.left - zero.left, right: p.right - zero.left };
  }

  function arrow(a, b, i, now) {
    let line, x = b.x - 2;
    if (Math.abs(a.left - b.left) < 2) {
      const lane = Math.max(a.left + 3, Math.min(a.x, b.x) - 10 - (i % 3) * 7);
      line = `M${a.x - 1},${a.y + 2} C${lane},${a.y + 2} ${lane},${b.y - 2} ${x - 5},${b.y - 2}`;
      return parts(line, x, b.y - 2, now);
    }
    const from = a.left < b.left ? a.right - 4 : a.left + 4, bend = a.left < b.left ? 34 : -34;
    line = a.left < b.left
      ? `M${from},${a.y} C${from + bend},${a.y} ${b.left - 12},${b.y} ${x - 5},${b.y}`
      : `M${a.x - 2},${a.y} C${a.left - 40},${a.y} ${b.left - 30},${b.y} ${x - 5},${b.y}`;
    return parts(line, x, b.y, now);
  }

  const parts = (line, x, y, now) => [svg("path", { d: line, class: now ? "now" : "" }), svg("path", { d: `M${x},${y} l-8,-4.2 v8.4 z`, class: "head" })];

  // ---- moving about

  function show(index, fromKeys) {
    current = index; step = 0;
    const f = data.findings[index];
    page.finding.replaceChildren(make("button", { type: "button", id: "back", on: overview }, "← All findings"), ...article(f, choose));
    page.finding.hidden = false;
    page.overview.hidden = true;
    document.body.classList.add("open");
    all("#list a[aria-current]").forEach(a => a.removeAttribute("aria-current"));
    const row = rowOf.get(index);
    row.link.setAttribute("aria-current", "true");
    row.li.scrollIntoView({ block: "nearest" });
    page.main.scrollTop = 0;
    if (matchMedia("(max-width: 860px)").matches) scrollTo(0, 0);
    document.title = "drvlint: " + f.check + " " + f.place;
    const hash = "#" + encodeURIComponent(f.id);
    if (location.hash !== hash) history.replaceState(null, "", hash);
    mark(false);
    draw();
    if (fromKeys) row.link.focus({ preventScroll: true });
  }

  function overview() {
    const from = current;
    current = null;
    page.finding.hidden = true;
    page.finding.replaceChildren();
    page.overview.hidden = false;
    document.body.classList.remove("open");
    all("#list a[aria-current]").forEach(a => a.removeAttribute("aria-current"));
    history.replaceState(null, "", location.pathname + location.search);
    if (from !== null) rowOf.get(from).link.focus();
  }

  function choose(i) {
    step = i;
    mark(true);
    draw();
  }

  // mark shows which step is the current one.
  function mark(scroll) {
    const f = data.findings[current];
    all(".steps li", page.finding).forEach((li, i) => {
      li.toggleAttribute("data-now", i === step);
      if (i === step) li.firstElementChild.setAttribute("aria-current", "step"); else li.firstElementChild.removeAttribute("aria-current");
    });
    all("[data-mark]", page.finding).forEach(m => m.toggleAttribute("data-now", +m.dataset.mark === step));
    all(".ln.now", page.finding).forEach(e => e.classList.remove("now"));
    const here = page.finding.querySelector(`[data-mark="${step}"]`);
    if (here) {
      here.closest(".ln").classList.add("now");
      if (scroll) here.scrollIntoView({ block: "nearest" });
    }
    const inChain = all(".chain button", page.finding);
    const now = inChain.filter(b => +b.dataset.step <= step).at(-1);
    inChain.forEach(b => { if (b === now) b.setAttribute("aria-current", "true"); else b.removeAttribute("aria-current"); });
    if (scroll) say("Step " + (step + 1) + " of " + f.steps.length + ": " + f.steps[step].m);
  }

  const live = make("p", { class: "skip", "aria-live": "polite" });
  document.body.append(live);
  const say = text => { live.textContent = text; };

  function next(by) {
    const list = rows.filter(r => r.visible);
    if (!list.length) return;
    const at = list.findIndex(r => r.index === current);
    const to = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
    show(list[to].index, true);
  }

  function follow() {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { id = location.hash.slice(1); }
    if (!id || id === "detail") return;
    const index = data.findings.findIndex(f => f.id === id || f.fp === id);
    if (index >= 0) show(index, false);
    else { overview(); page.shown.textContent = "The finding of this link is not in this report."; }
  }

  // ---- light and dark

  const system = matchMedia("(prefers-color-scheme: dark)");
  let theme = "auto";
  try { theme = localStorage.getItem("drvlint-theme") || "auto"; } catch { /* a page from disk may have no storage */ }
  function paint() {
    document.documentElement.dataset.theme = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
    byId("theme").textContent = "Theme: " + theme;
  }
  function turn() {
    theme = { auto: "dark", dark: "light", light: "auto" }[theme] || "auto";
    try { localStorage.setItem("drvlint-theme", theme); } catch { /* as above */ }
    paint();
  }
  system.addEventListener("change", paint);

  // ---- printing: what is shown in the list, in full as far as that is reasonable

  const mostPrinted = 200;
  addEventListener("beforeprint", () => {
    const list = current !== null ? [current] : rows.filter(r => r.visible).map(r => r.index), none = () => {};
    const paper = byId("print");
    paper.replaceChildren(...list.slice(0, mostPrinted).map(i => make("article", {}, article(data.findings[i], none))));
    for (const i of list.slice(mostPrinted)) paper.append(make("p", {}, data.findings[i].place + ": " + data.findings[i].level + ": " + data.findings[i].message));
    all("[id]", paper).forEach(e => e.removeAttribute("id"));
    paper.hidden = false;
  });
  addEventListener("afterprint", () => { byId("print").replaceChildren(); byId("print").hidden = true; });

  // ---- events

  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 60); });
  for (const select of Object.values(filters)) select?.addEventListener("change", filter);
  byId("filters").addEventListener("submit", e => e.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(filter));
  byId("list").addEventListener("click", e => {
    const link = e.target.closest("a");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    show(+link.parentElement.dataset.i, false);
  });
  for (const button of all("[data-filter]")) button.addEventListener("click", () => {
    const select = filters[button.dataset.filter];
    select.value = select.value === button.dataset.value ? "" : button.dataset.value;
    filter();
    if (matchMedia("(max-width: 860px)").matches) byId("filters").scrollIntoView();
  });
  byId("home").addEventListener("click", overview);
  byId("theme").addEventListener("click", turn);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  addEventListener("hashchange", follow);
  new ResizeObserver(draw).observe(page.main);
  page.main.addEventListener("toggle", draw, true);

  const keys = {
    j: () => next(1), k: () => next(-1),
    n: () => current !== null && choose(Math.min(step + 1, data.findings[current].steps.length - 1)),
    p: () => current !== null && choose(Math.max(step - 1, 0)),
    e: () => { const why = page.finding.querySelector(".why"); if (why) why.open = !why.open; },
    o: overview, t: turn, "/": () => search.focus(), "?": () => byId("keys").showModal(),
  };
  addEventListener("keydown", e => {
    if (e.key === "Escape" && document.activeElement === search) { search.value = ""; filter(); search.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || byId("keys").open || e.target.closest("input, select, textarea")) return;
    if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
  });

  paint();
  filter();
  follow();
})();
