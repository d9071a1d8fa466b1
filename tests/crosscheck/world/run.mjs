// Writes answers-node.csv: what independent models say. Run with the packages of package.json:
//   npm install && node run.mjs > answers-node.csv
import { createRequire } from "node:module";
import { SalaryPaycheck } from "dutch-tax-income-calculator";
const require = createRequire(import.meta.url);
const hmrc = require("@saving-tool/hmrc-income-tax");

const WAGES = [20000, 30000, 40000, 50000, 60000, 75000, 90000, 100000, 120000, 150000, 180000,
  200000, 230000, 250000, 260000, 300000, 400000, 600000, 1000000];
const rows = [["oracle", "place", "year", "filing", "choice", "income", "wages", "item", "amount"]];
const write = (oracle, place, year, choice, wages, item, amount) =>
  rows.push([oracle, place, year, "single", choice, "wages", wages, item, amount.toFixed(2)]);

for (const year of [2025, 2026]) {
  for (const checked of [false, true]) {
    // Without the ruling the model takes `allowance` for pay kept back for holidays.
    for (const income of WAGES.filter((pay) => !checked || pay >= 60000)) {
      const paycheck = new SalaryPaycheck(
        { income, allowance: checked, socialSecurity: true, older: false, hours: 40 },
        "Year", year, { checked, choice: "normal" });
      write("dutch-tax-income-calculator 26.1.3", "nl", year, checked ? "ruling" : "", income,
        "total", -paycheck.incomeTax);
    }
  }
}
for (const [place, country] of [["uk-england", "England/NI/Wales"], ["uk-scotland", "Scotland"]]) {
  for (const income of WAGES) {
    const at = { taxYear: "2025/26", country, taxableAnnualIncome: income };
    const personalAllowance = hmrc.calculatePersonalAllowance(at);
    const tax = hmrc.calculateIncomeTax({ ...at, personalAllowance });
    const name = "@saving-tool/hmrc-income-tax 1.2.0";
    write(name, place, 2025, "", income, "uk.income", tax.total);
    write(name, place, 2025, "", income, "uk.ni", hmrc.calculateEmployeeNationalInsurance(at));
    for (const plan of [1, 2, 4]) {
      const repaid = hmrc.calculateStudentLoanRepayments({ ...at, studentLoanPlanNo: plan });
      write(name, place, 2025, `loan=plan${plan}`, income, "uk.student_loan", repaid);
    }
  }
}
console.log(rows.map((row) => row.join(",")).join("\n"));
