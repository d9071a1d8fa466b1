// A person's walks through the page in a real browser, by script and without.
//
// BATNA names the binary, OUT the folder for screenshots. Modules are found through
// NODE_PATH, because the packages live outside the repository.
import { createRequire } from "node:module";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(join(process.env.NODE_PATH ?? process.cwd(), "walk.cjs"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const batna = process.env.BATNA;
const out = process.env.OUT ?? "artefacts";
mkdirSync(out, { recursive: true });

let failures = 0;
const check = (holds, what) => {
  if (!holds) { failures += 1; console.log(`FAIL ${what}`); } else { console.log(`ok   ${what}`); }
};

async function serve(folder) {
  const child = spawn(batna, ["serve", "--case", folder, "--paths", "4000"], { stdio: ["pipe", "pipe", "inherit"] });
  const nextLink = () => new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error("no link was printed")), 20000);
    const hear = (data) => {
      text += data;
      const found = text.match(/http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]+/);
      if (found) { clearTimeout(timer); child.stdout.off("data", hear); resolve(found[0]); }
    };
    child.stdout.on("data", hear);
  });
  const link = await nextLink();
  return {
    link,
    base: new URL(link).origin,
    renew: () => { const link = nextLink(); child.stdin.write("\n"); return link; },
    stop: () => new Promise((resolve) => { child.once("exit", (code) => resolve(code)); child.kill("SIGINT"); }),
  };
}

const complaints = [];
async function open(browser, served, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error" && !/status of (401|404|409|422)/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`); });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
  await page.goto(served.fresh ?? (await served.renew()));
  return { context, page };
}

async function axe(page, what) {
  // The page's own policy lets no script in, so the check runs in the debugger's world.
  await page.evaluate(axeSource + "; undefined");
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 140)).join(" | ")}`);
  });
  check(found.length === 0, `axe: ${what}${found.length ? "\n     " + found.join("\n     ") : ""}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

try {
  // Every page of the sample case: two widths, axe, console, sideways scrolling.
  const demo = mkdtempSync(join(tmpdir(), "batna-walk-"));
  execFileSync(batna, ["demo", join(demo, "sample"), "--paths", "2000"], { stdio: "ignore" });
  const folder = join(demo, "sample");
  const sample = await serve(folder);
  const pages = [["case", "/"], ["offer", "/offers/database-co"], ["compare", "/compare"], ["market", "/market"], ["plan", "/plan"],
    ["brief", "/plan/analytics-co/brief"], ["ledger", "/ledger"], ["settings", "/settings"], ["edit", "/edit/offers/analytics-co.toml"],
    ["new", "/offers/new"], ["explain", "/explain/offers.analytics-co.year1.net"], ["lost", "/nowhere"]];
  {
    const { context, page } = await open(browser, sample);
    for (const [name, path] of pages) {
      await page.setViewportSize({ width: 1280, height: 900 });
      const answer = await page.goto(sample.base + path);
      check(answer.status() === (name === "lost" ? 404 : 200), `${name} answers ${answer.status()}`);
      await axe(page, name);
      await page.screenshot({ path: join(out, `${name}-1280.png`), fullPage: true });
      await page.setViewportSize({ width: 360, height: 740 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(wide <= 360, `${name} fits 360 px (${wide})`);
      await axe(page, `${name} at 360 px`);
      await page.screenshot({ path: join(out, `${name}-360.png`), fullPage: true });
    }
    // A slider redraws by itself.
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(sample.base + "/compare");
    const before = await page.textContent("#redrawn");
    await page.focus("#try-horizon");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((before) => document.querySelector("#redrawn").textContent !== before && !document.querySelector(".waiting"), before);
    check((await page.textContent("#redrawn .scenario")).includes("6 years"), "a slider redraws, and the last one wins");
    await page.pdf({ path: join(out, "compare.pdf") });
    await context.close();
  }
  {
    const { context, page } = await open(browser, sample, { colorScheme: "dark" });
    for (const [name, path] of pages.slice(0, 6)) {
      await page.goto(sample.base + path);
      await axe(page, `${name} in the dark`);
      await page.screenshot({ path: join(out, `${name}-dark.png`), fullPage: true });
    }
    await context.close();
  }
  // Script off: the what-ifs are a form.
  {
    const { context, page } = await open(browser, sample, { javaScriptEnabled: false });
    await page.goto(sample.base + "/compare");
    await page.locator("input[name=company][value=growth]").check();
    await page.locator("button[type=submit]").click();
    check((await page.textContent(".scenario")).includes("for certain"), "without script, the form redraws");
    await context.close();
  }
  // Two tabs edit one file: the second meets a merge page, then undo.
  {
    const { context, page } = await open(browser, sample);
    const other = await context.newPage();
    const address = sample.base + "/edit/offers/analytics-co.toml";
    await page.goto(address);
    await other.goto(address);
    const text = await page.inputValue("#text-area");
    await page.fill("#text-area", text + "\n# first tab\n");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await other.fill("#text-area", text + "\n# second tab\n");
    await other.getByRole("button", { name: "Save", exact: true }).click();
    check((await other.textContent("h1")).includes("Changed in between"), "the second tab meets a merge page");
    check(readFileSync(join(folder, "offers/analytics-co.toml"), "utf8").includes("first tab"), "nothing was overwritten");
    await axe(other, "merge");
    await other.screenshot({ path: join(out, "merge-1280.png"), fullPage: true });
    await other.getByRole("button", { name: "Save mine over it" }).click();
    check(readFileSync(join(folder, "offers/analytics-co.toml"), "utf8").includes("second tab"), "the merged text is saved");
    await other.goto(address);
    await other.getByRole("button", { name: /Bring back the text before/ }).click();
    check(readFileSync(join(folder, "offers/analytics-co.toml"), "utf8").includes("first tab"), "undo brings the version before back");
    // Broken by hand while open; then a file vanishes.
    writeFileSync(join(folder, "offers/analytics-co.toml"), "employer = \nbase = \"205000\n");
    await page.goto(sample.base + "/");
    check((await page.textContent("body")).includes("Mend offers/analytics-co.toml"), "a case broken by hand says what to mend");
    await axe(page, "broken case");
    await page.screenshot({ path: join(out, "broken-1280.png"), fullPage: true });
    const refused = await page.goto(sample.base + "/compare");
    check(refused.status() === 422, "figures wait for the mending");
    await page.screenshot({ path: join(out, "error-1280.png"), fullPage: true });
    unlinkSync(join(folder, "offers/analytics-co.toml"));
    const gone = await page.goto(sample.base + "/offers/analytics-co");
    check(gone.status() === 404, "an offer whose file vanished is not found");
    await context.close();
  }
  check((await sample.stop()) === 0, "Ctrl-C stops with 0");

  // A newcomer, by keyboard alone: from init to a printed brief.
  const fresh = join(mkdtempSync(join(tmpdir(), "batna-new-")), "my-case");
  execFileSync(batna, ["init", fresh], { stdio: "ignore" });
  const mine = await serve(fresh);
  mine.fresh = mine.link;
  {
    const { context, page } = await open(browser, mine);
    await page.screenshot({ path: join(out, "newcomer-1280.png"), fullPage: true });
    await axe(page, "newcomer");
    const tabTo = async (label) => {
      for (let step = 0; step < 200; step += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const one = document.activeElement;
          return [one.labels?.[0]?.textContent ?? "", one.textContent ?? "", one.getAttribute("aria-label") ?? ""].map((text) => text.trim());
        });
        if (at.some((text) => text === label)) return true;
      }
      check(false, `the keyboard reaches ${label}`);
      return false;
    };
    await page.goto(mine.base + "/offers/new");
    for (const [label, value] of [["Employer", "Keyboard Labs"], ["Base a year", "205000 USD"], ["Target bonus", "15%"], ["Role", "ml-engineer"], ["Level", "senior"], ["Location", "San Francisco, CA"]]) {
      await tabTo(label);
      await page.keyboard.type(value);
    }
    await tabTo("Add the offer");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/offers/keyboard-labs");
    check(true, "an offer is added by keyboard");
    await page.goto(mine.base + "/edit/me.toml");
    const keys = { Role: "ml-engineer", Level: "senior", Location: "San Francisco, CA", "Current employer": "Present Co", "Current base": "180000 USD" };
    for (const [label, value] of Object.entries(keys)) {
      await tabTo(label);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(value);
    }
    await tabTo("Save fields");
    // The form comes back to the page it is on: only the answer tells that it was taken.
    const saved = page.waitForResponse((answer) => answer.request().method() === "POST");
    await page.keyboard.press("Enter");
    check((await saved).status() === 303, "the form of me.toml is taken");
    check(readFileSync(join(fresh, "me.toml"), "utf8").includes("180000 USD"), "me.toml is filled by form, comments kept");
    await page.screenshot({ path: join(out, "me-1280.png"), fullPage: true });
    await page.goto(mine.base + "/ledger");
    await tabTo("What was said, as near as you remember");
    await page.keyboard.type("=1+1 <script>alert(1)</script> \u202Eright to left");
    await tabTo("Add to the ledger");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/ledger**");
    check((await page.textContent(".ledger")).includes("<script>alert(1)</script>"), "hostile text is shown as text");
    await page.goto(mine.base + "/plan/keyboard-labs");
    check((await page.textContent("h1")).includes("Keyboard Labs"), "a plan for the new offer");
    await tabTo("Call sheet to print");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/brief");
    await axe(page, "newcomer's brief");
    await page.pdf({ path: join(out, "brief.pdf"), format: "A4" });
    check(readFileSync(join(out, "brief.pdf")).length > 10000, "the brief prints");
    await context.close();
  }
  // The link works once.
  {
    const context = await browser.newContext();
    const page = await context.newPage();
    const answer = await page.goto(mine.link);
    check(answer.status() === 401, "a used link lets nobody in");
    await page.screenshot({ path: join(out, "used-link-1280.png") });
    await context.close();
  }
  await mine.stop();
  check(complaints.length === 0, `no console errors${complaints.length ? "\n     " + complaints.join("\n     ") : ""}`);
} finally {
  await browser.close();
}
console.log(failures === 0 ? "the walk is done" : `${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
