// Draws the report from the JSON in the page: the numbers shown are those of report.json, to the digits stated here.
import { plot, barX, dot, line, tickX, text as label } from "@observablehq/plot";

const data = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");
const { report, bench, sweep } = data;

const bytes = new Set(["size", "compressed-size"]);
const counts = new Set(["flops", "parameters"]);
const scales = [["G", 1e9], ["M", 1e6], ["K", 1e3]];

function number(value, digits = 4) {
  return Number(value).toLocaleString("en-GB", { maximumSignificantDigits: digits, useGrouping: false });
}

function amount(metric, value) {
  if (value === null || value === undefined) return "";
  if (metric === "latency") return `${number(value)} ms`;
  if (!bytes.has(metric) && !counts.has(metric)) return number(value);
  const [prefix, size] = scales.find(([, size]) => value >= size) ?? ["", 1];
  return `${number(value / size)} ${prefix}${bytes.has(metric) ? "B" : ""}`.trim();
}

// Names of tensors and nodes break anywhere, or they would push the next column off the page.
const path = (name) => ({ text: name, className: "path" });

const share = (value) => `${number(100 * value, 3)} %`;

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function section(title, ...children) {
  main.append(element("section", {}, element("h2", {}, title), ...children));
}

// Cells are text, or { text, value, className }; a value is the number of report.json as it is.
function table(caption, header, rows) {
  const numeric = header.map((title) => title.endsWith("#"));
  const cells = (row) => row.map((cell, i) => {
    const shown = typeof cell === "object" && cell !== null ? cell : { text: cell };
    const attributes = { class: [numeric[i] ? "number" : "", shown.className ?? ""].join(" ").trim() };
    if (shown.value !== undefined && shown.value !== null) attributes["data-value"] = shown.value;
    return element("td", attributes, shown.text ?? "");
  });
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, element("table", {},
    element("thead", {}, element("tr", {}, ...header.map((title, i) =>
      element("th", { scope: "col", class: numeric[i] ? "number" : "" }, title.replace("#", ""))))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row))))));
}

function figure(caption, colours, options) {
  const legend = element("div", { class: "legend" }, ...colours.map(([name, colour]) =>
    element("span", { style: `--swatch: var(--${colour})` }, name)));
  const drawn = plot({ width: 900, style: { background: "none", fontSize: "12px", overflow: "visible" }, ...options });
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", caption);
  drawn.style.maxWidth = "100%";
  return element("figure", {}, colours.length > 0 ? legend : null, drawn, element("figcaption", {}, caption));
}

function head() {
  if (!report) {
    main.append(element("h1", {}, sweep.model), element("p", { class: "faint" }, "A sweep; there is no run yet."));
    return;
  }
  const failed = report.gates.filter((gate) => !gate.holds).length;
  const verdict = report.gates.length === 0 ? "No gates" : failed === 0 ? "✓ Every gate holds" : `✗ ${failed} of ${report.gates.length} gates failed`;
  main.append(
    element("h1", {}, report.model),
    element("p", { class: "faint" }, report.method),
    element("p", { id: "verdict", class: `verdict ${report.holds ? "good" : "bad"}` }, verdict),
    element("p", {}, report.shipped === "pruned" ? "The pruned model ships." : "The original model ships."));
}

function gates() {
  if (report.gates.length === 0) return;
  section("Gates", table("Gates", ["", "gate", "limit", "verdict"], report.gates.map((gate) => [
    { text: gate.holds ? "✓ holds" : "✗ fails", className: gate.holds ? "good" : "bad" }, gate.gate, { text: `${gate.limit} ${gate.amount}`, className: "short" }, gate.message])));
}

function measured() {
  const rows = Object.entries(report.measured);
  const costs = rows.filter(([metric, one]) => ["size", "compressed-size", "flops", "parameters", "latency"].includes(metric) && one.original > 0)
    .map(([metric, one]) => ({ metric, ratio: one.pruned / one.original }));
  section("Original against pruned",
    table("Measurements", ["measured", "original#", "pruned#", "change#", "95 % interval#"], rows.map(([metric, one]) => [
      metric,
      { text: amount(metric, one.original), value: one.original },
      { text: amount(metric, one.pruned), value: one.pruned },
      one.original ? `${one.pruned >= one.original ? "+" : "−"}${share(Math.abs(one.pruned / one.original - 1))}` : "",
      one.interval95 ? `${amount(metric, one.interval95[0])} to ${amount(metric, one.interval95[1])}` : ""])),
    costs.length === 0 ? null : figure("What is left of each cost, the original being 100 %.", [["pruned", "pruned"], ["removed", "gone"]], {
      height: 40 + 36 * costs.length, marginLeft: 120, x: { label: null, domain: [0, Math.max(1, ...costs.map((cost) => cost.ratio))], tickFormat: share },
      y: { label: null, domain: costs.map((cost) => cost.metric) },
      marks: [
        barX(costs, { x: () => 1, y: "metric", fill: "var(--gone)" }),
        barX(costs, { x: "ratio", y: "metric", fill: "var(--pruned)" }),
        label(costs, { x: "ratio", y: "metric", text: (cost) => share(cost.ratio), dx: 6, textAnchor: "start", fill: "var(--ink)" }),
      ] }));
}

// What the plan knows of a group: how many units stay, and the loss that the method expects where some go.
const units = (group) => `${group.kept} of ${group.units}${group.loss === undefined ? "" : `, loss ${number(group.loss, 3)}`}`;

function layers() {
  const masked = (report.masks ?? []).length > 0;
  if (!report.cut.length && (masked || !(report.groups ?? []).length)) return;
  const cut = new Map(report.cut.map((group) => [group.group, group]));
  const groups = (report.groups ?? []).map((group) => ({ ...group, kept: cut.get(group.group)?.kept ?? group.units, loss: cut.get(group.group)?.loss }));
  const shown = groups.length > 0 ? groups : report.cut;
  section("Layers: what was cut, and why",
    element("p", {}, "Where units go, the method expects the least loss for what is saved; the loss is in the method's own unit. ",
      element("code", {}, `dotnet prune explain ${report.model} GROUP`), " says it unit by unit."),
    figure("Units of every group that can be cut: kept and removed, as shares of the group.", [["kept", "pruned"], ["removed", "gone"]], {
      height: 40 + 20 * shown.length, marginLeft: 10 + 7 * Math.max(...shown.map((group) => group.group.length)), marginRight: 20 + 6 * Math.max(...shown.map((group) => units(group).length)),
      x: { label: null, domain: [0, 1], tickFormat: share }, y: { label: null, domain: shown.map((group) => group.group) },
      marks: [
        barX(shown, { x: () => 1, y: "group", fill: "var(--gone)" }),
        barX(shown, { x: (group) => group.kept / group.units, y: "group", fill: "var(--pruned)" }),
        label(shown, { x: 1, y: "group", text: units, dx: 6, textAnchor: "start", fill: "var(--ink)" }),
      ] }),
    element("details", {}, element("summary", {}, "As a table"),
      table("Groups", ["group", "kind", "units#", "kept#", "share of FLOPs#", "expected loss#"], shown.map((group) => [
        path(group.group), group.kind ?? "", { text: `${group.units}`, value: group.units }, { text: `${group.kept}`, value: group.kept },
        group.macShare === undefined ? "" : share(group.macShare), group.loss === undefined ? "" : number(group.loss)]))));
}

function masks() {
  const notes = report.masks ?? [];
  if (!notes.length) return;
  const measured = notes.some((note) => note.error !== undefined && note.error !== null);
  section("What was masked",
    element("p", {}, "A file with zeros is no faster on ONNX Runtime, and smaller only where weights are stored sparse; packages and containers, which compress, are smaller."),
    report.cut.length === 0 ? null : element("p", {}, "Elements and zeros are those of when a weight was masked: units that ", element("code", {}, "compact: true"), " cuts afterwards take their share of both with them."),
    table("Masks", ["weight", "elements#", "zeros#", "share of zeros#", ...(measured ? ["error when masked#"] : [])], notes.map((note) => [
      path(note.weight), { text: `${note.elements}`, value: note.elements }, { text: `${note.zeros}`, value: note.zeros }, share(note.zeros / note.elements),
      ...(measured ? [{ text: note.error === undefined || note.error === null ? "" : share(note.error), value: note.error }] : [])])));
}

// JSON cannot say what is no number.
const loss = (value) => value === null ? "no number" : number(value);

function recoveries() {
  const notes = report.recoveries ?? [];
  if (!notes.length) return;
  section("What was trained afterwards", table("Recovery", ["step#", "recovery", "trained", "parameters#", "of all#", "steps taken#", "loss before → after#", "time#"], notes.map((note) => [
    `${note.step}`, note.kind, note.trained.join(", "), { text: `${note.parameters}`, value: note.parameters }, share(note.parameters / note.modelParameters),
    { text: `${note.steps}`, value: note.steps }, `${loss(note.lossBefore)} → ${loss(note.lossAfter)}`, `${number(note.milliseconds / 1000, 3)} s`])),
    element("p", { class: "faint" }, "Losses are those of calibration data that were held out from training; of the training data themselves where there are too few to hold any out."));
}

function refusals() {
  if (!(report.refusals ?? []).length) return;
  section("What cannot be cut, and why", table("Refusals", ["where", "size#", "share of FLOPs#", "reason", "node"], report.refusals.map((refusal) => [
    path(refusal.where), `${refusal.size}`, share(refusal.macShare), { text: refusal.reason, className: "prose" },
    path(`${refusal.operator} ${refusal.node}`)])));
}

function timesOf(one) {
  const models = ["original", "pruned"];
  const times = models.flatMap((model) => one[model].milliseconds.map((time) => ({ model, time })));
  const medians = models.map((model) => ({ model, time: one[model].median }));
  const records = one.records === 1 ? "One record" : `${one.records} records`;
  return [
    element("p", {}, `${records}: ${number(one.original.median)} ms → ${number(one.pruned.median)} ms, ${one.verdict}.`),
    figure(`${records}: each mark is one of the interleaved runs; the tall mark is the median.`, [["original", "original"], ["pruned", "pruned"]], {
      height: 160, marginLeft: 70, marginBottom: 45, x: { label: "milliseconds →", nice: true }, y: { label: null, domain: ["original", "pruned"] },
      marks: [
        tickX(times, { x: "time", y: "model", stroke: (one) => `var(--${one.model})`, strokeOpacity: 0.5 }),
        tickX(medians, { x: "time", y: "model", stroke: "var(--ink)", strokeWidth: 3, insetTop: -5, insetBottom: -5 }),
      ] })];
}

function latencies() {
  if (!bench) return;
  const threads = bench.threads === 1 ? "1 thread" : `${bench.threads} threads`;
  section("Latency", ...bench.cases.flatMap(timesOf), element("p", { class: "faint" }, `${bench.machine}, ${threads}`));
}

function curve() {
  if (!sweep || sweep.trials.length === 0) return;
  const removes = sweep.removes ?? "FLOPs";
  const pending = sweep.pending ?? [];
  const points = sweep.trials.filter((trial) => trial.value !== null);
  const methods = [...new Set(points.map((trial) => trial.method))];
  const palette = ["pruned", "good", "bad", "faint", "original"];
  const colour = (method) => `var(--${palette[methods.indexOf(method) % palette.length]})`;
  section("Trade-off",
    figure(`The ${sweep.metric} against the share of ${removes} removed; ringed points are not beaten by any other.`,
      methods.map((method) => [method, palette[methods.indexOf(method) % palette.length]]), {
      height: 350, marginLeft: 60, marginTop: 30, marginBottom: 45, x: { label: `${removes} removed →`, tickFormat: share }, y: { label: `↑ ${sweep.metric}`, grid: true },
      marks: [
        line(points, { x: "removed", y: "value", z: "method", stroke: (trial) => colour(trial.method), sort: "removed" }),
        dot(points, { x: "removed", y: "value", r: 3, fill: (trial) => colour(trial.method) }),
        dot(points.filter((trial) => trial.front), { x: "removed", y: "value", r: 7, stroke: "var(--ink)" }),
        sweep.original === null ? null : ruleY(sweep.original),
      ].filter((mark) => mark !== null) }),
    pending.length === 0 ? null : element("p", {}, `Incomplete: ${pending.length} of ${pending.length + sweep.trials.length} trials have not been run. `,
      element("code", {}, `dotnet prune sweep ${sweep.model}`), " with the same options runs them."),
    element("details", {}, element("summary", {}, "As a table"),
      table("Trials", ["method", "asked#", "removed#", `${sweep.metric}#`, "gates", "front"], sweep.trials.map((trial) => [
        trial.method, trial.asked, share(trial.removed ?? 0), trial.value === null ? trial.problem : number(trial.value),
        trial.holds === null ? (sweep.gates.length === 0 ? "none" : "not judged") : trial.holds ? "hold" : "fail", trial.front ? "yes" : ""])),
      (sweep.gates ?? []).length === 0 ? null : element("p", { class: "faint" },
        `Gates of the sweep: ${sweep.gates.map((gate) => `${gate.gate} ${gate.limit} ${gate.amount}`).join(", ")}.`)));
}

function ruleY(value) {
  return line([[0, value], [1, value]].map(([x, y]) => ({ x, y })), { x: "x", y: "y", stroke: "var(--faint)", strokeDasharray: "4 4", clip: true });
}

function facts() {
  const { records, data = {} } = report;
  const part = (set) => ["take", "skip"].filter((word) => set[word] !== undefined).map((word) => `${word}: ${set[word]}`).join(", ");
  const of = (set) => set === undefined ? "" : ` of ${set.file}${part(set) === "" ? "" : ` (${part(set)})`}`;
  const written = data.calibration?.generated;
  section("How it was measured",
    table("Facts", ["", ""], [
      ["calibrated on", written === undefined ? `${records.calibration} records${of(data.calibration)}`
        : `${records.calibration} texts of ${written.tokens} tokens that the model wrote`],
      ["measured on", records.measuredOn === "calibration" ? `${records.validation} calibration records: no others are named`
        : records.madeUp ? `${records.validation} random records: no data is named` : `${records.validation} records${of(data.validation)}`],
      ["seed", report.seed ?? ""],
      ["device", report.device ?? ""],
      ["machine", report.machine],
      ["original", element("code", {}, report.source.sha256)],
      ["pruned", element("code", {}, `${report.artifact.file} ${report.artifact.sha256}`)],
      ["PruneBuild", report.engine],
    ].map(([name, value]) => [name, value instanceof Node ? { text: value } : value])),
    report.notes.length === 0 ? null : element("ul", {}, ...report.notes.map((note) => element("li", {}, `${note.code}: ${note.message}`))),
    element("details", {}, element("summary", {}, "Time of each stage"),
      table("Stages", ["stage", "milliseconds#"], report.timings.map((timing) => [timing.stage, number(timing.milliseconds)]))));
}

head();
for (const part of report ? [gates, measured, latencies, curve, layers, masks, recoveries, refusals, facts] : [curve]) part();
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => one.setAttribute("open", "")));
