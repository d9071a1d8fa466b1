// Redraws what-ifs while a slider moves, and takes small steps off forms. Everything works
// without this file.
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

// A link to a line of a file puts the cursor there.
const editor = document.getElementById("text-area");
const line = Number(location.hash.match(/^#line-(\d+)$/)?.[1]);
if (editor && line > 0) {
  const lines = editor.value.split("\n");
  const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  editor.focus();
  editor.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  editor.scrollTop = Math.max(0, (line - 4) * (editor.scrollHeight / lines.length));
}

// A letter may be dropped anywhere on the page that takes one.
const drop = document.querySelector("form[data-drop]");
if (drop) {
  const file = drop.querySelector("input[type=file]");
  const field = file.closest(".drop");
  const problem = drop.querySelector("[data-drop-problem]");
  const look = () => {
    const most = Number(file.dataset.most);
    const size = file.files[0]?.size ?? 0;
    problem.hidden = size <= most;
    problem.textContent = size > most ? `This file has ${Math.round(size / 1e6)} MB; a letter is at most ${Math.floor(most / 1e6)}.` : "";
    return size <= most;
  };
  file.addEventListener("change", look);
  drop.addEventListener("submit", (event) => { if (!look()) event.preventDefault(); });
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => { event.preventDefault(); field.classList.add("over"); });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) field.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    field.classList.remove("over");
    if (event.dataTransfer?.files.length) { file.files = event.dataTransfer.files; look(); }
  });
}
