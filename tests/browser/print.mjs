// The brief of the sample case is what a person takes into a call: two sheets, no more.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const out = process.env.OUT ?? "artefacts";
mkdirSync(out, { recursive: true });
const folder = join(mkdtempSync(join(tmpdir(), "batna-print-")), "demo");
execFileSync(resolve(process.env.BATNA), ["demo", folder], { stdio: "ignore" });

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let failed = false;
try {
  const page = await browser.newPage();
  await page.goto(`file://${folder}/brief.html`);
  for (const format of ["A4", "Letter"]) {
    const path = join(out, `brief-${format}.pdf`);
    await page.pdf({ path, format });
    const sheets = readFileSync(path, "latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    const good = sheets === 2;
    failed ||= !good;
    console.log(`${good ? "ok  " : "FAIL"} the brief of the sample prints on ${sheets} sheets of ${format}`);
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
