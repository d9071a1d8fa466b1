"""What the official inspector makes of `batna mcp`, by its command line (`--cli`)."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    program, modules = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    inspector = modules / "node_modules" / ".bin" / "mcp-inspector"
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case"
        subprocess.run([program, "demo", case], check=True, stdout=subprocess.DEVNULL)

        def ask(*arguments: str) -> dict:
            done = subprocess.run(
                [inspector, "--cli", program, "mcp", "--paths", "400", "--case", case, "--method", *arguments],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, (arguments, done.stderr[-800:])
            return json.loads(done.stdout)

        tools = {tool["name"]: tool for tool in ask("tools/list")["tools"]}
        assert {"value", "compare", "floor", "plan", "script", "band", "ask", "guide", "tax", "waterfall", "explain"} <= set(tools)
        assert all(tool["annotations"]["readOnlyHint"] for tool in tools.values())
        calls = 0
        for name, arguments in [
            ("check", []),
            ("value", ["horizon_years=2"]),
            ("ask", ["question=what does a staff ML engineer make in London?"]),
            ("tax", ["place=us-ca", "year=2026", "wages=238000"]),
        ]:
            given = [word for one in arguments for word in ("--tool-arg", one)]
            answer = ask("tools/call", "--tool-name", name, *given)
            assert not answer.get("isError"), (name, answer)
            assert answer["structuredContent"]["schema"].startswith("batna/"), name
            assert "Sample Database" not in json.dumps(answer), name
            calls += 1
        refused = ask("tools/call", "--tool-name", "floor")
        assert refused["isError"] and "mcp::floor-withheld" in json.dumps(refused)
        outside = ask("tools/call", "--tool-name", "guide", "--tool-arg", "file=../../etc/hostname")
        assert outside["isError"] and "mcp::unknown-guide" in json.dumps(outside)
        resources = ask("resources/list")["resources"]
        for resource in resources:
            text = json.dumps(ask("resources/read", "--uri", resource["uri"]))
            assert "untrusted data" in text, resource
        prompts = ask("prompts/list")["prompts"]
        for prompt in prompts:
            assert ask("prompts/get", "--prompt-name", prompt["name"])["messages"]
    print(f"mcp inspector: {len(tools)} tools, {calls + 2} calls, {len(resources)} resources, {len(prompts)} prompts")


main()
