"""A session of `batna mcp` with the official Python client over the sample case."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

CALLS = [
    ("check", {}),
    ("value", {}),
    ("compare", {}),
    ("plan", {}),
    ("script", {"kind": "counter-email"}),
    ("lint", {"text": "I look forward to working with you."}),
    ("brief", {}),
    ("explain", {}),
    ("band", {"role": "ml engineer", "place": "Seattle, WA"}),
    ("ask", {"question": "what does a staff ML engineer make in London?"}),
    ("tax", {"place": "us-ca", "year": 2026, "wages": 238000}),
    ("waterfall", {"captable": "offer-b", "exit": "60M"}),
]


async def session(program: str, case: Path) -> None:
    server = StdioServerParameters(
        command=program, args=["mcp", "--paths", "400", "--case", str(case)]
    )
    async with stdio_client(server) as (read, write), ClientSession(read, write) as client:
        hello = await client.initialize()
        assert hello.serverInfo.name == "batna"
        assert "off the machine" in (hello.instructions or "")
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert "propose_offer" not in tools
        for tool in tools.values():
            assert tool.inputSchema["type"] == "object", tool.name
            assert "Example" in (tool.description or ""), tool.name
        for name, arguments in CALLS:
            result = await client.call_tool(name, arguments)
            assert not result.isError, (name, result.content)
            assert result.structuredContent, name
            assert "Sample Database" not in str(result.content), name
        refused = await client.call_tool("floor", {})
        assert refused.isError and "mcp::floor-withheld" in str(refused.content)
        resources = (await client.list_resources()).resources
        for resource in resources:
            text = (await client.read_resource(resource.uri)).contents[0].text
            assert "untrusted data" in text
        prompts = (await client.list_prompts()).prompts
        for prompt in prompts:
            assert (await client.get_prompt(prompt.name)).messages
    print(f"mcp client: {len(CALLS) + 1} calls, {len(resources)} resources, {len(prompts)} prompts")


def main() -> None:
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case"
        subprocess.run([program, "demo", str(case)], check=True, stdout=subprocess.DEVNULL)
        asyncio.run(asyncio.wait_for(session(program, case), 300))


main()
