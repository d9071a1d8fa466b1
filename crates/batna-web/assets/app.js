// Redraws what-ifs while a slider moves. Everything works without this file.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const form = document.querySelector("form[data-redraw]");
if (form) {
  const target = document.getElementById("redrawn");
  let running = null;
  const query = () => new URLSearchParams(new FormData(form)).toString();
  const tell = () => {
    for (const output of form.querySelectorAll("output")) {
      output.textContent = document.getElementById(output.htmlFor.value).value + output.dataset.unit;
    }
  };
  const redraw = async () => {
    // A redraw that is overtaken is given up; the server then does not begin it.
    running?.abort();
    const mine = (running = new AbortController());
    target.classList.add("waiting");
    try {
      const open = [...target.querySelectorAll("details")].map((one) => one.open);
      const answer = await fetch(`${form.dataset.redraw}?${query()}`, { signal: mine.signal });
      if (answer.status === 204 || running !== mine) return;
      if (answer.headers.get("content-type")?.startsWith("text/html")) {
        target.innerHTML = await answer.text();
        target.querySelectorAll("details").forEach((one, index) => { one.open = open[index] ?? false; });
      }
      target.classList.remove("waiting");
    } catch (error) {
      if (error.name !== "AbortError") {
        target.classList.remove("waiting");
        target.textContent = "The page could not be reached: is batna serve still running?";
      }
    }
  };
  form.addEventListener("input", (event) => {
    if (["growth", "sale"].includes(event.target.name)) form.elements.company.value = event.target.name;
    tell();
    redraw();
  });
}
