// A person's walks through the page in a real browser, by script and without.
//
// BATNA names the binary, OUT the folder for screenshots. Modules are found through
// NODE_PATH, because the packages live outside the repository.
import { createRequire } from "node:module";
import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, readFileSync, writeFileSync, unlinkSync } from "node:fs";
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

// A folder in which saving fails for want of room: a small file system where one may be
// mounted, else a limit on the size of files.
async function smallDisk() {
  const folder = mkdtempSync(join(tmpdir(), "batna-full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], { stdio: "ignore" });
    return {
      folder, how: "a full tmpfs",
      fill: () => { try { writeFileSync(join(folder, "filler"), Buffer.alloc(4 << 20)); } catch { /* Full is what is wanted. */ } },
      free: () => execFileSync("umount", ["-l", folder]),
    };
  } catch {
    // An ignored signal is inherited, so that a write fails instead of ending the program.
    return { folder, how: "a limit on files", limit: "trap '' XFSZ; ulimit -f 64;", fill: () => {}, free: () => {} };
  }
}

async function serve(folder, limit = "") {
  const child = limit
    ? spawn("bash", ["-c", `${limit} exec "$0" "$@"`, batna, "serve", "--case", folder, "--paths", "4000"], { stdio: ["pipe", "pipe", "inherit"] })
    : spawn(batna, ["serve", "--case", folder, "--paths", "4000"], { stdio: ["pipe", "pipe", "inherit"] });
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
  // A busy machine is no failure of the page.
  context.setDefaultTimeout(180000);
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error" && !/status of (401|404|409|413|422|500)/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`); });
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
    ["new", "/offers/new"], ["me", "/edit/me.toml"], ["asked", "/market?ask=median+base+of+data+scientists+in+Texas"],
    ["guide", "/market/analytics-co/guide"], ["practice", "/practice/analytics-co?with=friendly&run=3"], ["explain", "/explain/offers.analytics-co.year1.net"], ["lost", "/nowhere"]];
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
    for (const [name, path] of pages) {
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
  // A rehearsal, with script and without: the conversation is in the form.
  for (const [what, options] of [["with script", {}], ["without script", { javaScriptEnabled: false }]]) {
    const { context, page } = await open(browser, sample, options);
    await page.goto(sample.base + "/practice/analytics-co?with=friendly&run=3");
    await page.getByLabel("What do you say?").fill("Could you do 215,000 base? I have a written offer from another company, too.");
    await page.getByRole("button", { name: "Say it" }).click();
    await page.getByLabel("What do you say?").fill("If you can do a signing bonus of 40,000 I can sign this week.");
    await page.getByRole("button", { name: "Say it" }).click();
    check((await page.locator(".lines .me").count()) === 2, `practice ${what}: both lines are there`);
    if (what === "with script") {
      await axe(page, "practice under way");
      await page.screenshot({ path: join(out, "practice-talk-1280.png"), fullPage: true });
    }
    await page.getByRole("button", { name: "Stop and debrief" }).click();
    check((await page.textContent("#debrief")).includes("Debrief"), `practice ${what}: a debrief`);
    if (what === "with script") {
      await axe(page, "debrief");
      await page.screenshot({ path: join(out, "debrief-1280.png"), fullPage: true });
      await page.setViewportSize({ width: 360, height: 740 });
      await page.screenshot({ path: join(out, "debrief-360.png"), fullPage: true });
    }
    await context.close();
  }
  // A letter as PDF: taken apart in the child, looked at, confirmed; the document is kept.
  {
    const { context, page } = await open(browser, sample);
    const press = await context.newPage();
    await press.setContent(`<p>Dear Sam,</p><p>Sample Letter Labs, Inc. is pleased to offer you the position of Senior ML Engineer.
      Your base salary will be $201,500 per year. You will receive a signing bonus of $25,000. You will report to our office in San Francisco, CA.
      Your start date is August 17, 2026. Please sign by July 10, 2026.</p><p>Sincerely,<br>A. Person</p>`);
    const letter = join(demo, "offer letter.pdf");
    await press.pdf({ path: letter });
    await press.close();
    await page.goto(sample.base + "/offers/new");
    await page.getByLabel("The document").setInputFiles(letter);
    await page.getByRole("button", { name: "Read the letter" }).click();
    await page.waitForSelector("#read");
    check((await page.textContent("main")).includes("$201,500"), "a PDF letter is read, with its sentences");
    check(!existsSync(join(folder, "offers/sample-letter-labs.toml")), "nothing is written before the person's word");
    await axe(page, "letter read");
    await page.screenshot({ path: join(out, "letter-1280.png"), fullPage: true });
    await page.setViewportSize({ width: 360, height: 740 });
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, "the letter fits 360 px");
    await axe(page, "letter read at 360 px");
    await page.screenshot({ path: join(out, "letter-360.png"), fullPage: true });
    await page.getByLabel("Employer", { exact: true }).fill("Sample Letter Labs");
    await page.getByLabel("I set these terms beside the letter").check();
    await page.getByRole("button", { name: "Add the offer" }).click();
    await page.waitForURL("**/offers/sample-letter*");
    const id = new URL(page.url()).pathname.split("/").pop();
    const added = readFileSync(join(folder, `offers/${id}.toml`), "utf8");
    check(added.includes("201500 USD") && !added.includes("unconfirmed"), "the confirmed offer is written");
    check(readFileSync(join(folder, `letters/${id}.pdf`)).equals(readFileSync(letter)), "the letter is kept with the case");
    unlinkSync(join(folder, `offers/${id}.toml`));
    // A hundred megabytes: refused before they are sent, and cleanly where no script says so.
    const large = join(demo, "large.pdf");
    writeFileSync(large, Buffer.alloc(100 * 1024 * 1024, 0x20));
    await page.goto(sample.base + "/offers/new");
    await page.getByLabel("The document").setInputFiles(large);
    check((await page.textContent("[data-drop-problem]")).includes("at most 10"), "too large a file is told before it is sent");
    await context.close();
    const plain = await open(browser, sample, { javaScriptEnabled: false });
    await plain.page.goto(sample.base + "/offers/new");
    await plain.page.getByLabel("The document").setInputFiles(large);
    await plain.page.getByRole("button", { name: "Read the letter" }).click({ timeout: 60000 });
    check((await plain.page.textContent("h1")).includes("too large"), "100 MB are refused with a page");
    await plain.context.close();
    unlinkSync(large);
  }
  // A cap table made by form, an entry added, one taken out; what its reader refuses is told.
  {
    const { context, page } = await open(browser, sample);
    await page.goto(sample.base + "/settings");
    await page.getByRole("link", { name: /Describe the cap table of Sample Analytics/ }).click();
    await page.getByLabel("Name", { exact: true }).fill("Sample Analytics Co");
    await page.getByLabel("Currency", { exact: true }).fill("USD");
    const add = async (list, terms) => {
      await page.locator("summary", { hasText: `Add: ${list}` }).click();
      for (const [key, value] of Object.entries(terms)) await page.locator(`[name="field.+${list}.${key}"]`).fill(value);
      await page.getByRole("button", { name: "Save fields" }).click();
      await page.waitForLoadState();
    };
    await add("class", { id: "common", shares: "8,000,000" });
    const table = join(folder, "captables/analytics-co.toml");
    check(existsSync(table) && readFileSync(table, "utf8").includes('shares = "8,000,000"'), "a cap table is made by form");
    await add("class", { id: "series-a", shares: "2,500,000", price: "1.60 USD" });
    await axe(page, "cap table");
    await page.screenshot({ path: join(out, "captable-1280.png"), fullPage: true });
    await add("holding", { holder: "founders", class: "series-b", shares: "1" });
    check((await page.textContent("[aria-label=Problems]")).includes("series-b"), "what the reader of cap tables refuses is told");
    check(!readFileSync(table, "utf8").includes("founders"), "and is not saved");
    await page.getByRole("link", { name: "Read again" }).click();
    await page.locator('[name="field.-class.2"]').check();
    await page.getByRole("button", { name: "Save fields" }).click();
    await page.waitForLoadState();
    check(!readFileSync(table, "utf8").includes("series-a"), "an entry is taken out by form");
    unlinkSync(table);
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

  // The disk is full on save: the page says so, and the file is as it was.
  {
    const small = await smallDisk();
    const tight = join(small.folder, "case");
    execFileSync(batna, ["demo", tight, "--paths", "2000"], { stdio: "ignore" });
    const served = await serve(tight, small.limit);
    const { context, page } = await open(browser, served);
    const file = join(tight, "offers/analytics-co.toml");
    const before = readFileSync(file, "utf8");
    await page.goto(served.base + "/edit/offers/analytics-co.toml");
    await small.fill();
    await page.fill("#text-area", before + "\n# " + "much ".repeat(40000) + "\n");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const told = await page.textContent("main");
    check(told.includes("cannot be saved") && told.includes("disk is not full"), `a full disk is told (${small.how})`);
    check((await page.inputValue("#text-area")).includes("much much"), "what was written is still on the page");
    check(readFileSync(file, "utf8") === before, "the file is as it was");
    await axe(page, "full disk");
    await page.screenshot({ path: join(out, "full-disk-1280.png"), fullPage: false });
    await context.close();
    await served.stop();
    small.free();
  }

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
    // The answer comes before the new document does: a key pressed between the two is lost with the old one.
    const enter = async (label) => {
      await tabTo(label);
      const arrived = page.waitForEvent("framenavigated");
      await page.keyboard.press("Enter");
      await arrived;
      await page.waitForLoadState();
    };
    await enter("Add an offer");
    for (const [label, value] of [["Employer", "Keyboard Labs"], ["Base", "205000 USD"], ["Bonus", "15%"], ["Role", "ml-engineer"], ["Level", "senior"], ["Location", "San Francisco, CA"]]) {
      await tabTo(label);
      await page.keyboard.type(value);
    }
    await enter("Add the offer");
    await page.waitForURL("**/offers/keyboard-labs");
    check(true, "an offer is added by keyboard");
    await enter("Case");
    await enter("Describe your current job: it sets the walk-away");
    const keys = { Role: "ml-engineer", Level: "senior", Location: "San Francisco, CA", "Employer": "Present Co", "Base": "180000 USD" };
    for (const [label, value] of Object.entries(keys)) {
      await tabTo(label);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(value);
    }
    // The form comes back to the page it is on: only the answer tells that it was taken.
    const saved = page.waitForResponse((answer) => answer.request().method() === "POST");
    await enter("Save fields");
    check((await saved).status() === 303, "the form of me.toml is taken");
    check(readFileSync(join(fresh, "me.toml"), "utf8").includes("180000 USD"), "me.toml is filled by form, comments kept");
    await page.screenshot({ path: join(out, "me-1280.png"), fullPage: true });
    await enter("Ledger");
    await tabTo("What was said, as near as you remember");
    await page.keyboard.type("=1+1 <script>alert(1)</script> \u202Eright to left");
    await enter("Add to the ledger");
    await page.waitForURL("**/ledger**");
    check((await page.textContent(".ledger")).includes("<script>alert(1)</script>"), "hostile text is shown as text");
    await enter("Case");
    await enter("Plan the counter to Keyboard Labs");
    check((await page.textContent("h1")).includes("Keyboard Labs"), "a plan for the new offer");
    await enter("Call sheet to print");
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
