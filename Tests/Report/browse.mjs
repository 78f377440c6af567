// Uses a report as a reader would, through Chromium's devtools protocol over a pipe; no packages.
// node browse.mjs BROWSER REPORT.html showcase|any [FOLDER]     Exits 1 with a line for every failed expectation.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [browser, report, kind, shots] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "report-check-"));
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const child = spawn(
  browser,
  ["--headless", "--remote-debugging-pipe", "--disable-gpu", "--disable-extensions", "--no-first-run",
    "--hide-scrollbars", `--user-data-dir=${profile}`, ...sandbox, "about:blank"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });

// ## The protocol: messages end with a zero byte
let last = 0;
let session;
const answers = new Map();
const events = [];
let rest = "";
child.stdio[4].setEncoding("utf8").on("data", (data) => {
  const messages = (rest + data).split("\0");
  rest = messages.pop();
  for (const message of messages.map((text) => JSON.parse(text))) {
    if (message.id === undefined) events.push(message);
    else answers.get(message.id)?.(message);
  }
});
const send = (method, params = {}) =>
  new Promise((resolve, reject) => {
    const id = ++last;
    answers.set(id, (answer) => (answer.error ? reject(new Error(`${method}: ${answer.error.message}`)) : resolve(answer.result)));
    child.stdio[3].write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
  });
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const value = async (expression) => {
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
  return result.value;
};
const open = async () => {
  await send("Page.navigate", { url: `file://${report}` });
  for (let tries = 0; tries < 100; tries += 1) {
    await pause(50);
    const evaluated = await send("Runtime.evaluate", { expression: "document.readyState", returnByValue: true });
    if (evaluated.result.value === "complete" && events.some((event) => event.method === "Page.loadEventFired")) return;
  }
  throw new Error("the page does not load");
};
const size = (width, height = 900) =>
  send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
const shoot = async (name) => {
  if (!shots) return;
  const { data } = await send("Page.captureScreenshot", { captureBeyondViewport: true });
  writeFileSync(join(shots, `${name}.png`), Buffer.from(data, "base64"));
};
const key = async (name, code, modifiers = 0) => {
  await send("Input.dispatchKeyEvent", { type: "keyDown", key: name, code: name, windowsVirtualKeyCode: code, modifiers });
  await send("Input.dispatchKeyEvent", { type: "keyUp", key: name, code: name, windowsVirtualKeyCode: code, modifiers });
};

// ## What is expected
let failures = 0;
let checks = 0;
const expect = (holds, what) => {
  checks += 1;
  if (holds) return;
  failures += 1;
  console.error(`report check: FAILED: ${what}`);
};

const column = (k) => `[...document.querySelector("table.sortable").tBodies[0].rows].map((row) => row.cells[${k}].textContent)`;

const general = async () => {
  expect(statSync(report).size <= 10_000_000, `the report has ${statSync(report).size} bytes, at most 10 MB`);
  expect((await value(`document.querySelectorAll("script").length`)) === 1, "one script, ours");
  expect(
    await value(`[...document.images].every((image) => image.src.startsWith("data:") && image.complete && image.naturalWidth > 0)`),
    "every picture is embedded and shows");
  expect(await value(`[...document.images].every((image) => image.hasAttribute("alt"))`), "every picture has a text");
  expect(
    await value(`new Set([...document.querySelectorAll("[id]")].map((x) => x.id)).size === document.querySelectorAll("[id]").length`),
    "no id is there twice");
  expect(
    await value(`[...document.querySelectorAll("*")].every((x) => [...x.attributes].every((a) => !a.name.startsWith("on")))`),
    "no attribute holds a script");
  expect(
    await value(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`), "the page is not wider than the window");
};

const showcase = async () => {
  expect((await value("document.title")) === "Every kind of exhibit", "the title is as it was");
  expect((await value(`document.body.textContent.includes("<img src=x onerror=alert(1)>")`)) === true, "markup in names is shown as text");

  // Sorting, by the mouse and by the keyboard.
  const heads = `document.querySelectorAll("table.sortable")[0].querySelectorAll("thead th")`;
  const before = await value(column(2));
  await value(`${heads}[2].querySelector("button").click()`);
  expect((await value(`${heads}[2].getAttribute("aria-sort")`)) === "ascending", "a click sorts upwards");
  const up = await value(column(2));
  expect(up.join() === [before[2], before[1], before[0], before[3]].join(), `numbers ascend, nothing is last: ${up}`);
  await value(`${heads}[2].querySelector("button").focus()`);
  await key("Enter", 13);
  await pause(50);
  // Chromium's synthetic Enter needs its character to press a button.
  if ((await value(`${heads}[2].getAttribute("aria-sort")`)) === "ascending") {
    await send("Input.dispatchKeyEvent", { type: "keyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" });
    await send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
    await pause(50);
  }
  expect((await value(`${heads}[2].getAttribute("aria-sort")`)) === "descending", "Enter sorts downwards");
  expect((await value(column(2))).join() === before.join(), "numbers descend, nothing is last");
  await value(`${heads}[0].querySelector("button").click()`);
  expect((await value(`${heads}[2].getAttribute("aria-sort")`)) === "none", "only one column is the sorted one");

  // The slider, by the keyboard.
  const slider = `document.querySelector(".panel .slider")`;
  const clip = () => value(`getComputedStyle(${slider}.querySelectorAll(".view")[1]).clipPath`);
  const half = await clip();
  await value(`${slider}.querySelector("input").focus()`);
  for (let k = 0; k < 5; k += 1) await key("ArrowRight", 39);
  await pause(50);
  expect((await value(`${slider}.querySelector("input").value`)) === "55", "five arrow keys move the slider by five");
  expect((await clip()) !== half && (await clip()).includes("55%"), `the edge follows: ${await clip()}`);

  // The inspector: a number under the pointer, the same one in the embedded data, another by the keyboard.
  const frame = `document.querySelector(".frame")`;
  const output = (k) => `${frame}.querySelectorAll("output")[${k}].textContent`;
  await value(`${frame}.scrollIntoView()`);
  const box = await value(`(() => { const b = ${frame}.querySelector(".view.map").getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()`);
  await send("Input.dispatchMouseEvent", { type: "mouseMoved", x: box[0] + 0.502 * box[2], y: box[1] + 0.9 * box[3] });
  await pause(100);
  const shown = await value(output(0));
  expect(/^\d+\.\d\d m$/.test(shown), `metres under the pointer: ${shown}`);
  const direct = await value(`(() => {
    const d = ${frame}.querySelector(".view.map").dataset, bytes = atob(d.values);
    const at = 2 * (Math.floor(0.9 * d.height) * d.width + Math.floor(0.502 * d.width));
    return (Number(d.low) + (bytes.charCodeAt(at) + 256 * bytes.charCodeAt(at + 1)) * Number(d.step)).toFixed(2) + " m"; })()`);
  expect(shown === direct, `the value is that of the data: ${shown}, ${direct}`);
  const place = await value(`${frame}.querySelector(".readout").textContent`);
  await value(`${frame}.querySelector(".layers").focus()`);
  await key("ArrowDown", 40, 8);
  await pause(50);
  expect((await value(`${frame}.querySelector(".readout").textContent`)) !== place, "arrow keys move the point");
  await send("Input.dispatchMouseEvent", { type: "mouseMoved", x: box[0] + 0.5 * box[2], y: box[1] + 2 });
  await pause(100);
  expect((await value(output(0))) === "none", `the sky has no depth: ${await value(output(0))}`);
  const order = `[...document.querySelectorAll(".frame .score:first-of-type")].map((x) => Number(x.dataset.v))`;
  await value(`(() => { const s = document.querySelector("label select"); s.value = "0"; s.dispatchEvent(new Event("change")); })()`);
  const scores = await value(order);
  expect(scores.every((x, k) => k === 0 || x <= scores[k - 1]), `frames by score: ${scores}`);
};

try {
  const { targetInfos } = await send("Target.getTargets");
  const target = targetInfos.find((info) => info.type === "page");
  session = (await send("Target.attachToTarget", { targetId: target.targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
  await size(1200);
  await open();
  await shoot("light");
  await general();
  if (kind === "showcase") await showcase();
  await shoot("used");

  await size(390, 844);
  await pause(100);
  expect(await value(`document.documentElement.scrollWidth <= 390`), "a telephone shows the page without scrolling sideways");
  await shoot("narrow");
  await size(1200);
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
  await shoot("dark");
  await send("Emulation.setEmulatedMedia", { media: "print", features: [] });
  expect(await value(`[...document.querySelectorAll(".slider > input")].every((x) => getComputedStyle(x).display === "none")`), "nothing to handle is printed");
  await shoot("print");
  await send("Emulation.setEmulatedMedia", { media: "", features: [] });

  await send("Emulation.setScriptExecutionDisabled", { value: true });
  await open();
  expect(
    await value(`[...document.querySelectorAll(".slider .view")].every((x) => getComputedStyle(x).clipPath === "none")`),
    "without scripts both pictures are there");
  expect(await value(`document.querySelectorAll("button, input, select").length === 0`), "without scripts there is nothing that does nothing");
  await shoot("no-scripts");

  const requests = events.filter((event) => event.method === "Network.requestWillBeSent").map((event) => event.params.request.url);
  const foreign = requests.filter((url) => !url.startsWith("data:") && url !== `file://${encodeURI(report)}`);
  expect(foreign.length === 0, `requests: ${foreign}`);
  const said = events.filter((event) => ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"].includes(event.method));
  expect(said.length === 0, `the console says ${JSON.stringify(said.map((event) => event.params.entry?.text ?? event.params))}`);
  console.log(`report check: ${checks - failures} of ${checks} expectations hold (${statSync(report).size} bytes)`);
} catch (error) {
  failures += 1;
  console.error(`report check: FAILED: ${error.message}`);
} finally {
  child.kill();
  await new Promise((resolve) => child.once("exit", resolve));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failures === 0 ? 0 : 1);
